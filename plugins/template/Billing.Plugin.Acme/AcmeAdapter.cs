using Billing.Sdk;

namespace Billing.Plugin.Acme;

/// <summary>The hands on Acme's servers. In every verb: look, compare, change, look again.</summary>
internal sealed class AcmeAdapter(AcmeSettings settings) : IServiceAdapter
#if (canSuspend)
    , ICanSuspend
#endif
#if (canSnapshot)
    , ICanSnapshot
#endif
#if (canBackUp)
    , ICanBackUp
#endif
#if (canTerminate)
    , ICanTerminate
#endif
#if (canRestore)
    , ICanRestore
#endif
#if (canCreate)
    , ICanCreate
#endif
#if (canPoll)
    , ICanPoll
#endif
#if (canTest)
    , ICanTestConnection
#endif
{
    private string NotWritten => $"{settings.Server.Host}: not written yet";

    /// <summary>How the thing is on its server.</summary>
    public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(new ObservedState(Presence.Unknown, Failure: Unwritten));
    }
#if (canSuspend)

    /// <summary>Takes it offline, and leaves the reason on the server.</summary>
    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) => NotYet();

    /// <summary>Lifts our own suspension, or the one with exactly the adopted reason.</summary>
    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => NotYet();
#endif
#if (canSnapshot)

    /// <summary>What a suspension must restore exactly. There is no outcome here that says "not written", so nothing may go on.</summary>
    public Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel) => Task.FromException<string>(new NotSupportedException(NotWritten));
#endif
#if (canBackUp)

    /// <summary>Starts or reports a backup; its place is the details of <see cref="AdapterOutcome.Changed"/>.</summary>
    public Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel) => NotYet();
#endif
#if (canTerminate)

    /// <summary>Removes it, after comparing name and owner.</summary>
    public Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) => NotYet();
#endif
#if (canRestore)

    /// <summary>Brings it back from that place; it ends online.</summary>
    public Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel) => NotYet();
#endif
#if (canCreate)

    /// <summary>Creates it.</summary>
    public Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel) => NotYet();
#endif
#if (canPoll)

    /// <summary>How the slow work of that token stands.</summary>
    public Task<AdapterOutcome> PollAsync(ServiceHandle service, string token, CancellationToken cancel) => NotYet();
#endif
#if (canTest)

    /// <summary>One line for each finding; none when all is well.</summary>
    public Task<IReadOnlyList<string>> TestConnectionAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>([NotWritten]);
#endif

    private AdapterOutcome.Refused Unwritten => new(FailureKind.Unsupported, NotWritten);

    private Task<AdapterOutcome> NotYet() => Task.FromResult<AdapterOutcome>(Unwritten);
}
