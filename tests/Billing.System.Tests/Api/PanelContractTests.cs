using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.System.Tests.Sandbox;
using Billing.Whmcs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>The panel that scenarios run over.</summary>
public sealed class SimulatedPanelTests : PanelContract
{
    protected override Task<IPanel> StartAsync()
    {
        var panel = new SimulatedPanel(() => PanelWorld.Today) { Clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) };
        PanelWorld.Fill(panel);
        return Task.FromResult<IPanel>(panel);
    }

    protected override void Answer(int ticket) => ((SimulatedPanel)Panel).AnswerTicket(ticket);

    protected override IReadOnlyList<string> Sent(int client) => [.. ((SimulatedPanel)Panel).Welcomed.Where(sent => ((SimulatedPanel)Panel).Service(sent.Target).Client == client).Select(sent => sent.Template)];

    protected override void Pay(int invoice)
    {
        SimulatedPanel panel = (SimulatedPanel)Panel;
        panel.Invoice(invoice).Status = InvoiceStatus.Paid;
        panel.Book(panel.Invoice(invoice).Client);
    }
}

/// <summary>WHMCS, over a sandbox of it.</summary>
public abstract partial class WhmcsPanelContract : PanelContract
{
    private SandboxStoreOfATest? store;

    protected SandboxPanel Sandbox { get; private set; } = null!;

    protected static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected WhmcsPanel Whmcs => (WhmcsPanel)Panel;

    protected virtual SandboxPanelOptions Options => new();

    private protected abstract SandboxStoreOfATest NewStore();

    private protected abstract WhmcsOptions With(WhmcsOptions options);

    protected override async Task<IPanel> StartAsync()
    {
        store = NewStore();
        var time = new FakeTimeProvider(Now);
        Sandbox = await SandboxPanel.StartAsync(Options with { Store = store.Store, Time = time, Identifier = PanelDouble.Identifier, Secret = PanelDouble.Secret }, Cancel);
        PanelWorld.Fill(Sandbox);
        return Create(With, time);
    }

    protected override void Answer(int ticket) => Sandbox.AnswerTicket(ticket, "Es la renovación.");

    protected override IReadOnlyList<string> Sent(int client) => [.. Sandbox.Mails().Where(mail => mail.ClientId == client).Select(mail => mail.Subject)];

    protected override void Pay(int invoice) => Sandbox.Pay(invoice);

    /// <summary>A panel of ours over the sandbox.</summary>
    private protected WhmcsPanel Create(Func<WhmcsOptions, WhmcsOptions> with, TimeProvider time)
    {
        WhmcsOptions options = PanelDouble.Options(Sandbox.Url) with { TicketDepartment = 1, Consent = new ConsentRule { Field = "1", Yes = ["on", "yes"] }, Adapters = new AdapterMap(new Dictionary<int, string> { [1] = "any" }, new Dictionary<string, string>(), new Dictionary<int, string> { [0] = "any" }, "any", "any") };
        return WhmcsPanel.Create(with(options), new LogOfATest(), time);
    }

    [Fact]
    public async Task services_on_two_servers_are_counted_apart()
    {
        IReadOnlyList<ServiceGroup> groups = await Panel.CountServicesAsync(Cancel);
        Assert.Equal([("srv01", 1), ("srv02", 2)], groups.Where(group => group.Kind == TargetKind.Service).Select(group => (group.Server!.Name, group.Count)));
        Assert.Equal(new ServerHandle(2, "srv02", "127.0.0.2"), groups.Last(group => group.Kind == TargetKind.Service).Server);
        Assert.Equal("srv01", groups.Single(group => group.Kind == TargetKind.Addon).Server!.Name);
        Assert.Null(groups.Single(group => group.Kind == TargetKind.Domain).Server);
    }

    [Fact]
    public async Task a_handle_names_the_product_and_the_client_s_mailbox_while_it_is_still_to_be_created()
    {
        int ordered = Sandbox.AddService(new ServiceSeed(1, 1, PanelWorld.Far, 5000m) { Domain = "new.example", Status = "Pending" });
        ServiceHandle pending = (await Panel.ReadHandleAsync(new Target(TargetKind.Service, ordered), Cancel))!, online = (await Panel.ReadHandleAsync(new Target(TargetKind.Service, 10), Cancel))!;
        Assert.Equal(("1", "ana@example.com"), (pending["product"], pending["email"]));
        Assert.Equal(("1", ""), (online["product"], online["email"]));
    }

    public override async ValueTask DisposeAsync()
    {
        await Whmcs.DisposeAsync();
        await Sandbox.DisposeAsync();
        await store!.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
