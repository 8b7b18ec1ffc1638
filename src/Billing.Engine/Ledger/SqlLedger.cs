using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger.Nodes;

namespace Billing.Engine.Ledger;

/// <summary>A ledger in a database: a SQLite file for one node, MariaDB for several.</summary>
public sealed class SqlLedger : ILedger
{
    /// <summary>The occasion of the runs of a day; the first one finished is our first day beside the panel.</summary>
    internal const string Daily = "daily";

    private readonly LedgerStore store;
    private readonly RunRows runs;
    private readonly DeedRows deeds;
    private readonly ClientRows clients;
    private readonly PastRows past;

    private readonly Leases leases;
    private readonly NodeRows nodes;
    private readonly NodeKeeper? keeper;

    internal SqlLedger(LedgerStore store, TimeProvider clock, RetryPlan? retries = null, NodeTerms? node = null)
    {
        NodeLeases? ours = node is null ? null : new NodeLeases(store, node);
        Fence fence = new(store, ours);
        leases = new Leases(ours);
        nodes = new NodeRows(store, node);
        this.store = store;
        runs = new RunRows(store, clock);
        EvidenceRows evidence = new(store, clock);
        deeds = new DeedRows(store, evidence, clock, retries ?? RetryPlan.Default, fence);
        clients = new ClientRows(store, evidence, clock, fence);
        Evidence = new SqlEvidence(store, evidence);
        Channels = new SqlChannelBook(store);
        Calls = new SqlCallBook(store, clock);
        Brakes = new SqlBrakeBook(store, clock);
        Backups = new SqlBackupBook(store);
        past = new PastRows(store, clock);
        RangeRows ranges = new(store, runs, clock, ours);
        Ranges = ranges;
        if (ours is not null) keeper = new NodeKeeper((MariaDbStore)store, ours, ranges.Held);
    }

    /// <summary>In that file, which is created when it is not there; its folder must be.</summary>
    public static SqlLedger Sqlite(string path, TimeProvider clock, RetryPlan? retries = null) => new(new SqliteStore(path), clock, retries);

    /// <summary>In that database of a MariaDB or MySQL server, which must be there.</summary>
    /// <exception cref="LedgerException">The connection string cannot be read.</exception>
    /// <param name="connection">As MySqlConnector has it.</param>
    /// <param name="clock">What it writes as now.</param>
    /// <param name="retries">When what did not come about is tried again.</param>
    /// <param name="node">Which of several nodes this is; null for a process that works alone, or only looks.</param>
    public static SqlLedger MariaDb(string connection, TimeProvider clock, RetryPlan? retries = null, NodeTerms? node = null) => new(new MariaDbStore(connection), clock, retries, node);

