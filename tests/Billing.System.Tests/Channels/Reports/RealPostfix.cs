using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Billing.Core.Actions;
using Billing.Engine.Channels;
using Billing.Engine.Channels.Reports;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;
using Xunit;

namespace Billing.System.Tests.Channels.Reports;

/// <summary>The Postfix and Dovecot of <c>tests/servers/postfix</c>. Other mail servers live beside it on loopback: that of <c>remote.test</c>, and that of <c>reporting.test</c> and <c>mute.test</c>.</summary>
internal static class RealPostfix
{
    public const string Password = "secret";

    public static int SmtpPort => int.Parse(Parts[0], CultureInfo.InvariantCulture);
    public static int ImapPort => int.Parse(Parts[1], CultureInfo.InvariantCulture);
    public static string Bounces => Path.Combine(Parts[2], "notices.test", "bounce");

    public static IPEndPoint Remote => Beside(2);
    public static IPEndPoint Reporting => Beside(3);

    private static IPEndPoint Beside(byte last) => new(new IPAddress([127, (byte)(SmtpPort / 256), (byte)(SmtpPort % 256), last]), 2525);

    private static string[] Parts => Environment.GetEnvironmentVariable("BILLING_TEST_POSTFIX") is { Length: > 0 } given ? given.Split(';')
        : throw new InvalidOperationException("BILLING_TEST_POSTFIX is not set: give what `tests/servers/postfix up FOLDER SMTP_PORT IMAP_PORT` printed.");
}

/// <summary>
/// Notices sent over the real Postfix to everything that a recipient can be, all at once; then the mailbox is read until everything that can be known of them is.
/// </summary>
public sealed class PostfixRound : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SmtpSink remote = new(RealPostfix.Remote), reporting = new(RealPostfix.Reporting) { Offers = ["8BITMIME", "DSN", "SMTPUTF8"] };
    private readonly MemoryLedger ledger = new(TimeProvider.System);
    private readonly Tokens tokens = new([new('a', RandomNumberGenerator.GetBytes(32))]);
    private readonly Dictionary<string, NoticeLinks> sent = [];
    private readonly SmtpTransport transport = new(new SmtpOptions { Host = "127.0.0.1", Port = RealPostfix.SmtpPort, Tls = MailTls.None, TimeoutSeconds = 30 }, () => "");

    /// <summary>By the notice's name here: what the evidence learned, in order.</summary>
    internal IReadOnlyList<Statement> Of(string name) => learned[name];

    internal List<ReportNews> News { get; } = [];

    internal ILedger Ledger => ledger;

    internal NoticeLinks Links(string name) => sent[name];

    private readonly Dictionary<string, IReadOnlyList<Statement>> learned = [];

    public async ValueTask InitializeAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await SendAsync("mailbox", "ana@cliente.test", patience.Token);
        await SendAsync("remote", "pepe@remote.test", patience.Token);
        await SendAsync("nouser", "nouser@remote.test", patience.Token);
        await SendAsync("policy", "relay@remote.test", patience.Token);
        await SendAsync("deferred", "busy@remote.test", patience.Token);
        await SendAsync("grey", "grey@remote.test", patience.Token);
        await SendAsync("silent", "pepe@reporting.test", patience.Token);
        await SendAsync("spoken", "pepe@mute.test", patience.Token);
        await SendAsync("copied", "ana@cliente.test", patience.Token, copy: "nouser@remote.test");
        await SendAsync("over imap", "nouser@remote.test", patience.Token, bounces: "bounce@imap.test");
        await LearnAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        transport.Dispose();
        remote.Dispose();
        reporting.Dispose();
        await ledger.DisposeAsync();
    }

    private async Task SendAsync(string name, string to, CancellationToken cancel, string? copy = null, string bounces = "bounce@notices.test")
    {
        int number = sent.Count + 1;
        BillingAction action = new BillingAction.Notify(number, number, Told.Due, "reminder-1", "email");
        await ledger.BeginAsync(new Intent(1, number, action, "because", Returns.Today), cancel);
        NoticeLinking linking = new(new LinkOptions { Keys = [], Days = 180, Pictures = false, NoPicturesIn = [] }, tokens, ledger.Evidence, TimeProvider.System);
        Notice notice = await linking.GiveAsync(Told.Of("reminder-1", Told.Ana with { Id = number, Email = to }, action.Key) with
        {
            Invoice = Told.Invoice with { Id = number }, Copies = copy is null ? [] : [copy],
        }, cancel);
        sent[name] = notice.Links!;
        EmailChannel channel = new(Told.Templates, Told.Email with { From = "facturacion@panel.test", Bounces = new BounceOptions { Address = bounces } }, Told.Provider, transport, TimeProvider.System, tokens);
        ChannelOutcome said = await channel.SendAsync(notice, proof => ledger.HandOverAsync(action.Key, proof, cancel), cancel);
        await ledger.FinishAsync(action.Key, new Outcome.Done(true, Assert.IsType<ChannelOutcome.Accepted>(said).Words), cancel);
    }

    private async Task LearnAsync(CancellationToken cancel)
    {
        ImapOptions imap = new() { Host = "127.0.0.1", Port = RealPostfix.ImapPort, Tls = MailTls.None, User = "bounce@imap.test", Password = "env:NOT_ASKED" };
        ReportDesk[] desks = [.. new IReportSource[] { new Maildir(RealPostfix.Bounces), new ImapMailbox(imap, () => RealPostfix.Password) }.Select(source => new ReportDesk(source, tokens, ledger, () => Returns.Today, News.Add))];
        using PeriodicTimer again = new(TimeSpan.FromMilliseconds(250));
        while (!Complete() && !cancel.IsCancellationRequested)
        {
            if (Directory.Exists(RealPostfix.Bounces)) foreach (ReportDesk desk in desks) await desk.ReadAsync(CancellationToken.None);
            foreach ((string name, NoticeLinks links) in sent)
                learned[name] = [.. (await ledger.Evidence.OfKeyAsync(links.Key, CancellationToken.None)).Select(entry => entry.Says).Where(said => said.Kind is not (EvidenceKind.Queued or EvidenceKind.Accepted))];
            await again.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>The one of which nothing comes has been silent long enough when the slowest has spoken.</summary>
    private bool Complete() => learned.Count > 0 && sent.Keys.Except(["silent"]).All(name => learned[name].Count >= (name is "deferred" or "grey" or "copied" ? 2 : 1));
}
