using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Objecting;
using Billing.Engine.Panel;
using Billing.Engine.Promising;
using Billing.Engine.Recovering;
using Billing.Engine.Simulation;
using Billing.Engine.Tracking;
using Billing.Host.Web;
using Billing.System.Tests.House;
using Billing.System.Tests.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Asking;

/// <summary>
/// The pages on which Ana (7) promises to pay invoice 700, due on 10 August, and asks for what was terminated for invoice 600 back, over HTTP: shipped texts, the shipped
/// policy with promises of a week once a year, a panel and a ledger in memory. It is noon of 3 August in UTC.
/// </summary>
internal sealed partial class PageTrial : IAsyncDisposable
{
    public const int Ana = 7, Unpaid = 700, Lost = 600;
    public const string Promises = """{ "promise": { "days": 7, "times": 1, "within": 365 } }""";

    private static readonly Dictionary<string, string> Domains = new() { ["service 10"] = "estudio-ruiz.com.ar", ["service 20"] = "tienda-ruiz.com.ar", ["service 21"] = "blog-ruiz.com.ar" };

    private readonly WebServer server;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private PageTrial(FakeTimeProvider time, SimulatedPanel panel, ILedger ledger, BillingPolicy policy, Func<SimulatedPanel, IPanel>? with)
    {
        (Time, Panel, Ledger) = (time, panel, ledger);
        ProviderOptions provider = new() { Name = "Example & Hosting", Website = "https://example.com/", Address = "Calle 1, Buenos Aires", Email = "facturacion@example.com" };
        IPanel asked = with?.Invoke(panel) ?? panel;
        server = new WebServer(new WebParts(new WebSettings(new IPEndPoint(IPAddress.Loopback, 0), [IPNetwork.Parse("127.0.0.1/32")], JudgingOptions.Default), provider, "es", new Uri("https://panel.example.com/"),
            new LinkOptions { Url = new Uri("https://notices.example.com/"), Keys = [], Days = 180, Pictures = true, NoPicturesIn = [] }, Tokens, MachineNetworks.None, ledger.Evidence, time, NullLogger.Instance)
        {
            Objecting = (new ObjectionDesk(asked, ledger, () => policy, Called.Add, time), TemplateSet.Load(Path.Combine(Tree.Config, "templates"), "es", provider)),
            Promising = new PromiseDesk(asked, ledger, () => policy, Called.Add, time),
            Recovering = new RecoveryDesk(asked, ledger, () => policy, Called.Add, time),
        });
    }

