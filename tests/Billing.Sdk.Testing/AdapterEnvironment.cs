namespace Billing.Sdk.Testing;

/// <summary>
/// The world around an adapter under test: its server, one thing on it, and what other people do there. Fresh for every fact. Write one for your
/// server (the real one or an honest double) and derive the suites.
/// </summary>
public abstract class AdapterEnvironment : IAsyncDisposable
{
    /// <summary>The adapter, with credentials that work.</summary>
    public abstract IServiceAdapter Adapter { get; }

    /// <summary>The same adapter for the same server, with credentials that do not work.</summary>
    public abstract IServiceAdapter WithWrongKey { get; }

    /// <summary>The same adapter after the process was started anew: it remembers nothing. To be written for an adapter that remembers anything between two calls.</summary>
    public virtual IServiceAdapter Restarted() => Adapter;

    /// <summary>
    /// Everything that the server keeps of <see cref="Service"/> and a suspension changes, as a text: the same before a suspension and after it was lifted. To be written
    /// where that is more than being online.
    /// </summary>
    public virtual Task<string> StandsAsync() => Task.FromResult("");

    /// <summary>A thing that is on the server and online.</summary>
    public abstract ServiceHandle Service { get; }

    /// <summary>A thing that the server never had; for an adapter that can create, one that it can make.</summary>
    public abstract ServiceHandle Missing { get; }

    /// <summary>A thing whose name is on the server, but belongs to somebody else than the panel says (another domain, another owner).</summary>
    public abstract ServiceHandle Stranger { get; }

    /// <summary>The values that must never be told: the keys, the right one and the wrong one, and what passwords were sent until now.</summary>
    public abstract IReadOnlyCollection<string> Secrets { get; }

    /// <summary>Every line that the adapters of this environment logged.</summary>
    public abstract IReadOnlyCollection<string> Log { get; }

    /// <summary>How many changes the server carried out, of any kind and on any thing, whoever asked for them through the adapter's way in.</summary>
    public abstract Task<int> ChangesAsync();

    /// <summary>Somebody else takes <see cref="Service"/> offline on the server, with that reason.</summary>
    public abstract Task HoldByHandAsync(string reason);

    /// <summary>What the server shows later of the reason of such a hold. Nothing, where it keeps none.</summary>
    public virtual string Shown(string reason) => reason;

    /// <summary>Somebody else brings <see cref="Service"/> back on the server.</summary>
    public abstract Task PutBackByHandAsync();

    /// <summary>
    /// Whether the server keeps, with somebody else's hold, what lifting it needs. Where it does not, an adopted hold cannot be lifted: it is refused
    /// with <see cref="FailureKind.Precondition"/>, and a person is told.
    /// </summary>
    public virtual bool HandHoldsCanBeLifted => true;

    /// <summary>The next change is carried out, but its answer never arrives.</summary>
    public abstract Task LoseNextAnswerAsync();

    /// <summary>The server finishes the slow work that it has begun. A server that knows no slow work has nothing to finish.</summary>
    public virtual Task FinishWorkAsync() => Task.CompletedTask;

    /// <summary>Somebody deletes the backups of <see cref="Service"/>. Nothing to do for an adapter that makes none.</summary>
    public virtual Task LoseBackupsAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
