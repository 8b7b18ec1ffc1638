using Billing.Sandbox;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>What the tests of one adapter share: a WHM with bob and bobby, and bob's service.</summary>
public abstract class OnWhm : IAsyncLifetime
{
    private protected CpanelOnWhm World { get; private set; } = null!;

    private protected WhmFront Whm => World.Whm;

    protected SandboxWhm Server => World.Server;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected const string Reason = SuspensionContract.Reason;

    public async ValueTask InitializeAsync() => World = (CpanelOnWhm)await CpanelOnWhm.CreateAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return World.DisposeAsync();
    }

    protected Task<AdapterOutcome> SuspendAsync(IServiceAdapter? adapter = null) =>
        ((ICanSuspend)(adapter ?? World.Adapter)).SuspendAsync(World.Service, Reason, Cancel);

    protected Task<AdapterOutcome> UnsuspendAsync(string? adopted = null) => ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, adopted, Cancel);

    protected Task<ObservedState> ObserveAsync(ServiceHandle? service = null) => World.Adapter.ObserveAsync(service ?? World.Service, Cancel);

    protected WhmAccount Bob => Server.Account("bob") ?? throw new InvalidOperationException("bob is gone");

    protected static string Refused(FailureKind kind, AdapterOutcome? outcome)
    {
        var refused = Assert.IsType<AdapterOutcome.Refused>(outcome);
        Assert.Equal(kind, refused.Kind);
        return refused.Message;
    }

    protected static string Failed(FailureKind kind, AdapterOutcome? outcome)
    {
        var failed = Assert.IsType<AdapterOutcome.Failed>(outcome);
        Assert.Equal(kind, failed.Kind);
        return failed.Message;
    }
}
