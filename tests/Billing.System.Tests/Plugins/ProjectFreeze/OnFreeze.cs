using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>What the tests of one adapter on one system share.</summary>
public abstract class OnFreeze<TWorld> : IAsyncLifetime where TWorld : AdapterEnvironment
{
    protected const string Reason = SuspensionContract.Reason;

    private protected TWorld World { get; private set; } = null!;

    private protected Front Front => ((FreezeWorld)(object)World).Front;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => World = (TWorld)await CreateAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return World.DisposeAsync();
    }

    protected abstract Task<AdapterEnvironment> CreateAsync();

    /// <summary>The same after a restart: nothing is remembered but what the engine keeps.</summary>
    protected IServiceAdapter Restarted(string timeouts = "{}") => ((FreezeWorld)(object)World).Configured(timeouts: timeouts);

    protected Task<AdapterOutcome> SuspendAsync(IServiceAdapter? adapter = null) => ((ICanSuspend)(adapter ?? World.Adapter)).SuspendAsync(World.Service, Reason, Cancel);

    /// <summary>Asked for again, since nobody knows what became of the first time.</summary>
    protected Task<AdapterOutcome> AskedAgainAsync(string? snapshot, IServiceAdapter? adapter = null) =>
        ((ICanPutBack)(adapter ?? Restarted())).SuspendAsync(World.Service, Reason, snapshot, Cancel);

    protected Task<AdapterOutcome> LiftAsync(string? snapshot, IServiceAdapter? adapter = null, string? adopted = null) =>
        ((ICanPutBack)(adapter ?? World.Adapter)).UnsuspendAsync(World.Service, adopted, snapshot, Cancel);

    protected Task<string> SnapshotAsync(IServiceAdapter? adapter = null) => ((ICanSnapshot)(adapter ?? World.Adapter)).SnapshotAsync(World.Service, Cancel);

    protected Task<ObservedState> ObserveAsync(IServiceAdapter? adapter = null) => (adapter ?? World.Adapter).ObserveAsync(World.Service, Cancel);

    protected static string Refused(FailureKind kind, AdapterOutcome? outcome)
    {
        var refused = Assert.IsType<AdapterOutcome.Refused>(outcome);
        Assert.Equal(kind, refused.Kind);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }

    protected static string Failed(FailureKind kind, AdapterOutcome? outcome)
    {
        var failed = Assert.IsType<AdapterOutcome.Failed>(outcome);
        Assert.Equal(kind, failed.Kind);
        Assert.DoesNotContain('\n', failed.Message);
        return failed.Message;
    }

    protected static string Changed(AdapterOutcome? outcome) => Assert.IsType<AdapterOutcome.Changed>(outcome).Details;
}
