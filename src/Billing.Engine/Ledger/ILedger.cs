using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger.Nodes;

namespace Billing.Engine.Ledger;

/// <summary>
/// What we did, are doing and can prove. An intent is written before anything happens outside, its outcome after; a key is unique for ever.
/// SQLite, MariaDB and memory implement it and pass one contract suite.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Brings the schema up to date; called once at start. One of several nodes takes its name with it, and frees what a dead predecessor held.</summary>
    /// <exception cref="LedgerException">It cannot be used, or another process has the node's name.</exception>
    Task PrepareAsync(CancellationToken cancel);

    /// <summary>Who this installation is: made once, with the ledger, and never changed.</summary>
    Task<Guid> IdentityAsync(CancellationToken cancel);

    /// <summary>The day of the first run that was finished beside this panel; null before it.</summary>
    Task<DateOnly?> FirstDayAsync(CancellationToken cancel);

    /// <summary>Opens the record of a run and returns its number.</summary>
    Task<long> BeginRunAsync(string occasion, DateOnly today, CancellationToken cancel);

    /// <summary>Closes the record of a run; the first daily run closed sets <see cref="FirstDayAsync"/>.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="whole">No client failed in it. A first run that was not whole does not end the first day, unless a day has passed over it.</param>
    /// <param name="summary">In words.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task FinishRunAsync(long run, bool whole, string summary, CancellationToken cancel);

    /// <summary>The last runs, newest first.</summary>
    Task<IReadOnlyList<RunEntry>> RunsAsync(int most, CancellationToken cancel);

    /// <summary>The past of every client that has one, in the order of the clients' numbers. One stream. What concerns no client (the brake) is left out.</summary>
    IAsyncEnumerable<(int Client, Past Past)> ReadAllAsync(CancellationToken cancel);

    /// <summary>The past of one client.</summary>
    Task<Past> ReadAsync(int client, CancellationToken cancel);

    /// <summary>Clients with open matters: an intent without outcome, an open suspension, something to be tried again, an objection not answered, a recovery not finished. To be looked at whatever the panel says.</summary>
    Task<IReadOnlySet<int>> OpenClientsAsync(CancellationToken cancel);

    /// <summary>Those of <see cref="OpenClientsAsync"/> with whom something can be done now: left out is who only has something to be tried again whose time has not come.</summary>
    Task<IReadOnlySet<int>> DueClientsAsync(CancellationToken cancel);

    /// <summary>Clients of whom something is offline because of us.</summary>
    Task<IReadOnlySet<int>> OfflineClientsAsync(CancellationToken cancel);

    /// <summary>Writes the intent. Only <see cref="Begun.Fresh"/> and <see cref="Begun.Again"/> allow acting.</summary>
    Task<Begun> BeginAsync(Intent intent, CancellationToken cancel);

    /// <summary>
    /// Notes that the irrevocable part starts now (the message is handed to the mail server): from here on a crash leaves doubt.
    /// A notice that was begun and never handed over reads as not done; of anything else nobody can know.
    /// </summary>
    /// <param name="key">The action's key.</param>
    /// <param name="proof">To whom, and what: fixed from here on, and part of the evidence.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">That key was not begun.</exception>
    Task HandOverAsync(string key, Proof proof, CancellationToken cancel);

    /// <summary>Writes the outcome of an intent.</summary>
    /// <exception cref="InvalidOperationException">That key was not begun, or is done already.</exception>
    Task FinishAsync(string key, Outcome outcome, CancellationToken cancel);

    /// <summary>Records things that happen nowhere but here (notes, reports, acceptances): intent and outcome at once. Those whose key exists are left out.</summary>
    Task RecordAsync(IReadOnlyList<Intent> intents, CancellationToken cancel);

    /// <summary>
    /// Keeps what an adapter needs to undo a suspension exactly; of one key the last. Written before the change, and not while an earlier attempt may have happened:
    /// what is read then may be our own work. An empty one says that there is nothing to know.
    /// </summary>
    Task SaveSnapshotAsync(string key, string snapshot, CancellationToken cancel);

    /// <summary>The snapshot of that key; null when there is none.</summary>
    Task<string?> ReadSnapshotAsync(string key, CancellationToken cancel);

    /// <summary>A notice came back. The first reason stays; a key that is not known is nothing of ours.</summary>
    /// <param name="key">The notice.</param>
    /// <param name="why">In words.</param>
    /// <param name="proof">What told so; null when the evidence has it already.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task BounceAsync(string key, string why, Proof? proof, CancellationToken cancel);

    /// <summary>Notices over that channel do not arrive at that address. It counts until the panel has another one for the client.</summary>
    Task NoteDeadAddressAsync(int client, string channel, string address, DateOnly since, string why, CancellationToken cancel);

    /// <summary>A client objects to an invoice. While one objection to it is open, a second adds its words to the evidence and is the same.</summary>
    /// <param name="client">Who.</param>
    /// <param name="invoice">To what.</param>
    /// <param name="on">The local day.</param>
    /// <param name="said">In the client's words.</param>
    /// <param name="proof">How it came.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Whether it is a new one.</returns>
    Task<bool> ObjectAsync(int client, int invoice, DateOnly on, string said, Proof proof, CancellationToken cancel);

    /// <summary>The client's open objection to that invoice was answered.</summary>
    Task AnswerAsync(int client, int invoice, DateOnly on, CancellationToken cancel);

    /// <summary>A client promises to pay an invoice later. While a promise of it is open, a second one is the same.</summary>
    /// <param name="client">Who.</param>
    /// <param name="invoice">Which.</param>
    /// <param name="on">The local day.</param>
    /// <param name="until">The last day on which it is kept by paying.</param>
    /// <param name="proof">How it came.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Whether it is a new one; only then it is in the evidence.</returns>
    Task<bool> PromiseAsync(int client, int invoice, DateOnly on, DateOnly until, Proof proof, CancellationToken cancel);

    /// <summary>What can be proved.</summary>
    IEvidence Evidence { get; }

    /// <summary>What the other ends of the channels call our messages and clients.</summary>
    IChannelBook Channels { get; }

    /// <summary>Who is to be looked at.</summary>
    ICallBook Calls { get; }

    /// <summary>Waits until nobody else is at that client: in this process, and, where nodes share the ledger, on any of them. While it is held, what is written about that client is refused once it is lost.</summary>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    Task<ILease> LeaseAsync(int client, CancellationToken cancel);

    /// <summary>The same, before all who wait in this process; and whoever is there in this process is asked to make way.</summary>
    Task<ILease> LeaseFirstAsync(int client, CancellationToken cancel);

    /// <summary>The same without waiting: null when somebody else is there.</summary>
    Task<ILease?> TryLeaseAsync(int client, CancellationToken cancel);

    /// <summary>The parts of the daily run.</summary>
    IRangeBook Ranges { get; }

    /// <summary>The nodes that share it.</summary>
    INodeBook Nodes { get; }

    /// <summary>What keeps anybody from being taken offline now.</summary>
    IBrakeBook Brakes { get; }

    /// <summary>The backups that we made, until they are removed.</summary>
    IBackupBook Backups { get; }

    /// <summary>A client wants a terminated service back. Asking twice on one day is asking once; it is finished when a restoration is done.</summary>
    Task AskRecoveryAsync(int client, Target target, DateOnly on, CancellationToken cancel);

    /// <summary>Every entry about a client, oldest first, for a person to read.</summary>
    Task<IReadOnlyList<Entry>> HistoryAsync(int client, CancellationToken cancel);
}

