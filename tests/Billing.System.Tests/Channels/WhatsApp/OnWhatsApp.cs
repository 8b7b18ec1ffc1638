using System.Collections.Concurrent;
using System.Net;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;
using Billing.Host.Web;
using Billing.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Channels.WhatsApp;

/// <summary>A channel over a Cloud API on loopback, and the host's hook over real HTTP. The ledger is in memory, the clock stands.</summary>
internal sealed class OnWhatsApp : IAsyncDisposable
{
    public const string PayLinks = "https://notices.example.com/t/", Mobile = "5491155551234", Shorter = "541155551234";
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("ar", TimeSpan.FromHours(-3), "ar", "ar");

    private readonly ConcurrentQueue<string> alerts = new();
    private readonly WhatsAppCloud cloud;
    private readonly WebServer hook;

    private OnWhatsApp(SandboxWhatsApp api, FakeTimeProvider time, WhatsAppOptions options, TemplateSet templates, IInvoiceDocuments? documents)
    {
        (Api, Time, Options) = (api, time, options);
        Ledger = new MemoryLedger(time);
        WhatsAppBook book = new(Ledger, time, Zone);
        cloud = new WhatsAppCloud(options, () => Token);
        Gate = new WhatsAppGate(options, Ledger.Channels, time, alerts.Enqueue);
        Channel = new WhatsAppChannel(new WhatsAppTemplates(templates, options), options, cloud, Gate, book, new WhatsAppHeader(documents, cloud), alerts.Enqueue);
        Webhook = new WhatsAppWebhook(options.PhoneNumberId, () => api.Options.AppSecret, () => api.Options.VerifyToken, Ledger, book, alerts.Enqueue);
        WebSettings web = new(new IPEndPoint(IPAddress.Loopback, 0), [], JudgingOptions.Default);
        hook = new WebServer(new WebParts(web, Told.Provider, "es", new Uri("https://panel.example.com/"), null, null, MachineNetworks.Of([], (_, text) => Assert.Fail(text)), Ledger.Evidence, time, NullLogger.Instance)
        {
            WhatsApp = Webhook,
        });
    }

    public static Client Ana { get; } = Told.Ana with { Phone = "+54.91155551234" };

