using Billing.Core.Facts;
using Billing.Engine.Acting;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>The two adapters that work through the panel itself.</summary>
public sealed class PanelAdaptersTests
{
    private const string Reason = "Overdue invoice 100 [billing:suspend/service 10/invoice 100/1]";
    private static readonly Target Hosting = new(TargetKind.Service, 10), Site = new(TargetKind.Project, 40);

    private readonly SimulatedPanel panel = new(() => new DateOnly(2026, 3, 1));
    private readonly PanelModule module;
    private readonly PanelProject project;
    private string? former;

    public PanelAdaptersTests()
    {
        panel.Add(7, new Service { Target = Hosting });
        panel.Add(7, new Service { Target = Site });
        module = new PanelModule(panel);
        project = new PanelProject(panel, ["In Progress"], "Frozen", (_, _) => Task.FromResult(former));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_suspension_through_the_panel_is_looked_at_and_happens_once()
    {
        Assert.IsType<AdapterOutcome.Changed>(await module.SuspendAsync(await Handle(Hosting), Reason, Cancel));
        Assert.IsType<AdapterOutcome.AlreadySo>(await module.SuspendAsync(await Handle(Hosting), Reason, Cancel));
        ObservedState seen = await module.ObserveAsync(await Handle(Hosting), Cancel);
        Assert.Equal((Presence.Suspended, Holder.Billing), (seen.Presence, seen.Holder));
        Assert.IsType<AdapterOutcome.Changed>(await module.UnsuspendAsync(await Handle(Hosting), null, Cancel));
        Assert.Equal(Presence.Online, (await module.ObserveAsync(await Handle(Hosting), Cancel)).Presence);
    }

    [Fact]
    public async Task somebody_elses_suspension_is_left_alone_unless_it_was_taken_over()
    {
        await panel.MarkAsync(Hosting, ServiceStatus.Suspended, "Overdue on Payment", Cancel);
        Assert.Equal(FailureKind.HeldByOther, Assert.IsType<AdapterOutcome.Refused>(await module.SuspendAsync(await Handle(Hosting), Reason, Cancel)).Kind);
        Assert.Equal(FailureKind.HeldByOther, Assert.IsType<AdapterOutcome.Refused>(await module.UnsuspendAsync(await Handle(Hosting), null, Cancel)).Kind);
        Assert.IsType<AdapterOutcome.Changed>(await module.UnsuspendAsync(await Handle(Hosting), "Overdue on Payment", Cancel));
    }

    [Fact]
    public async Task what_is_gone_is_neither_suspended_nor_terminated_again()
    {
        Assert.IsType<AdapterOutcome.Changed>(await module.TerminateAsync(await Handle(Hosting), "/home/backup.tar.gz", Cancel));
        Assert.IsType<AdapterOutcome.AlreadySo>(await module.TerminateAsync(await Handle(Hosting), "/home/backup.tar.gz", Cancel));
        Assert.IsType<AdapterOutcome.Refused>(await module.SuspendAsync(await Handle(Hosting), Reason, Cancel));
        Assert.Equal(Presence.Gone, (await module.ObserveAsync(await Handle(Hosting), Cancel)).Presence);
    }

    [Fact]
    public async Task a_paid_order_is_created()
    {
        await panel.MarkAsync(Hosting, ServiceStatus.Pending, "", Cancel);
        Assert.IsType<AdapterOutcome.Changed>(await module.CreateAsync(await Handle(Hosting), Cancel));
        Assert.IsType<AdapterOutcome.AlreadySo>(await module.CreateAsync(await Handle(Hosting), Cancel));
    }

    [Fact]
    public async Task a_project_gets_back_the_status_that_it_had()
    {
        former = await project.SnapshotAsync(await Handle(Site), Cancel);
        Assert.IsType<AdapterOutcome.Changed>(await project.SuspendAsync(await Handle(Site), Reason, Cancel));
        Assert.IsType<AdapterOutcome.AlreadySo>(await project.SuspendAsync(await Handle(Site), Reason, Cancel));
        ObservedState seen = await project.ObserveAsync(await Handle(Site), Cancel);
        Assert.Equal((Presence.Suspended, Holder.Billing), (seen.Presence, seen.Holder));
        AdapterOutcome back = await project.UnsuspendAsync(await Handle(Site), null, Cancel);
        Assert.Equal("In Progress", Assert.IsType<AdapterOutcome.Changed>(back).Details);
        Assert.IsType<AdapterOutcome.AlreadySo>(await project.UnsuspendAsync(await Handle(Site), null, Cancel));
    }

    private async Task<ServiceHandle> Handle(Target target) => (await panel.ReadHandleAsync(target, Cancel))!;
}
