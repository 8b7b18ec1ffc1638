using System.Globalization;
using System.Text;
using Billing.Core.Actions;
using Billing.Engine.Channels.Reports;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>A ledger with notices that went out, and a maildir into which mails come back.</summary>
internal sealed class Returns : IDisposable
{
    public static readonly DateOnly Today = new(2026, 8, 2);
    private static int mails;
    private readonly OwnFolder folder = new();
    private readonly FakeTimeProvider clock = new(Told.Now.ToUniversalTime());
    private readonly ReportDesk desk;

    public Returns()
    {
        Directory.CreateDirectory(folder["new"]);
        Directory.CreateDirectory(folder["cur"]);
        Ledger = new MemoryLedger(clock);
        desk = new ReportDesk(new Maildir(folder.Path), Tokens, Ledger, () => Today, News.Add);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Tokens Tokens { get; } = new([new('a', [.. Enumerable.Repeat((byte)7, 32)])]);
    public MemoryLedger Ledger { get; }
    public List<ReportNews> News { get; } = [];

    /// <summary>What stands in the maildir, by its marks.</summary>
    public int Unread => Directory.GetFiles(folder["new"]).Length;
    public int Flagged => Directory.GetFiles(folder["cur"], "*:2,FS").Length;

    /// <summary>A notice that our own mail server accepted.</summary>
    public async Task<NoticeLinks> SentAsync(string name = "reminder-1", string to = "ana@example.net", string cc = "")
    {
        BillingAction action = new BillingAction.Notify(7, 100, Told.Due, name, "email");
        await Ledger.BeginAsync(new Intent(1, 7, action, "because", Today), Cancel);
        NoticeLinks links = await Ledger.Evidence.KeepLinksAsync(
            new NoticeLinks(Tokens.NewId(), action.Key, 7, 100, new Dictionary<string, string>(), clock.GetUtcNow(), clock.GetUtcNow().AddDays(180)), Cancel);
        Proof proof = Proof.Of(("message-id", $"{name}@example.com"), ("copies", cc.Length > 0 ? "1" : "")).WithPersonal("to", to).WithPersonal("cc", cc);
        await Ledger.HandOverAsync(action.Key, proof, Cancel);
        await Ledger.FinishAsync(action.Key, new Outcome.Done(true, "2.0.0 Ok: queued as B8F8"), Cancel);
        return links;
    }

    public string Address(NoticeLinks links, TokenPurpose purpose = TokenPurpose.Bounce) => $"bounce+{Tokens.Make(purpose, links.Id)}@notices.example.com";

    public void Deliver(string mail) => Deliver(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\n")));

    public void Deliver(byte[] mail) => File.WriteAllBytes(folder[Path.Combine("new", string.Create(CultureInfo.InvariantCulture, $"1785670000.{Interlocked.Increment(ref mails):D6}.host"))], mail);

    public Task<ReportTally> ReadAsync() => desk.ReadAsync(Cancel);

    /// <summary>What came into the evidence behind the hand-over and its acceptance.</summary>
    public async Task<Statement[]> LearnedAsync(NoticeLinks links) =>
        [.. (await Ledger.Evidence.OfKeyAsync(links.Key, Cancel)).Select(entry => entry.Says).Where(said => said.Kind is not (EvidenceKind.Queued or EvidenceKind.Accepted))];

    public async Task<bool> BouncedAsync(NoticeLinks links) => (await Ledger.ReadAsync(7, Cancel)).Find(links.Key)!.Bounced;

    /// <summary>A report as Postfix writes it.</summary>
    public string Report(NoticeLinks links, string action, string status = "5.1.1", string words = "550 5.1.1 no such user here", string recipient = "ana@example.net",
        string? to = null, string? envelope = null, string? notice = null, string id = "1@mx.example.com") => $"""
        Return-Path: <>
        Delivered-To: {to ?? Address(links)}
        Received: by mx.example.com (Postfix) id B8F8BB66011; Sun, 2 Aug 2026 09:00:00 -0300
        From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
        Subject: Mail Delivery Status Report
        To: {to ?? Address(links)}
        Auto-Submitted: auto-replied
        Message-Id: <{id}>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        This is the mail system at host mx.example.com.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com
        Original-Envelope-Id: {envelope ?? links.Id}

        Final-Recipient: rfc822; {recipient}
        Original-Recipient: rfc822;{recipient}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mx.example.net
        Diagnostic-Code: smtp; {words}

        --b
        Content-Type: text/rfc822-headers

        Subject: =?utf-8?q?Primer_recordatorio?=
        X-Notice-Id: {notice ?? links.Key}

        --b--
        """;

    /// <summary>A receipt as mail programs write it.</summary>
    public string Receipt(NoticeLinks links, string disposition, string? about = null, TokenPurpose purpose = TokenPurpose.Receipt) => $"""
        Return-Path: <ana@example.net>
        Delivered-To: {Address(links, purpose)}
        From: Ana <ana@example.net>
        To: {Address(links, purpose)}
        Message-Id: <mdn-1@example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

        --b
        Content-Type: text/plain

        The message was displayed.
        --b
        Content-Type: message/disposition-notification

        Reporting-UA: Thunderbird
        Final-Recipient: rfc822;ana@example.net
        Original-Message-ID: <{about ?? "reminder-1@example.com"}>
        Disposition: {disposition}

        --b--
        """;

    /// <summary>A mail with those headers and that text.</summary>
    public string Letter(NoticeLinks links, string headers, string text) => $"""
        {headers.ReplaceLineEndings("\n").Trim()}
        Delivered-To: {Address(links)}
        To: {Address(links)}
        Message-Id: <letter@example.net>

        {text}
        """;

    public void Dispose() => folder.Dispose();
}
