namespace Billing.Sdk;

/// <summary>
/// The hands on one kind of server. An adapter can always observe; everything else is an ability that it has by implementing a further
/// small interface (<see cref="ICanSuspend"/>, <see cref="ICanBackUp"/> …), found by asking <c>adapter is ICanBackUp</c>.
/// <para>Every verb means "make it so": called twice, the world changes once. An adapter never retries, never waits for slow work, and
/// never throws for what a server does (but see <see cref="ICanSnapshot"/>); it throws only for its own mistakes and for cancellation.</para>
/// </summary>
public interface IServiceAdapter
{
    /// <summary>Asks the server how the thing is. Changes nothing, may be called at any time, takes seconds at most.</summary>
    Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel);
}

/// <summary>An adapter that can take a thing offline and bring it back.</summary>
public interface ICanSuspend : IServiceAdapter
{
    /// <summary>
    /// Makes it offline, and leaves the reason with its marker where the server keeps one. Called twice, the world changes once: what is
    /// already suspended by Billing is <see cref="AdapterOutcome.AlreadySo"/>; what somebody else suspended is refused with
    /// <see cref="FailureKind.HeldByOther"/> and left alone.
    /// </summary>
    /// <param name="service">What to suspend.</param>
    /// <param name="reason">One line, at most 255 characters, with Billing's marker in it: <c>… [billing:…]</c>.</param>
    /// <param name="cancel">Stops waiting; what was sent may still happen.</param>
    Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel);

    /// <summary>
    /// Lifts the suspension that Billing placed, and nothing else. Called twice, the world changes once: what is online is
    /// <see cref="AdapterOutcome.AlreadySo"/>; somebody else's hold is refused with <see cref="FailureKind.HeldByOther"/>.
    /// </summary>
    /// <param name="service">What to bring back.</param>
    /// <param name="adoptedReason">The exact reason of a suspension that Billing took over from the panel, which therefore carries no marker; null otherwise.</param>
    /// <param name="cancel">Stops waiting; what was sent may still happen.</param>
    Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel);
}

/// <summary>An adapter that can keep what must be restored exactly (record sets, statuses of parts). Asked before the first change.</summary>
public interface ICanSnapshot : IServiceAdapter
{
    /// <summary>What has to be known to undo a suspension exactly, as text that only this adapter reads. Stored by the engine before the change. No secret.
    /// Empty when there is nothing to know. Taken anew for every attempt, but not while an earlier one may have happened. When it cannot be read now this throws, with
    /// one line that says so: nothing is sent then, and it is tried again later.</summary>
    Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel);
}

/// <summary>
/// An adapter whose server keeps nothing of what was before: what was kept is handed back to it when the suspension is lifted, and when it is asked for again
/// because nobody knows what became of the first attempt.
/// </summary>
public interface ICanPutBack : ICanSnapshot
{
    /// <summary>
    /// Makes it offline as <see cref="ICanSuspend.SuspendAsync"/> does, and is called instead of it. Called twice, the world changes once, also when the answer
    /// to the first call never arrived and the adapter was restarted since: then the snapshot is handed in, and what stands exactly as our suspension would have
    /// left it, while the snapshot says that it was in use, is ours and <see cref="AdapterOutcome.AlreadySo"/>. Whatever else is offline without our marker is
    /// somebody else's still: refused with <see cref="FailureKind.HeldByOther"/> and left alone.
    /// </summary>
    /// <param name="service">What to suspend.</param>
    /// <param name="reason">As there.</param>
    /// <param name="snapshot">The text of <see cref="ICanSnapshot.SnapshotAsync"/> from before an earlier attempt that may have happened; null when there was none,
    /// so that nothing found offline can be ours.</param>
    /// <param name="cancel">Stops waiting; what was sent may still happen.</param>
    Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, string? snapshot, CancellationToken cancel);

    /// <summary>Lifts the suspension that Billing placed as <see cref="ICanSuspend.UnsuspendAsync"/> does, and is called instead of it.</summary>
    /// <param name="service">What to bring back.</param>
    /// <param name="adoptedReason">As there.</param>
    /// <param name="snapshot">The text of <see cref="ICanSnapshot.SnapshotAsync"/> from before the suspension; null when none was kept.</param>
    /// <param name="cancel">Stops waiting; what was sent may still happen.</param>
    Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, string? snapshot, CancellationToken cancel);
}

/// <summary>An adapter that can back a thing up to a place that its termination does not delete.</summary>
public interface ICanBackUp : IServiceAdapter
{
    /// <summary>
    /// Starts or reports a backup. <see cref="AdapterOutcome.Changed"/> means that it exists and was verified, with its place as the details;
    /// <see cref="AdapterOutcome.Pending"/> that the server is at it. Called again while one runs, no second one starts.
    /// </summary>
    Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel);
}

