using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Billing.System.Tests.Plugins;

namespace Billing.System.Tests.Acting;

/// <summary>Clients with one service each, whose invoice is two days overdue: today they are suspended. Everything is in memory and of one process.</summary>
internal sealed class DebtorsTown
{
    public static readonly DateOnly Today = new(2026, 3, 10);
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly BillingPolicy Policy = Shipped.Read(PolicyReader.Merge(Shipped.Json, JsonNode.Parse("""{ "safety": { "noticeDays": 0, "brake": { "atLeast": 100000, "percent": 100 } } }""")!));

    private readonly Dictionary<string, IServiceAdapter> adapters;
    private readonly Dictionary<string, INoticeChannel> channels;

    /// <param name="adapter">Reaches all servers.</param>
    /// <param name="debtors">How many; client n has service n and invoice n.</param>
    /// <param name="servers">They take turns.</param>
    /// <param name="email">The e-mail channel; one that takes everything when left out.</param>
    /// <param name="ledger">Another ledger than one in memory.</param>
    public DebtorsTown(IServiceAdapter adapter, int debtors, int servers = 1, INoticeChannel? email = null, ILedger? ledger = null)
    {
        adapters = new() { ["farm"] = adapter };
        channels = Policy.Channels.ToDictionary(name => name, name => (INoticeChannel)new SimulatedChannel(name, new Failing(Clock)));
        if (email is not null) channels[email.Name] = email;
        Lanes = new Lanes(new AdapterLimits(LaneOptions.Default with { PerSecond = 1_000_000 }), Clock);
        Ledger = ledger ?? new MemoryLedger(Clock);
        Panel = new SimulatedPanel(() => Today)
        {
            Describe = handle => handle with { Server = new ServerHandle(1 + handle.Client % servers, ServerOf(handle.Client, servers), "127.0.0.1") },
        };
        for (int n = 1; n <= debtors; n++) Settle(n);
    }

    public VirtualClock Clock { get; } = new(Policy.TimeZone.At(Today, new TimeOnly(9, 0)));
    public SimulatedPanel Panel { get; }
    public ILedger Ledger { get; }
    public Lanes Lanes { get; }

    /// <summary>Of all roads; without it each looks at the ledger only.</summary>
    public Brakes? Brakes { get; set; }

    /// <summary>The policy's limit to one run; without it there is none.</summary>
    public BrakeRules? Limit { get; set; }

    public static string ServerOf(int client, int servers) => string.Create(CultureInfo.InvariantCulture, $"srv{client % servers:00}");

    public static Target Service(int n) => new(TargetKind.Service, n);

    /// <summary>A pass of its own over what all passes of the process share.</summary>
    public BillingRun Road() => new(Panel, Ledger, new Executors(Panel, Ledger, adapters, channels, Lanes),
        Limit is null ? Policy : Policy with { Safety = Policy.Safety with { Brake = Limit } }, Clock, parallel: 4, brakes: Brakes);

    /// <summary>The run of that day, and the look at the servers after it.</summary>
    public async Task<RunReport> NightAsync(CancellationToken cancel) =>
        await new DriftCheck(Panel, Ledger, new Hands(Panel, adapters, Lanes), Policy, 4).AfterAsync(await Road().RunAsync(cancel), cancel);

    public void ComeTo(DateOnly day) => Clock.MoveTo(Policy.TimeZone.At(day, new TimeOnly(9, 0)));

    public void Pay(int client)
    {
        SimulatedInvoice invoice = Panel.Invoice(client);
        (invoice.Credited, invoice.Status) = (invoice.Total, InvoiceStatus.Paid);
    }

    public ServiceStatus StatusOf(int n) => Panel.Service(Service(n)).Facts.Status;

    private void Settle(int n)
    {
        Panel.Add(new Client { Id = n, Name = "Ana", Email = "ana@example.com", Currency = "ARS" });
        Owe(n, n);
    }

    /// <summary>One more service of that client, and its invoice of the same number.</summary>
    public void Owe(int client, int n)
    {
        Panel.Add(client, new Service { Target = Service(n), Product = 1, Adapter = "farm", Cycle = BillingCycle.Annually, Amount = 100, NextDue = Today.AddDays(300) });
        Panel.Add(new SimulatedInvoice(n, client, Today.AddDays(-20), Today.AddDays(-2), InvoiceStatus.Unpaid, [new InvoiceLine(Service(n), 100)], InvoiceKind.Ordinary));
    }
}
