using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Objecting;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;
using Billing.Engine.Tracking;
using Billing.Host.Web;
using Billing.System.Tests.House;
using Billing.System.Tests.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Objecting;

/// <summary>The page by which Ana (7) objects to invoice 700, over HTTP: shipped texts, shipped policy, a panel and a ledger in memory. It is noon of 3 August in UTC.</summary>
internal sealed partial class ObjectionTrial : IAsyncDisposable
{
    public const int Ana = 7, Invoice = 700;
    public const string Origin = "https://notices.example.com", Words = "No pedí esto.\nFue dado de baja en mayo.";

    private readonly WebServer server;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Tokens tokens = new([new('a', Encoding.UTF8.GetBytes(new string('k', 32)))]);

    private ObjectionTrial(ILedger ledger, FakeTimeProvider time, SimulatedPanel panel, BillingPolicy policy, Func<SimulatedPanel, IPanel>? with)
    {
        (Ledger, Time, Panel) = (ledger, time, panel);
        ProviderOptions provider = new() { Name = "Example & Hosting", Website = "https://example.com/", Address = "Calle 1, Buenos Aires", Email = "facturacion@example.com" };
        Desk = new ObjectionDesk(with?.Invoke(panel) ?? panel, ledger, () => policy, Called.Add, time);
        server = new WebServer(new WebParts(new WebSettings(new IPEndPoint(IPAddress.Loopback, 0), [IPNetwork.Parse("127.0.0.1/32")], JudgingOptions.Default), provider, "es", new Uri("https://panel.example.com/"),
            new LinkOptions { Url = new Uri(Origin + "/"), Keys = [], Days = 180, Pictures = true, NoPicturesIn = [] }, tokens, MachineNetworks.None, ledger.Evidence, time, NullLogger.Instance)
        { Objecting = (Desk, TemplateSet.Load(Path.Combine(Tree.Config, "templates"), "es", provider)) });
    }

    public ILedger Ledger { get; }
    public FakeTimeProvider Time { get; }
    public SimulatedPanel Panel { get; }
    public ObjectionDesk Desk { get; }
    public List<int> Called { get; } = [];
    public NoticeLinks Notice { get; private set; } = null!;
    public Uri Url => server.Url;
    public string Place => $"t/{Token}";
    public string Token => tokens.Make(TokenPurpose.Object, Notice.Id);
    public string PayToken => tokens.Make(TokenPurpose.Pay, Notice.Id);

    public static async Task<ObjectionTrial> OpenAsync(bool pauses = false, Client? ana = null, Func<SimulatedPanel, IPanel>? panel = null, InvoiceStatus status = InvoiceStatus.Unpaid)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 8, 3, 12, 0, 0, TimeSpan.Zero));
        SimulatedPanel simulated = new(() => new DateOnly(2026, 8, 3));
        simulated.Add(ana ?? new Client { Id = Ana, Name = "Ana Ruiz", Email = "ana@example.com", Currency = "ARS", Country = "AR", Language = "spanish" });
        simulated.Add(new SimulatedInvoice(Invoice, Ana, new DateOnly(2026, 7, 19), new DateOnly(2026, 8, 10), status, [new InvoiceLine(new(TargetKind.Service, 10), 15000m, new DateOnly(2026, 8, 10))], InvoiceKind.Ordinary));
        ObjectionTrial trial = new(new MemoryLedger(time), time, simulated, Policy(pauses), panel);
        await trial.server.StartAsync(TestContext.Current.CancellationToken);
        trial.Notice = await trial.Ledger.Evidence.KeepLinksAsync(new NoticeLinks(Tokens.NewId(), $"notify/{Invoice}/reminder-1/email", Ana, Invoice,
            new Dictionary<string, string> { [NoticeLinkNames.Pay] = "https://panel.example.com/viewinvoice.php?id=700" }, time.GetUtcNow(), time.GetUtcNow().AddDays(180)), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(1));
        return trial;
    }

    public Task<Reply> GetAsync(params string[] headers) => AskAsync(HttpMethod.Get, null, headers);

    public Task<Reply> PostAsync(params (string Name, string Value)[] fields) => PostAsync(fields, []);

    public Task<Reply> PostAsync((string Name, string Value)[] fields, params string[] headers) =>
        AskAsync(HttpMethod.Post, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), headers);

    /// <summary>Writes, reads again and confirms, as a browser would.</summary>
    public async Task<Reply> ObjectAsync(string said = Words) => await ConfirmAsync(await PostAsync(("said", said)));

    /// <summary>Presses the first button of the page that asks.</summary>
    public Task<Reply> ConfirmAsync(Reply asked) => PostAsync(("said", Hidden(asked, "said")), ("confirmation", Hidden(asked, "confirmation")));

    public async Task<Reply> AskAsync(HttpMethod method, HttpContent? content, params string[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Url, Place)) { Content = content };
        if (!headers.Any(header => header.StartsWith("User-Agent", StringComparison.Ordinal))) request.Headers.TryAddWithoutValidation("User-Agent", WebTrial.Browser);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", WebTrial.Somebody);
        foreach (string header in headers) request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A hidden field of a page, as a browser would send it.</summary>
    public static string Hidden(Reply page, string name) =>
        Field().Matches(page.Text).Where(match => match.Groups[1].Value == name).Select(match => WebUtility.HtmlDecode(match.Groups[2].Value).ReplaceLineEndings("\r\n")).FirstOrDefault("");

    public async Task<IReadOnlyList<Objection>> ObjectionsAsync() => (await Ledger.ReadAsync(Ana, TestContext.Current.CancellationToken)).Objections;

    public async Task<EvidenceEntry[]> EvidenceAsync(EvidenceKind kind = EvidenceKind.Objected)
    {
        List<EvidenceEntry> entries = [];
        await foreach (EvidenceEntry entry in Ledger.Evidence.ReadAllAsync(1, TestContext.Current.CancellationToken))
            if (entry.Says.Kind == kind) entries.Add(entry);
        return [.. entries];
    }

    private static BillingPolicy Policy(bool pauses)
    {
        ShippedPolicy shipped = ShippedPolicy.In(Tree.Config);
        JsonNode json = shipped.Json.DeepClone();
        json["objection"]!["pausesTimeline"] = pauses;
        return shipped.Read(json);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">")]
    private static partial Regex Field();
}
