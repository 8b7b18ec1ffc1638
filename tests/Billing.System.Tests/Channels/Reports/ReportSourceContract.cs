using System.Globalization;
using System.Text;
using Billing.Engine.Channels.Reports;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>What every mailbox promises to its reader.</summary>
public abstract class ReportSourceContract
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract IReportSource Source { get; }

    /// <summary>The same mailbox that is not there.</summary>
    private protected abstract IReportSource Missing { get; }

    private protected abstract Task PutAsync(byte[] mail);

    /// <summary>How many mails are flagged for a person.</summary>
    private protected abstract Task<int> FlaggedAsync();

    [Fact]
    public async Task every_mail_is_given_once_the_oldest_first()
    {
        await PutAsync(2);
        Assert.Equal(["mail 0", "mail 1"], await ReadAsync());
        Assert.Empty(await ReadAsync());
        await PutAsync(1);
        Assert.Equal(["mail 0"], await ReadAsync());
        Assert.Equal(0, await FlaggedAsync());
    }

    [Fact]
    public async Task a_mail_that_could_not_be_taken_is_given_again()
    {
        await PutAsync(2);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Source.ReadAsync(_ => throw new TimeZoneNotFoundException(), Cancel));
        Assert.Equal(["mail 0", "mail 1"], await ReadAsync());
    }

    [Fact]
    public async Task what_is_put_aside_is_flagged_and_not_given_again()
    {
        await PutAsync(2);
        await Source.ReadAsync(mail => Task.FromResult(!Encoding.UTF8.GetString(mail.Content!).Contains("mail 0", StringComparison.Ordinal)), Cancel);
        Assert.Equal(1, await FlaggedAsync());
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task what_is_too_large_is_given_without_its_content()
    {
        await PutAsync([.. "Subject: mail 0\r\n\r\n"u8, .. Enumerable.Repeat((byte)'a', IncomingMail.Largest)]);
        List<IncomingMail> given = [];
        await Source.ReadAsync(mail => { given.Add(mail); return Task.FromResult(false); }, Cancel);
        Assert.Null(Assert.Single(given).Content);
    }

    [Fact]
    public async Task a_mailbox_that_can_be_read_has_no_complaint() => Assert.Null(await Source.CheckAsync(Cancel));

    [Fact]
    public async Task one_that_cannot_be_read_says_so_in_one_line()
    {
        string? why = await Missing.CheckAsync(Cancel);
        Assert.NotNull(why);
        Assert.DoesNotContain('\n', why);
        Assert.Equal(why, (await Assert.ThrowsAsync<ReportSourceException>(() => Missing.ReadAsync(_ => Task.FromResult(true), Cancel))).Message);
    }

    private protected async Task PutAsync(int mails)
    {
        for (int n = 0; n < mails; n++) await PutAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Subject: mail {n}\r\nFrom: a@example.net\r\n\r\nhello\r\n")));
    }

    private protected async Task<List<string>> ReadAsync()
    {
        List<string> given = [];
        await Source.ReadAsync(mail =>
        {
            given.Add(Encoding.UTF8.GetString(mail.Content!).Split('\r', '\n')[0]["Subject: ".Length..]);
            return Task.FromResult(true);
        }, Cancel);
        return given;
    }
}

public sealed class MaildirTests : ReportSourceContract, IDisposable
{
    private readonly OwnFolder folder = new();
    private int mails;

    public MaildirTests()
    {
        Directory.CreateDirectory(folder["new"]);
        Directory.CreateDirectory(folder["cur"]);
    }

    private protected override IReportSource Source => new Maildir(folder.Path);

    private protected override IReportSource Missing => new Maildir(folder["elsewhere"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task what_another_program_moved_without_seeing_it_is_given_too()
    {
        await PutAsync(2);
        string[] files = [.. Directory.GetFiles(folder["new"]).Order(StringComparer.Ordinal)];
        File.Move(files[0], folder[$"cur/{Path.GetFileName(files[0])}:2,"]);
        File.Move(files[1], folder[$"cur/{Path.GetFileName(files[1])}:2,RS"]);
        Assert.Equal(["mail 0"], await ReadAsync());
    }

    private protected override Task PutAsync(byte[] mail) => File.WriteAllBytesAsync(folder[string.Create(CultureInfo.InvariantCulture, $"new/1785670000.{mails++:D4}.host")], mail, Cancel);

    private protected override Task<int> FlaggedAsync() => Task.FromResult(Directory.GetFiles(folder["cur"], "*F*").Length);
}
