using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What the suites share: an environment of its own for every fact, and words for outcomes.</summary>
public abstract class AdapterSuite : IAsyncLifetime
{
    private AdapterEnvironment? world;

    /// <summary>A fresh environment: one thing online, nobody did anything yet.</summary>
    protected abstract Task<AdapterEnvironment> CreateAsync();

    /// <summary>The environment of this fact.</summary>
    protected AdapterEnvironment World => world ?? throw new InvalidOperationException("the environment exists only while a fact runs");

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => world = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (world is not null) await world.DisposeAsync();
    }

    /// <summary>The ability that a suite is about; a suite derived for an adapter without it fails with that reason.</summary>
    protected static TAbility Able<TAbility>(IServiceAdapter adapter) where TAbility : class => Assert.IsType<TAbility>(adapter, exactMatch: false);

    /// <summary>It will not work, for this reason.</summary>
    protected static void Refused(FailureKind kind, AdapterOutcome outcome) =>
        Assert.Equal(kind, Assert.IsType<AdapterOutcome.Refused>(outcome).Kind);

    /// <summary>How the thing is now, as the adapter observes it.</summary>
    protected async Task<(Presence, Holder)> NowAsync(ServiceHandle? service = null)
    {
        ObservedState state = await World.Adapter.ObserveAsync(service ?? World.Service, Cancel);
        return (state.Presence, state.Holder);
    }

    /// <summary>The server did exactly that many things since the fact began.</summary>
    protected async Task ChangedAsync(int times) => Assert.Equal(times, await World.ChangesAsync());
}
