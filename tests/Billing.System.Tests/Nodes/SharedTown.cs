using System.Text.Json.Nodes;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Billing.System.Tests.Acting;
using Billing.System.Tests.Plugins;

namespace Billing.System.Tests.Nodes;

/// <summary>Debtors whose services go offline today, one panel and one farm of servers, and nodes over a ledger in MariaDB. A part of a run has five clients.</summary>
internal sealed class SharedTown : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly BillingPolicy Policy = Shipped.Read(PolicyReader.Merge(Shipped.Json, JsonNode.Parse("""{ "safety": { "noticeDays": 0, "brake": { "atLeast": 100000, "percent": 100 } } }""")!));

    public SharedTown(int debtors)
    {
        Panel = new SimulatedPanel(() => Today) { Describe = handle => handle with { Server = new ServerHandle(1, "srv", "127.0.0.1") } };
        for (int n = 1; n <= debtors; n++) Settle(n);
    }

    public SharedLedger Shared { get; } = new();
    public VirtualClock Clock { get; } = new(Policy.TimeZone.At(Today, new TimeOnly(9, 0)));
    public SimulatedPanel Panel { get; }
    public FarmOfServers Farm { get; } = new();

    public IEnumerable<string> Suspended => Farm.Changes.Where(change => change.Contains("suspended", StringComparison.Ordinal));

    public async Task<SqlLedger> NodeAsync(string name) => await Shared.NodeAsync(name, Clock, new NodeTerms(name, "1") { ClientsARange = 5 });

    /// <summary>The road of a node; before each call that changes something that node is asked.</summary>
    public BillingRun Road(ILedger ledger, Func<Task>? before = null)
    {
        Dictionary<string, IServiceAdapter> adapters = new() { ["farm"] = before is null ? Farm : new Asked(Farm, before) };
        Dictionary<string, INoticeChannel> channels = Policy.Channels.ToDictionary(name => name, name => (INoticeChannel)new SimulatedChannel(name, new Failing(Clock)));
        return new BillingRun(Panel, ledger, new Executors(Panel, ledger, adapters, channels, new Lanes(new AdapterLimits(LaneOptions.Default with { PerSecond = 1_000_000 }), Clock)), Policy, Clock, parallel: 4,
            brakes: new Brakes(ledger, BrakeOptions.Default with { Clock = null }, Clock));   // the town stands still in March, the database does not
    }

    public void NextDay() => Clock.MoveTo(Policy.TimeZone.At(Today.AddDays(1), new TimeOnly(0, 5)));

    public ValueTask DisposeAsync() => Shared.DisposeAsync();

    private void Settle(int n)
    {
        Target service = new(TargetKind.Service, n);
        Panel.Add(new Client { Id = n, Name = "Ana", Email = "ana@example.com", Currency = "ARS" });
        Panel.Add(n, new Service { Target = service, Product = 1, Adapter = "farm", Cycle = BillingCycle.Annually, Amount = 100, NextDue = Today.AddDays(300) });
        Panel.Add(new SimulatedInvoice(n, n, Today.AddDays(-20), Today.AddDays(-2), InvoiceStatus.Unpaid, [new InvoiceLine(service, 100)], InvoiceKind.Ordinary));
    }

    private sealed class Asked(FarmOfServers farm, Func<Task> before) : ICanSuspend
    {
        public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel) => farm.ObserveAsync(service, cancel);

        public async Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel)
        {
            await before();
            return await farm.SuspendAsync(service, reason, cancel);
        }

        public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => farm.UnsuspendAsync(service, adoptedReason, cancel);
    }
}