    /// <summary>Connections to the database of a ledger for somebody who keeps tables of his own beside it.</summary>
    /// <param name="connection">As MySqlConnector has it.</param>
    public static System.Data.Common.DbDataSource Beside(string connection) => new MySqlConnector.MySqlDataSource(connection);

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await Migrations.RunAsync(store, cancel);
        await runs.IdentifyAsync(cancel);
        if (keeper is not null) await keeper.BeginAsync(cancel);
    }

    /// <inheritdoc/>
    public Task<Guid> IdentityAsync(CancellationToken cancel) => runs.IdentityAsync(cancel);

    /// <inheritdoc/>
    public Task<DateOnly?> FirstDayAsync(CancellationToken cancel) => runs.FirstDayAsync(cancel);

    /// <inheritdoc/>
    public Task<long> BeginRunAsync(string occasion, DateOnly today, CancellationToken cancel) => runs.BeginAsync(occasion, today, cancel);

    /// <inheritdoc/>
    public Task FinishRunAsync(long run, bool whole, string summary, CancellationToken cancel) => runs.FinishAsync(run, whole, summary, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunEntry>> RunsAsync(int most, CancellationToken cancel) => runs.LastAsync(most, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<(int Client, Past Past)> ReadAllAsync(CancellationToken cancel) => past.AllAsync(cancel);

    /// <inheritdoc/>
    public Task<Past> ReadAsync(int client, CancellationToken cancel) => past.OneAsync(client, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlySet<int>> OpenClientsAsync(CancellationToken cancel) => clients.OpenAsync(onlyDue: false, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlySet<int>> DueClientsAsync(CancellationToken cancel) => clients.OpenAsync(onlyDue: true, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlySet<int>> OfflineClientsAsync(CancellationToken cancel) => clients.OfflineAsync(cancel);

    /// <inheritdoc/>
    public Task<Begun> BeginAsync(Intent intent, CancellationToken cancel) => deeds.BeginAsync(intent, cancel);

    /// <inheritdoc/>
    public Task HandOverAsync(string key, Proof proof, CancellationToken cancel) => deeds.HandOverAsync(key, proof, cancel);

    /// <inheritdoc/>
    public Task FinishAsync(string key, Outcome outcome, CancellationToken cancel) => deeds.FinishAsync(key, outcome, cancel);

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<Intent> intents, CancellationToken cancel) => deeds.RecordAsync(intents, cancel);

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(string key, string snapshot, CancellationToken cancel) => clients.SaveSnapshotAsync(key, snapshot, cancel);

    /// <inheritdoc/>
    public Task<string?> ReadSnapshotAsync(string key, CancellationToken cancel) => clients.ReadSnapshotAsync(key, cancel);

    /// <inheritdoc/>
    public Task BounceAsync(string key, string why, Proof? proof, CancellationToken cancel) => deeds.BounceAsync(key, why, proof, cancel);

    /// <inheritdoc/>
    public Task NoteDeadAddressAsync(int client, string channel, string address, DateOnly since, string why, CancellationToken cancel) =>
        clients.NoteDeadAddressAsync(client, channel, address, since, why, cancel);

    /// <inheritdoc/>
    public Task<bool> ObjectAsync(int client, int invoice, DateOnly on, string said, Proof proof, CancellationToken cancel) => clients.ObjectAsync(client, invoice, on, said, proof, cancel);

    /// <inheritdoc/>
    public Task AnswerAsync(int client, int invoice, DateOnly on, CancellationToken cancel) => clients.AnswerAsync(client, invoice, on, cancel);

    /// <inheritdoc/>
    public Task<bool> PromiseAsync(int client, int invoice, DateOnly on, DateOnly until, Proof proof, CancellationToken cancel) => clients.PromiseAsync(client, invoice, on, until, proof, cancel);

    public Task AskRecoveryAsync(int client, Target target, DateOnly on, CancellationToken cancel) => clients.AskRecoveryAsync(client, target, on, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Entry>> HistoryAsync(int client, CancellationToken cancel) => clients.HistoryAsync(client, cancel);

    /// <inheritdoc/>
    public IEvidence Evidence { get; }

    /// <inheritdoc/>
    public IChannelBook Channels { get; }

    /// <inheritdoc/>
    public ICallBook Calls { get; }

    /// <inheritdoc/>
    public Task<ILease> LeaseAsync(int client, CancellationToken cancel) => leases.EnterAsync(client, first: false, cancel);

    /// <inheritdoc/>
    public Task<ILease> LeaseFirstAsync(int client, CancellationToken cancel) => leases.EnterAsync(client, first: true, cancel);

    /// <inheritdoc/>
    public Task<ILease?> TryLeaseAsync(int client, CancellationToken cancel) => leases.TryEnterAsync(client, cancel);

    /// <inheritdoc/>
    public IRangeBook Ranges { get; }

    /// <inheritdoc/>
    public INodeBook Nodes => nodes;

    /// <inheritdoc/>
    public IBrakeBook Brakes { get; }

    /// <inheritdoc/>
    public IBackupBook Backups { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (keeper is not null) await keeper.DisposeAsync();
        await store.DisposeAsync();
    }

    /// <summary>A mistake of ours: an outcome for something that was not begun.</summary>
    internal static InvalidOperationException NotBegun(string key, string? state) =>
        new(state is null ? $"{key} was never begun." : $"{key} was not begun again: it is {state}.");
}