    public Tokens Tokens { get; } = new([new('a', Encoding.UTF8.GetBytes(new string('k', 32)))]);
    public FakeTimeProvider Time { get; }
    public SimulatedPanel Panel { get; }
    public ILedger Ledger { get; }
    public List<int> Called { get; } = [];
    public Uri Url => server.Url;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="policy">A change to the shipped policy.</param>
    /// <param name="country">Ana's.</param>
    /// <param name="panel">Stands before the panel in memory.</param>
    /// <param name="ledger">Stands before the ledger in memory.</param>
    public static async Task<PageTrial> OpenAsync(string policy = Promises, string country = "AR", Func<SimulatedPanel, IPanel>? panel = null, Func<ILedger, ILedger>? ledger = null)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 8, 3, 12, 0, 0, TimeSpan.Zero));
        SimulatedPanel simulated = new(() => new DateOnly(2026, 8, 3))
        {
            PayLink = invoice => $"https://panel.example.com/viewinvoice.php?id={invoice}",
            Describe = handle => handle with { Domain = Domains[handle.Target], Attributes = new Dictionary<string, string> { ["name"] = "Hosting M" } },
        };
        simulated.Add(new Client { Id = Ana, Name = "Ana Ruiz", Email = "ana@example.com", Currency = "ARS", Country = country });
        foreach ((int id, ServiceStatus status) in new[] { (10, ServiceStatus.Active), (20, ServiceStatus.Terminated), (21, ServiceStatus.Terminated) })
            simulated.Add(Ana, new Service { Target = new(TargetKind.Service, id), Product = 1, Adapter = "cpanel", Cycle = BillingCycle.Monthly, Amount = 15000m, NextDue = new DateOnly(2026, 8, 10), Status = status });
        simulated.Add(Invoice(Unpaid, new DateOnly(2026, 8, 10), 10));
        simulated.Add(Invoice(Lost, new DateOnly(2026, 7, 1), 20, 21));
        ILedger kept = new MemoryLedger(time);
        PageTrial trial = new(time, simulated, ledger?.Invoke(kept) ?? kept, Policy(policy), panel);
        foreach (int removed in new[] { 20, 21 })
        {
            Cause cause = new(CauseKind.Invoice, Lost, new DateOnly(2026, 7, 1));
            await DidAsync(kept, new BillingAction.Backup(new(TargetKind.Service, removed), cause, 1), new Outcome.Done(true, Place: "/backups"));
            await DidAsync(kept, new BillingAction.Terminate(new(TargetKind.Service, removed), cause, 1), new Outcome.Done(true));
        }
        await trial.server.StartAsync(Cancel);
        return trial;
    }

    /// <summary>The path of a link to that page, in a notice of its own about that invoice; about none for 0.</summary>
    public async Task<string> LinkAsync(TokenPurpose purpose, int? invoice = null, string notice = "reminder-1")
    {
        int about = invoice ?? (purpose == TokenPurpose.Recover ? Lost : Unpaid);
        NoticeLinks links = await Ledger.Evidence.KeepLinksAsync(new NoticeLinks(Tokens.NewId(), $"notify/{about}/{notice}/email", Ana, about == 0 ? null : about,
            new Dictionary<string, string> { [NoticeLinkNames.Pay] = $"https://panel.example.com/viewinvoice.php?id={about}" }, Time.GetUtcNow(), Time.GetUtcNow().AddDays(180)), Cancel);
        Time.Advance(TimeSpan.FromMinutes(1));
        return $"t/{Tokens.Make(purpose, links.Id)}";
    }

    public Task<Reply> GetAsync(string link, params string[] headers) => AskAsync(HttpMethod.Get, link, null, headers);

    public Task<Reply> PostAsync(string link, params (string Name, string Value)[] fields) => PostAsync(link, fields, []);

    public Task<Reply> PostAsync(string link, (string Name, string Value)[] fields, params string[] headers) =>
        AskAsync(HttpMethod.Post, link, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), headers);

    /// <summary>Presses a button of a page, the first one unless told; every hidden field of its form goes with it.</summary>
    public Task<Reply> PressAsync(string link, Reply page, int form = 0, params string[] headers) => PostAsync(link, Fields(page, form), headers);

    public static (string Name, string Value)[] Fields(Reply page, int form = 0) =>
        [.. Field().Matches(Form().Matches(page.Text)[form].Value).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];

    public async Task<Reply> AskAsync(HttpMethod method, string link, HttpContent? content, params string[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Url, link)) { Content = content };
        if (!headers.Any(header => header.StartsWith("User-Agent", StringComparison.Ordinal))) request.Headers.TryAddWithoutValidation("User-Agent", WebTrial.Browser);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", WebTrial.Somebody);
        foreach (string header in headers) request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        return new Reply((int)response.StatusCode, response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    public Task<Past> PastAsync() => Ledger.ReadAsync(Ana, Cancel);

    /// <summary>What the client has said on pages, as the evidence has it.</summary>
    public async Task<Statement[]> SaidAsync()
    {
        List<Statement> said = [];
        await foreach (EvidenceEntry entry in Ledger.Evidence.ReadAllAsync(1, Cancel))
            if (entry.Says.Kind is EvidenceKind.Promised or EvidenceKind.AskedBack or EvidenceKind.Objected) said.Add(entry.Says);
        return [.. said];
    }

    public static SimulatedInvoice Invoice(int id, DateOnly due, params int[] services) => new(id, Ana, due.AddDays(-15), due, InvoiceStatus.Unpaid,
        [.. services.Select(service => new InvoiceLine(new(TargetKind.Service, service), 15000m, due))], InvoiceKind.Ordinary);

    public static async Task DidAsync(ILedger ledger, BillingAction action, Outcome outcome, DateOnly? on = null)
    {
        await ledger.BeginAsync(new Intent(1, Ana, action, "because", on ?? new DateOnly(2026, 7, 26)), Cancel);
        await ledger.FinishAsync(action.Key, outcome, Cancel);
    }

    private static BillingPolicy Policy(string change)
    {
        ShippedPolicy shipped = ShippedPolicy.In(Tree.Config);
        return shipped.Read(PolicyReader.Merge(shipped.Json, JsonNode.Parse(change)));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [GeneratedRegex("<form method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">")]
    private static partial Regex Field();
}
