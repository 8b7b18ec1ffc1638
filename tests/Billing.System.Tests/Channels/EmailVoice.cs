using System.Text;
using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using Microsoft.Extensions.Time.Testing;
using MimeKit.Cryptography;

namespace Billing.System.Tests.Channels;

/// <summary>The e-mail channel over a sink; a test states only what matters to it.</summary>
internal sealed class EmailVoice : IDisposable
{
    public static readonly Tokens Tokens = new([KeyValuePair.Create('a', Encoding.UTF8.GetBytes("a key of the test, long enough for all"))]);

    public static readonly NoticeLinks Links = new("abcdefghijklmnopqrstuvwx", "notify/100/reminder-1/email", 7, 100, new Dictionary<string, string>(), Told.Now, Told.Now.AddDays(180));

    private readonly SmtpTransport transport;
    private readonly EmailChannel channel;

    public EmailVoice(Func<EmailOptions, EmailOptions>? email = null, Func<SmtpOptions, SmtpOptions>? smtp = null, DkimSigner? signer = null, params string[] offers)
    {
        if (offers.Length > 0) Sink.Offers = offers;
        SmtpOptions options = new() { Host = "127.0.0.1", Port = Sink.Port, Tls = MailTls.None, TimeoutSeconds = 20 };
        transport = new(smtp?.Invoke(options) ?? options, () => "");
        EmailOptions set = Told.Email with { Bounces = new BounceOptions { Address = "bounce@notices.example.com" } };
        channel = new(Told.Templates, email?.Invoke(set) ?? set, Told.Provider, transport, new FakeTimeProvider(Told.Now), Tokens, signer);
    }

    public SmtpSink Sink { get; } = new();

    public INoticeChannel Channel => channel;

    /// <summary>What was recorded when the last notice was handed over.</summary>
    public Proof HandedOver { get; private set; } = Proof.None;

    public int HandOvers { get; private set; }

    /// <summary>One line of the conversation that begins so.</summary>
    public string Line(string start) => Sink.Lines.Single(line => line.StartsWith(start, StringComparison.Ordinal));

    public Task<ChannelOutcome> SendAsync(string to = "ana@example.net", string name = "reminder-1", params string[] copies) => SendAsync(Notice(to, name) with { Copies = copies });

    public Task<ChannelOutcome> SendAsync(Notice notice) => channel.SendAsync(notice, proof =>
    {
        HandedOver = proof;
        HandOvers++;
        return Task.CompletedTask;
    }, Xunit.TestContext.Current.CancellationToken);

    public static Notice Notice(string to = "ana@example.net", string name = "reminder-1") => Told.Of(name, Told.Ana with { Email = to }) with { Links = Links };

    public void Dispose()
    {
        transport.Dispose();
        Sink.Dispose();
    }
}