/// <summary>An adapter that can say what its server knows of a backup, also after the thing itself was removed.</summary>
public interface ICanCheckBackups : ICanBackUp
{
    /// <summary>Asks whether the backup is still where <see cref="ICanBackUp"/> said, and could be restored from. Changes nothing, may be called at any time, takes seconds at most.</summary>
    /// <param name="service">What it is a backup of.</param>
    /// <param name="backup">Its place, as <see cref="ICanBackUp"/> named it.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task<BackupState> CheckBackupAsync(ServiceHandle service, string backup, CancellationToken cancel);
}

/// <summary>An adapter that can remove a backup whose time is over.</summary>
public interface ICanDiscardBackups : ICanBackUp
{
    /// <summary>
    /// Removes the backup, and nothing else: a place that is none of this thing's backups is refused with <see cref="FailureKind.NotOwned"/>. What is not there is
    /// <see cref="AdapterOutcome.AlreadySo"/>. Called twice, the world changes once.
    /// </summary>
    /// <param name="service">What it is a backup of.</param>
    /// <param name="backup">Its place, as <see cref="ICanBackUp"/> named it.</param>
    /// <param name="cancel">Stops waiting; what was sent may still happen.</param>
    Task<AdapterOutcome> DiscardBackupAsync(ServiceHandle service, string backup, CancellationToken cancel);
}

/// <summary>An adapter that can remove a thing for good.</summary>
public interface ICanTerminate : IServiceAdapter
{
    /// <summary>
    /// Removes it from the server, after comparing name and owner with the server's. What is not there is
    /// <see cref="AdapterOutcome.AlreadySo"/>. Called twice, the world changes once.
    /// </summary>
    /// <param name="service">What to remove.</param>
    /// <param name="backup">The place of the verified backup, from <see cref="ICanBackUp"/>; null only where the policy does not require one.
    /// An adapter that can back up refuses with <see cref="FailureKind.Precondition"/> when it is null or no longer there.</param>
    /// <param name="cancel">Stops waiting; what was sent may still happen.</param>
    Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel);
}

/// <summary>An adapter that can bring a terminated thing back from its backup. Ends online, not suspended.</summary>
public interface ICanRestore : IServiceAdapter
{
    /// <summary>Starts or reports the restore from the place that <see cref="ICanBackUp"/> named. Called again while one runs, no second one starts.</summary>
    Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel);
}

/// <summary>An adapter that can create a thing on its server when its first invoice is paid.</summary>
public interface ICanCreate : IServiceAdapter
{
    /// <summary>Creates it. What is there already and belongs to the same owner is <see cref="AdapterOutcome.AlreadySo"/>.</summary>
    Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel);
}

/// <summary>An adapter whose slow work is asked about with the token of <see cref="AdapterOutcome.Pending"/>.</summary>
public interface ICanPoll : IServiceAdapter
{
    /// <summary>How the work of that token stands. Changes nothing that the first call did not start.</summary>
    Task<AdapterOutcome> PollAsync(ServiceHandle service, string token, CancellationToken cancel);
}

/// <summary>
/// An adapter whose configuration names its servers and that can say which, so that services on a server which was forgotten there are found before one of
/// them is due. Opens no connection.
/// </summary>
public interface IKnowServers
{
    /// <summary>Whether the configuration says how to reach things that live there.</summary>
    /// <param name="server">The server as the panel lists it; null for things of which the panel names none.</param>
    bool Knows(ServerHandle? server);
}

/// <summary>
/// An adapter whose configuration names the addresses that it calls, so that certificates near their end are found there before they are over. Opens no
/// connection.
/// </summary>
public interface ITellAddresses
{
    /// <summary>One for each server, without a path, a user or a secret: <c>https://srv07.example.com:2087/</c>. What is not TLS from the first byte may be left out.</summary>
    IReadOnlyCollection<Uri> Addresses { get; }
}

/// <summary>
/// An adapter whose server says in one cheap call which of its accounts are suspended. With it the nightly look at the servers costs one call for each server
/// and not one for each service; without it only what Billing itself took offline is looked at.
/// </summary>
public interface ICanListSuspended : IServiceAdapter
{
    /// <summary>
    /// Every account of that server which is suspended at this moment, whoever did it; what is online or not there is not among them. Of each it says what
    /// <see cref="IServiceAdapter.ObserveAsync"/> would say. Changes nothing, may be called at any time, takes seconds at most. A list that came only in part is
    /// a failure: what is missing from it would pass for online.
    /// </summary>
    /// <param name="server">The server as the panel lists it.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task<SuspendedList> ListSuspendedAsync(ServerHandle server, CancellationToken cancel);
}

/// <summary>An adapter whose connection can be tried without a service at hand.</summary>
public interface ICanTestConnection
{
    /// <summary>Proves reachability, credentials and rights in one cheap read. One line for each finding; an empty list means that all is well.</summary>
    Task<IReadOnlyList<string>> TestConnectionAsync(CancellationToken cancel);
}
