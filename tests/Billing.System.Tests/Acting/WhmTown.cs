using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Plugin.Cpanel;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.System.Tests.Plugins;

namespace Billing.System.Tests.Acting;

/// <summary>Clients with one hosting account each, on WHMs that answer over HTTPS. Nobody owes anything unless it is said.</summary>
internal sealed class WhmTown : IAsyncDisposable
{
    private static readonly DateOnly First = DebtorsTown.Today;
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly BillingPolicy Policy = Shipped.Read(PolicyReader.Merge(Shipped.Json, JsonNode.Parse("""{ "safety": { "noticeDays": 0, "brake": { "atLeast": 100000, "percent": 100 } } }""")!));

    private readonly VirtualClock clock = new(Policy.TimeZone.At(First, new TimeOnly(9, 0)));
    private readonly Dictionary<string, IServiceAdapter> adapters;
    private readonly Dictionary<string, INoticeChannel> channels;
    private readonly Lanes lanes;
    private readonly int[] taken;
    private DateOnly day = First;

    private WhmTown(SandboxWhm[] servers, int services)
    {
        (Servers, taken) = (servers, new int[servers.Length]);
        adapters = new() { ["cpanel"] = Adapter(servers) };
        channels = Policy.Channels.ToDictionary(name => name, name => (INoticeChannel)new SimulatedChannel(name, new Failing(clock)));
        lanes = new Lanes(new AdapterLimits(LaneOptions.Default with { PerSecond = 1_000_000 }), clock);
        Ledger = new MemoryLedger(clock);
        Panel = new SimulatedPanel(() => day) { Describe = Described };
        for (int n = 1; n <= services; n++) Settle(n);
    }

    public IReadOnlyList<SandboxWhm> Servers { get; }
    public SimulatedPanel Panel { get; }

    /// <summary>Ours; a test may lose it.</summary>
    public MemoryLedger Ledger { get; set; }

    /// <summary>The calls of all WHMs that were carried out since this was asked last, by their functions.</summary>
    public string[] TakeCalls() => [.. Servers.SelectMany((server, at) =>
    {
        IReadOnlyList<WhmCall> calls = server.Calls;
        int before = taken[at];
        taken[at] = calls.Count;
        return calls.Skip(before).Select(call => call.Function);
    })];

    public static async Task<WhmTown> StartAsync(int services, int servers, CancellationToken cancel) =>
        new(await Task.WhenAll(Enumerable.Range(0, servers).Select(_ => SandboxWhm.StartAsync(cancel: cancel))), services);

    public static Target Service(int n) => new(TargetKind.Service, n);

    public static string User(int n) => string.Create(CultureInfo.InvariantCulture, $"u{n}");

    public SandboxWhm ServerOf(int n) => Servers[n % Servers.Count];

    public WhmAccount Account(int n) => ServerOf(n).Account(User(n))!;

    public void Owe(int n) => Panel.Add(new SimulatedInvoice(n, n, First.AddDays(-20), First.AddDays(-2), InvoiceStatus.Unpaid, [new InvoiceLine(Service(n), 100)], InvoiceKind.Ordinary));

    /// <summary>What the panel shows, whoever did it.</summary>
    public void Show(int n, ServiceStatus status, string reason = "")
    {
        SimulatedService service = Panel.Service(Service(n));
        service.Facts = service.Facts with { Status = status, SuspendReason = reason };
    }

    /// <summary>The run of the next day, and the look at the servers after it.</summary>
    public async Task<RunReport> NightAsync(CancellationToken cancel)
    {
        clock.MoveTo(Policy.TimeZone.At(day, new TimeOnly(9, 0)));
        RunReport report = await new BillingRun(Panel, Ledger, new Executors(Panel, Ledger, adapters, channels, lanes), Policy, clock, parallel: 4).RunAsync(cancel);
        report = await new DriftCheck(Panel, Ledger, new Hands(Panel, adapters, lanes), Policy, 4).AfterAsync(report, cancel);
        day = day.AddDays(1);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        (adapters["cpanel"] as IDisposable)?.Dispose();
        foreach (SandboxWhm server in Servers) await server.DisposeAsync();
    }

    private ServiceHandle Described(ServiceHandle handle)
    {
        int n = handle.Client, server = n % Servers.Count;
        return handle with { Username = User(n), Domain = $"{User(n)}.example", Server = new ServerHandle(1 + server, string.Create(CultureInfo.InvariantCulture, $"srv{server:00}"), "127.0.0.1") };
    }

    private void Settle(int n)
    {
        Panel.Add(new Client { Id = n, Name = "Ana", Email = "ana@example.com", Currency = "ARS" });
        Panel.Add(n, new Service { Target = Service(n), Product = 1, Adapter = "cpanel", Cycle = BillingCycle.Annually, Amount = 100, NextDue = First.AddDays(300) });
        ServerOf(n).AddAccount(new WhmAccount(User(n), $"{User(n)}.example"));
    }

    private static IServiceAdapter Adapter(SandboxWhm[] servers)
    {
        JsonArray listed = [.. servers.Select((server, at) => new JsonObject
        {
            ["host"] = "127.0.0.1", ["panelServer"] = 1 + at, ["port"] = server.Url.Port, ["token"] = "env:T", ["tls"] = $"sha256:{server.Fingerprint}",
        })];
        using JsonDocument file = JsonDocument.Parse(new JsonObject { ["servers"] = listed }.ToJsonString());
        return new CpanelPlugin().Create(new AdapterContext(file.RootElement.Clone(), _ => servers[0].Token, TimeProvider.System, _ => { }));
    }
}
