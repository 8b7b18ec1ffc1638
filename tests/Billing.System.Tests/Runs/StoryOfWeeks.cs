using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Billing.System.Tests.Acting;
using Billing.System.Tests.Plugins;

namespace Billing.System.Tests.Runs;

/// <summary>Six weeks of five clients with whom everything happens, in memory, on servers that keep neither who took something offline nor what it was before; and where it ends.</summary>
internal sealed class StoryOfWeeks
{
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly BillingPolicy Policy = Shipped.Read(WithLateFees());
    private static readonly Target Lost = new(TargetKind.Service, 10);

    private const string Start = """
        {
          "clients": [ { "id": 1, "name": "Ana", "email": "ana@example.com", "phone": "+54.1", "currency": "ARS" }, { "id": 2, "name": "Beto", "email": "beto@example.com", "phone": "+54.1", "currency": "ARS" },
                       { "id": 3, "name": "Ciro", "email": "ciro@example.com", "phone": "+54.1", "currency": "ARS" }, { "id": 4, "name": "Dora", "email": "dora@example.com", "phone": "+54.1", "currency": "ARS" } ],
          "products": [ { "id": 1, "adapter": "any", "prices": { "ARS": { "Monthly": 5000, "Quarterly": 14000 } } } ],
          "services": [ { "id": 10, "client": 1, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-03-16" }, { "id": 11, "client": 1, "product": 1, "cycle": "Annually", "amount": 50000, "nextDue": "2026-11-02" },
                        { "id": 20, "client": 2, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-03-16" }, { "id": 21, "client": 2, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-03-16" },
                        { "id": 30, "client": 3, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-02-10", "status": "Suspended", "suspendReason": "Overdue on Payment" },
                        { "id": 31, "client": 3, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-05-10", "status": "Suspended", "suspendReason": "Abuse" },
                        { "id": 40, "client": 4, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-03-20" }, { "id": 41, "client": 4, "product": 1, "cycle": "Monthly", "amount": 5000, "nextDue": "2026-03-18", "status": "Pending" } ],
          "projects": [ { "id": 50, "client": 1, "title": "Sitio" }, { "id": 51, "client": 2, "title": "Tienda" } ],
          "invoices": [ { "id": 300, "client": 3, "due": "2026-02-10", "items": [ { "service": 30, "amount": 5000 } ] }, { "id": 400, "client": 4, "due": "2026-03-18", "items": [ { "service": 41, "amount": 5000 } ] } ]
        }
        """;

    private readonly VirtualClock clock = new(Policy.TimeZone.At(new DateOnly(2026, 3, 1), new TimeOnly(9, 0)));
    private readonly SimulatedPanel panel;
    private readonly Func<ILedger, ILedger> reopen;
    private readonly ForgetfulServer server = new();
    private readonly List<string> arrived = [];
    private ILedger ledger;
    private PowerCut cut;

    /// <param name="ledger">An empty one, prepared.</param>
    /// <param name="cut">When the power is cut.</param>
    /// <param name="reopen">The ledger as the next process finds it.</param>
    public StoryOfWeeks(ILedger ledger, PowerCut cut, Func<ILedger, ILedger>? reopen = null)
    {
        (this.ledger, this.cut, this.reopen) = (ledger, cut, reopen ?? (same => same));
        panel = new SimulatedPanel(() => Policy.DayOf(clock.GetUtcNow()));
        new ScenarioPanel(panel).Load(JsonReader.Parse(Start));
    }

    /// <summary>The shipped policy, and what paying late costs.</summary>
    private static JsonNode WithLateFees()
    {
        JsonNode policy = Shipped.Json.DeepClone();
        policy["lateFee"] = new JsonObject { ["percent"] = 10, ["dueDays"] = 7 };
        ((JsonArray)policy["timeline"]!).Insert(5, JsonNode.Parse("""{ "at": "+3d", "do": ["late-fee"], "tell": { "late-fee": ["email"] } }"""));
        return policy;
    }

    public IReadOnlyList<string> Arrived => arrived;

    /// <summary>Lives through all days. When the power was cut, the same day goes on with a new process.</summary>
    public async Task LiveAsync(CancellationToken cancel)
    {
        foreach ((DateOnly day, Func<Task>? outside) in Days(cancel))
        {
            clock.MoveTo(Policy.TimeZone.At(day, new TimeOnly(9, 0)));
            if (outside is not null) await outside();
            await RunAsync(cancel);
        }
    }

