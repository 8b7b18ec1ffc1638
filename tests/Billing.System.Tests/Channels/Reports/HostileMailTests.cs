using System.Globalization;
using System.Text;
using Billing.Engine.Channels.Reports;
using Billing.Engine.Evidence;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>Anybody may write to the mailbox, anything. The reader goes on.</summary>
public sealed class HostileMailTests : IDisposable
{
    private readonly Returns returns = new();

    public static TheoryData<string> Attacks => [.. Mails.Keys];

    private static Dictionary<string, Func<byte[]>> Mails { get; } = new()
    {
        ["empty"] = () => [],
        ["zeros"] = () => new byte[100_000],
        ["noise"] = () => [.. Enumerable.Range(0, 50_000).Select(n => (byte)(n * 7919 >> 3))],
        ["headers without an end"] = () => Encoding.UTF8.GetBytes("To: " + new string('a', 1_000_000)),
        ["a multipart that never ends"] = () => Encoding.UTF8.GetBytes("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: failed"),
        ["a thousand parts"] = () => Encoding.UTF8.GetBytes("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Range(0, 1000).Select(n => $"--b\nContent-Type: text/plain\n\n{n}\n")) + "--b--"),
        ["parts in parts in parts"] = () => Encoding.UTF8.GetBytes("From: a@b.c\n" + string.Concat(Enumerable.Range(0, 2000).Select(n => string.Create(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")))),
        ["mails in mails in mails"] = () => Encoding.UTF8.GetBytes("From: a@b.c\n" + string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 2000))),
        ["a charset that is none"] = () => [.. "From: MAILER-DAEMON@x\nContent-Type: text/plain; charset=klingon-1\n\n5.1.1 "u8, 0xff, 0xfe, 0x80],
        ["a charset that lies"] = () => [.. "From: MAILER-DAEMON@x\nContent-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n????5.1.1="u8],
        ["an archive"] = () => Encoding.UTF8.GetBytes("From: postmaster@x\nContent-Type: application/zip; name=b.zip\nContent-Transfer-Encoding: base64\n\nUEsDBBQ="),
        ["a status without recipients"] = () => Encoding.UTF8.GetBytes("From: postmaster@x\nContent-Type: message/delivery-status\n\n\n\n\n"),
        ["a receipt that says nothing"] = () => Encoding.UTF8.GetBytes("From: a@b.c\nContent-Type: message/disposition-notification\n\nDisposition:\n"),
        ["nobody wrote it"] = () => Encoding.UTF8.GetBytes("Subject: hi\n\nhello"),
        ["fifty megabytes"] = () => new byte[50 * 1024 * 1024],
    };

    public void Dispose() => returns.Dispose();

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task a_mail_made_to_break_the_reader_stops_nobody_behind_it(string attack)
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver(Mails[attack]());
        returns.Deliver(returns.Report(links, "delivered"));

        Assert.Equal((1, 2), ((await returns.ReadAsync()) is { } tally ? (tally.Believed, tally.All) : default));
        Assert.Equal(0, returns.Unread);
        Assert.True(returns.News.Count <= 1);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task nor_at_an_address_of_ours(string attack)
    {
        NoticeLinks links = await returns.SentAsync();
        returns.Deliver([.. Encoding.UTF8.GetBytes($"Delivered-To: {returns.Address(links)}\n"), .. Mails[attack]()]);
        returns.Deliver(returns.Report(links, "delivered"));

        await returns.ReadAsync();
        Assert.Contains(await returns.LearnedAsync(links), said => said.Kind == EvidenceKind.Delivered);
        Assert.False(await returns.BouncedAsync(links));
        Assert.Equal(0, returns.Unread);
    }

    [Fact]
    public async Task a_report_of_a_million_recipients_is_read_in_its_beginning()
    {
        NoticeLinks links = await returns.SentAsync(cc: "boss@example.org");
        string one = returns.Report(links, "failed", recipient: "nobody@example.org");
        string group = "Final-Recipient: rfc822; nobody@example.org\nAction: relayed\nStatus: 2.0.0\n\n";
        returns.Deliver(one.ReplaceLineEndings("\n").Replace("Final-Recipient:", string.Concat(Enumerable.Repeat(group, 20_000)) + "Final-Recipient:", StringComparison.Ordinal));
        await returns.ReadAsync();
        Assert.True((await returns.LearnedAsync(links)).Length <= 100);
    }

    [Fact]
    public void a_charset_of_its_own_does_not_hide_the_recipients() =>
        Assert.Contains(ReportReader.Read("Delivered-To: bounce+x@notices.example.com\nContent-Type: text/plain; charset=klingon-1\n\n\u00ff"u8.ToArray()).Addresses, address => address.StartsWith("bounce+x", StringComparison.Ordinal));
}