    public SandboxWhatsApp Api { get; }
    public FakeTimeProvider Time { get; }
    public WhatsAppOptions Options { get; }
    public MemoryLedger Ledger { get; }
    public WhatsAppGate Gate { get; }
    public WhatsAppChannel Channel { get; }
    public WhatsAppWebhook Webhook { get; }
    public WhatsAppCloud Cloud => cloud;
    public string Token { get; set; } = new SandboxWhatsAppOptions().Token;
    public IReadOnlyList<string> Alerts => [.. alerts];
    public Uri Receiver { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<OnWhatsApp> StartAsync(Func<WhatsAppOptions, WhatsAppOptions>? with = null, TemplateSet? templates = null, IInvoiceDocuments? documents = null)
    {
        FakeTimeProvider time = new(Told.Now.ToUniversalTime());
        SandboxWhatsApp api = await SandboxWhatsApp.StartAsync(new() { Time = time }, Cancel);
        WhatsAppOptions options = new()
        {
            Url = api.Url, Version = "v23.0", PhoneNumberId = api.Options.PhoneNumberId, Token = "env:T", AppSecret = "env:S", VerifyToken = "env:V",
            Numbers = new Dictionary<string, NumberRule> { ["AR"] = NumberRule.Both }, PerSecond = 1000, PerDay = 1000, TimeoutSeconds = 20, PayLinks = PayLinks, HeaderPdf = false, Consent = ConsentRule.Assumed,
        };
        TemplateSet set = templates ?? Told.Templates;
        OnWhatsApp on = new(api, time, with is null ? options : with(options), set, documents);
        foreach (string language in set.Languages) on.Register(set, language);
        await on.hook.StartAsync(Cancel);
        api.Receiver = on.Receiver = new Uri(on.hook.Url, WhatsAppHook.Path);
        return on;
    }

    /// <summary>A notice whose pay link is ours.</summary>
    public static Notice Notice(string name = "suspended", Client? client = null, string key = "notify/100/suspended/whatsapp") =>
        Told.Of(name, client ?? Ana, key, new Dictionary<string, string> { [NoticeValues.PayLink] = PayLinks + "aptoken" });

    public Task<ChannelOutcome> SendAsync(Notice? notice = null) => Channel.SendAsync(notice ?? Notice(), _ => Task.CompletedTask, Cancel);

    /// <summary>Sends as the run does: with an intent before, a hand-over, and an outcome after.</summary>
    public async Task<(string Key, ChannelOutcome Outcome)> TellAsync(string name = "suspended", Client? client = null)
    {
        Client to = client ?? Ana;
        BillingAction.Notify notify = new(to.Id, 100, Told.Due, name, "whatsapp");
        await Ledger.BeginAsync(new Intent(1, to.Id, notify, "told", DateOnly.FromDateTime(Told.Now.DateTime)), Cancel);
        ChannelOutcome outcome = await Channel.SendAsync(Notice(name, to, notify.Key), proof => Ledger.HandOverAsync(notify.Key, proof, Cancel), Cancel);
        await Ledger.FinishAsync(notify.Key, outcome switch
        {
            ChannelOutcome.Accepted => new Outcome.Done(true, outcome.Words) { Proof = outcome.Proof },
            ChannelOutcome.Refused => new Outcome.Refused(outcome.Words) { Proof = outcome.Proof },
            ChannelOutcome.InDoubt => new Outcome.InDoubt(outcome.Words) { Proof = outcome.Proof },
            _ => new Outcome.TryLater(outcome.Words),
        }, Cancel);
        return (notify.Key, outcome);
    }

    /// <summary>Lets that time pass, and everything due by then be delivered.</summary>
    public Task<int> LaterAsync(TimeSpan span)
    {
        Time.Advance(span);
        return Api.DeliverAsync(Cancel);
    }

    public async Task<IReadOnlyList<Statement>> SaidAsync(string key) => [.. (await Ledger.Evidence.OfKeyAsync(key, Cancel)).Select(entry => entry.Says)];

    public async Task<IReadOnlyList<EvidenceKind>> KindsAsync(string key) => [.. (await SaidAsync(key)).Select(said => said.Kind)];

    public async Task<DeadAddress?> DeadAsync(int client = 7) => (await Ledger.ReadAsync(client, Cancel)).DeadAddresses.SingleOrDefault();

    public async ValueTask DisposeAsync()
    {
        await hook.DisposeAsync();
        cloud.Dispose();
        await Api.DisposeAsync();
    }

    /// <summary>Registers what the files say, as an admin does by hand.</summary>
    private void Register(TemplateSet set, string language)
    {
        foreach ((string file, string json) in set.In(language)!.Files.Where(file => file.Key.EndsWith(".whatsapp.json", StringComparison.Ordinal)))
        {
            TemplateText text = TemplateText.Parse(json);
            foreach (string code in text.Languages)
                Api.AddTemplate(new(text.Template, code, text.Body.Count) { Button = text.Button is not null, Document = text.Header is not null, Fixed = text.Fixed });
        }
    }
}

/// <summary>Notices whose pay link is ours, as links make it; the client has a mobile.</summary>
internal sealed class Linked(INoticeChannel inner) : INoticeChannel
{
    public string Name => inner.Name;

    public Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel) => inner.SendAsync(
        notice with { Client = notice.Client with { Phone = OnWhatsApp.Ana.Phone }, Values = new Dictionary<string, string> { [NoticeValues.PayLink] = OnWhatsApp.PayLinks + "aptoken" } }, handOver, cancel);
}