/// <summary>What is about to be done.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Client">The client it concerns; 0 for none (the brake).</param>
/// <param name="Action">What.</param>
/// <param name="Because">Why, in words.</param>
/// <param name="On">The local day.</param>
public sealed record Intent(long Run, int Client, BillingAction Action, string Because, DateOnly On);

/// <summary>What the ledger says to an intent.</summary>
public abstract record Begun
{
    private Begun() { }

    /// <summary>Never tried before.</summary>
    public sealed record Fresh : Begun;

    /// <summary>Begun before, or tried and not done: observe first. The token of slow work comes back with it.</summary>
    /// <param name="HandedOver">The irrevocable part had started, and no outcome is known.</param>
    /// <param name="Token">What an adapter gave for asking again; null when there is none.</param>
    public sealed record Again(bool HandedOver, string? Token) : Begun;

    /// <summary>Done already: nothing may follow.</summary>
    public sealed record AlreadyDone : Begun;
}

/// <summary>What came of an action.</summary>
public abstract record Outcome(string Words)
{
    /// <summary>What can be shown of it; null for nothing beyond the words.</summary>
    public Proof? Proof { get; init; }

    /// <summary>It is as wanted now.</summary>
    /// <param name="Changed">False when it was so already.</param>
    /// <param name="Words">What the other side said.</param>
    /// <param name="Invoice">The invoice raised.</param>
    /// <param name="Place">Where the backup lies.</param>
    public sealed record Done(bool Changed, string Words = "", int? Invoice = null, string? Place = null) : Outcome(Words);

    /// <summary>Permanently refused; shown to a person.</summary>
    public sealed record Refused(string Words) : Outcome(Words);

    /// <summary>Not done; the next run that still wants it tries again, a look between two runs once its time has come.</summary>
    /// <param name="Words">Why.</param>
    /// <param name="Token">For asking again about slow work; null keeps the one there was, empty says that the work has ended and begins anew.</param>
    public sealed record TryLater(string Words, string? Token = null) : Outcome(Words)
    {
        /// <summary>How long to wait; null leaves it to the ledger's <see cref="RetryPlan"/>.</summary>
        public TimeSpan? After { get; init; }

        /// <summary>It was its turn, and a brake held it back.</summary>
        public bool Held { get; init; }

        /// <summary>It was its turn, and the facts that it was decided on were too old: they are read again.</summary>
        public bool Stale { get; init; }
    }

    /// <summary>It may have happened. Observed before it is repeated; what cannot be observed is shown to a person.</summary>
    public sealed record InDoubt(string Words) : Outcome(Words);

    /// <summary>No longer wanted when its turn came (paid meanwhile).</summary>
    public sealed record Dropped(string Words) : Outcome(Words);
}

/// <summary>One line of a client's history.</summary>
public sealed record Entry(long Number, DateOnly On, BillingAction Action, string Because, string State, string Words, int Attempts, bool Bounced, DateTimeOffset At);

/// <summary>One run in the ledger.</summary>
public sealed record RunEntry(long Number, string Occasion, DateOnly Today, DateTimeOffset Began, DateTimeOffset? Finished, string Summary);