    /// <summary>The panel and the servers, what was done, and what is in doubt.</summary>
    public async Task<(string[] Panel, string[] Done, string[] Doubtful, string[] Reported)> EndAsync(CancellationToken cancel)
    {
        List<Deed> deeds = [];
        await foreach ((int _, Past past) in ledger.ReadAllAsync(cancel)) deeds.AddRange(past.Deeds);
        string[] services = [.. new[] { "10", "11", "20", "21", "30", "31", "40", "41" }.Select(id => panel.Service(Parse("service " + id))).Concat([panel.Service(Parse("project 50")), panel.Service(Parse("project 51"))])
            .Select(service => string.Create(CultureInfo.InvariantCulture, $"{service.Facts.Target}: {service.Facts.Status} \"{service.Facts.SuspendReason}\" {service.Facts.Cycle.Name} {service.Facts.Amount} {service.Facts.NextDue:yyyy-MM-dd}; {server[$"{service.Facts.Target}"]}"))];
        return (
            [.. services, .. panel.Invoices.Select(invoice => string.Create(CultureInfo.InvariantCulture, $"invoice {invoice.Id} of {invoice.Client}, {invoice.Due:yyyy-MM-dd}: {invoice.Status} {invoice.Balance} {string.Join("+", invoice.Lines.Select(line => line.Target))}"))],
            [.. deeds.Where(deed => deed.State == DeedState.Done && !InDoubt(deed)).Select(deed => deed.Action.Key).Order(StringComparer.Ordinal)],
            [.. deeds.Where(deed => deed.State == DeedState.InDoubt).Select(deed => deed.Action.Key)],
            [.. deeds.Where(InDoubt).Select(deed => deed.Action.Key)]);
    }

    private static bool InDoubt(Deed deed) => deed.Action is BillingAction.Report { Kind: ReportKind.InDoubt };

    private static Target Parse(string text) => Target.TryParse(text, out Target target) ? target : throw new ArgumentException(text, nameof(text));

    private async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            RunReport report = await Road().RunAsync(cancel);
            if (report.Failures is [{ } failure, ..]) throw new InvalidOperationException($"{report.Today:yyyy-MM-dd}, client {failure.Client}: {failure.Why}");
        }
        catch (Exception) when (cut.Struck)
        {
            cut = new PowerCut(int.MaxValue);
            ledger = reopen(ledger);
            await RunAsync(cancel);
        }
    }

    private BillingRun Road()
    {
        (MortalPanel mortalPanel, MortalLedger mortalLedger) = (new MortalPanel(panel, cut), new MortalLedger(ledger, cut));
        Dictionary<string, INoticeChannel> channels = Policy.Channels.ToDictionary(name => name, name => (INoticeChannel)new MortalChannel(name, arrived, cut));
        Dictionary<string, IServiceAdapter> adapters = panel.Adapters.ToDictionary(name => name, _ => (IServiceAdapter)new MortalAdapter(server, cut));
        return new BillingRun(mortalPanel, mortalLedger, new Executors(mortalPanel, mortalLedger, adapters, channels), Policy, clock);
    }

    private IEnumerable<(DateOnly Day, Func<Task>? Outside)> Days(CancellationToken cancel)
    {
        yield return (new DateOnly(2026, 3, 1), null);
        yield return (new DateOnly(2026, 3, 6), Does(() => Pay(3, "2026-02-10")));
        yield return (new DateOnly(2026, 3, 7), null);
        yield return (new DateOnly(2026, 3, 11), Does(() => Cancel(40)));
        yield return (new DateOnly(2026, 3, 15), Does(() => Pay(4, "2026-03-18")));
        yield return (new DateOnly(2026, 3, 17), null);
        yield return (new DateOnly(2026, 3, 18), null);
        yield return (new DateOnly(2026, 3, 27), null);
        yield return (new DateOnly(2026, 3, 29), Does(() => Pay(2, "2026-03-16")));
        yield return (new DateOnly(2026, 4, 10), null);
        yield return (new DateOnly(2026, 4, 12), () => ledger.AskRecoveryAsync(1, Lost, new DateOnly(2026, 4, 12), cancel));
        yield return (new DateOnly(2026, 4, 14), Does(() => { foreach (SimulatedInvoice invoice in panel.Invoices.Where(invoice => invoice.Client == 1).ToArray()) Pay(invoice); }));
        yield return (new DateOnly(2026, 4, 16), null);
    }

    private static Func<Task> Does(Action happens) => () =>
    {
        happens();
        return Task.CompletedTask;
    };

    private void Pay(int client, string due) => Pay(panel.Invoices.First(invoice => invoice.Client == client && invoice.Due == DateOnly.ParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture)));

    private void Pay(SimulatedInvoice invoice)
    {
        if (invoice.Status == InvoiceStatus.Paid) return;
        (invoice.Credited, invoice.Status) = (invoice.Total, InvoiceStatus.Paid);
        foreach (Target target in invoice.Facts.Targets) panel.Service(target).Move(1);
    }

    private void Cancel(int service)
    {
        SimulatedService leaving = panel.Service(new Target(TargetKind.Service, service));
        leaving.Facts = leaving.Facts with { Cancellation = new Cancellation(Policy.DayOf(clock.GetUtcNow()), true) };
    }
}
