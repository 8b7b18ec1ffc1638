using System.Text.Json;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Plugins;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.Whmcs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Host.Demo;

/// <summary>
/// Everything that the demo needs, in one process: the sandbox's panel and WHM over HTTP on loopback, and beside them the service as it would be installed,
/// with its ledger, adapters and mail, on a virtual clock.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly WhmcsPanel whmcs;
    private readonly SqlLedger ledger;
    private readonly Executors executors;

    private DemoWorld(string folder, VirtualClock clock, BillingPolicy policy, SandboxWhm whm, SandboxPanel panel, WhmcsPanel whmcs, SqlLedger ledger, Executors executors)
    {
        (Folder, Clock, Policy, Whm, Panel) = (folder, clock, policy, whm, panel);
        (this.whmcs, this.ledger, this.executors) = (whmcs, ledger, executors);
    }

    public string Folder { get; }
    public VirtualClock Clock { get; }
    public BillingPolicy Policy { get; }
    public SandboxWhm Whm { get; }
    public SandboxPanel Panel { get; }

    /// <summary>Something waits to be asked about or tried again.</summary>
    public bool Pending { get; set; }

    public BillingRun Road() => new(whmcs, ledger, executors, Policy, Clock);

    public static async Task<DemoWorld> StartAsync(string configuration, string plugins, string folder, DateOnly first, CancellationToken cancel)
    {
        ShippedPolicy shipped = ShippedPolicy.In(configuration);
        BillingPolicy policy = shipped.Read(shipped.Json) with { Channels = ["email", "panel"] };
        VirtualClock clock = new(policy.TimeZone.At(first, new TimeOnly(6, 0)));
        SandboxWhm whm = await SandboxWhm.StartAsync(new SandboxWhmOptions { Time = clock }, cancel);
        SandboxPanel panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = clock, TimeZone = policy.TimeZone, Whm = whm }, cancel);
        WhmcsPanel whmcs = WhmcsPanel.Create(new WhmcsOptions
        {
            Address = panel.Url, Identifier = () => panel.Identifier, Secret = () => panel.Secret, Zone = policy.TimeZone,
            Adapters = new AdapterMap(new Dictionary<int, string>(), new Dictionary<string, string> { ["cpanel"] = "cpanel", ["*"] = "panel-module" }, new Dictionary<int, string>(), null, "panel-project"),
        }, NullLogger.Instance, clock);
        SqlLedger ledger = SqlLedger.Sqlite(Path.Combine(folder, "ledger.db"), clock);
        await ledger.PrepareAsync(cancel);
        Executors executors = new(whmcs, ledger, Adapters(plugins, whm, whmcs, ledger, clock), Channels(configuration, folder, whmcs, clock));
        return new DemoWorld(folder, clock, policy, whm, panel, whmcs, ledger, executors);
    }

    private static Dictionary<string, IServiceAdapter> Adapters(string plugins, SandboxWhm whm, WhmcsPanel whmcs, SqlLedger ledger, TimeProvider clock)
    {
        LoadedPlugins loaded = PluginLoader.Load(plugins);
        if (!loaded.ByName.TryGetValue("cpanel", out LoadedPlugin? cpanel))
            throw new InvalidOperationException($"the demo needs the cpanel plugin, and {plugins} does not hold it: {string.Join("; ", loaded.Problems.DefaultIfEmpty("build the solution first"))}");
        JsonElement configuration = JsonSerializer.SerializeToElement(new
        {
            servers = new[] { new { host = "127.0.0.1", port = whm.Url.Port, user = whm.User, token = "env:DEMO_WHM_TOKEN", tls = $"sha256:{whm.Fingerprint}" } },
        });
        return new Dictionary<string, IServiceAdapter>
        {
            ["cpanel"] = cpanel.Plugin.Create(new AdapterContext(configuration, _ => whm.Token, clock, _ => { })),
            [PanelModule.Name] = new PanelModule(whmcs),
            [PanelProject.Name] = new PanelProject(whmcs, ["In Progress"], "Frozen", FormerStatusAsync(ledger)),
        };
    }

    /// <summary>The status that a project had before it was frozen, as our ledger kept it.</summary>
    private static Func<ServiceHandle, CancellationToken, Task<string?>> FormerStatusAsync(SqlLedger ledger) => async (handle, cancel) =>
    {
        Past past = await ledger.ReadAsync(handle.Client, cancel);
        return Target.TryParse(handle.Target, out Target target) && past.Episodes(target) is [.., { } last]
            ? await ledger.ReadSnapshotAsync(new BillingAction.Freeze(target, last.Cause, last.Number).Key, cancel) : null;
    };

    private static Dictionary<string, INoticeChannel> Channels(string configuration, string folder, WhmcsPanel whmcs, TimeProvider clock)
    {
        ProviderOptions provider = new() { Name = "Hosting del Sur", Website = "https://hosting.example", Email = "facturacion@hosting.example", Address = "Av. Corrientes 1234, Buenos Aires" };
        TemplateSet templates = TemplateSet.Load(Path.Combine(configuration, "templates"), "es", provider);
        EmailOptions email = new() { From = "facturacion@hosting.example", Folder = Path.Combine(folder, "mail") };
        Directory.CreateDirectory(email.Folder);
        return new Dictionary<string, INoticeChannel>
        {
            ["email"] = new EmailChannel(templates, email, provider, new FolderTransport(email.Folder), clock),
            ["panel"] = new PanelChannel(templates, whmcs.LogAsync),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await whmcs.DisposeAsync();
        await ledger.DisposeAsync();
        await Panel.DisposeAsync();
        await Whm.DisposeAsync();
    }
}
