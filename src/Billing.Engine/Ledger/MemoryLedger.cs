using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger.Nodes;

namespace Billing.Engine.Ledger;

/// <summary>A ledger that lives as long as its process: for simulations. It keeps every promise but one, to be there tomorrow.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly TimeProvider clock;
    private readonly RetryPlan retries;
    private readonly Lock gate = new();
    private readonly List<RunEntry> runs = [];
    private readonly Dictionary<string, MemoryDeed> byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, MemoryBook> books = [];
    private readonly Dictionary<string, string> snapshots = new(StringComparer.Ordinal);
    private readonly Guid identity = Guid.NewGuid();
    private readonly MemoryChannelBook channels;
    private readonly MemoryBackupBook backups = new();
    private readonly MemoryEvidence evidence;
    private readonly HashSet<long> failed = [];
    private readonly Leases leases = new(null);
    private DateOnly? firstDay;

    /// <summary>Empty.</summary>
    public MemoryLedger(TimeProvider clock, RetryPlan? retries = null)
    {
        this.clock = clock;
        this.retries = retries ?? RetryPlan.Default;
        channels = new MemoryChannelBook();
        Ranges = new MemoryRanges((run, whole, summary) => Locked(() => Close(run, whole, summary)), run => runs[(int)run - 1].Today, OfDay);
        Calls = new MemoryCallBook(clock);
        Brakes = new MemoryBrakeBook(clock, Runs, Raised);
        evidence = new MemoryEvidence(clock, channels);
    }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Guid> IdentityAsync(CancellationToken cancel) => Task.FromResult(identity);

    /// <inheritdoc/>
    public Task<DateOnly?> FirstDayAsync(CancellationToken cancel) => Locked(() => firstDay);

    /// <inheritdoc/>
    public Task<long> BeginRunAsync(string occasion, DateOnly today, CancellationToken cancel) => Locked(() =>
    {
        runs.Add(new RunEntry(runs.Count + 1, occasion, today, clock.GetUtcNow(), null, ""));
        return (long)runs.Count;
    });

    /// <inheritdoc/>
    public Task FinishRunAsync(long run, bool whole, string summary, CancellationToken cancel) => Locked(() => Close(run, whole, summary));

    private void Close(long run, bool whole, string summary)
    {
        if (!whole) failed.Add(run);
        RunEntry entry = runs[(int)run - 1];
        runs[(int)run - 1] = entry with { Finished = clock.GetUtcNow(), Summary = Fitting.Words(summary) };
        if (firstDay is not null || entry.Occasion != SqlLedger.Daily) return;
        if (!whole && !runs.Exists(run => run is { Occasion: SqlLedger.Daily, Finished: not null } && run.Today < entry.Today)) return;
        firstDay = entry.Today;
        foreach (MemoryBook book in books.Values) book.Changed();
    }

    private DailyState OfDay(DateOnly day)
    {
        lock (gate)
        {
            RunEntry[] made = [.. runs.Where(run => run is { Occasion: SqlLedger.Daily, Finished: not null } && run.Today == day)];
            return new DailyState(made.Any(run => !failed.Contains(run.Number)), made.Count(run => failed.Contains(run.Number)), UnderWay: false);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunEntry>> RunsAsync(int most, CancellationToken cancel) =>
        Locked<IReadOnlyList<RunEntry>>(() => [.. runs.AsEnumerable().Reverse().Take(most)]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<(int Client, Past Past)> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (int client in await Locked(() => books.Keys.Where(client => client != 0).ToArray()))
        {
            cancel.ThrowIfCancellationRequested();
            yield return (client, await ReadAsync(client, cancel));
        }
    }

    /// <inheritdoc/>
    public Task<Past> ReadAsync(int client, CancellationToken cancel) =>
        Locked(() => books.TryGetValue(client, out MemoryBook? book) ? book.Past(firstDay, clock.GetUtcNow()) : new Past([]) { FirstDay = firstDay });

    /// <inheritdoc/>
    public Task<IReadOnlySet<int>> OpenClientsAsync(CancellationToken cancel) =>
        Locked<IReadOnlySet<int>>(() => books.Where(book => book.Key != 0 && book.Value.Unsettled).Select(book => book.Key).ToHashSet());

    /// <inheritdoc/>
    public Task<IReadOnlySet<int>> DueClientsAsync(CancellationToken cancel) =>
        Locked<IReadOnlySet<int>>(() => books.Where(book => book.Key != 0 && book.Value.Unsettled && book.Value.Due(clock.GetUtcNow())).Select(book => book.Key).ToHashSet());

    /// <inheritdoc/>
    public Task<IReadOnlySet<int>> OfflineClientsAsync(CancellationToken cancel) =>
        Locked<IReadOnlySet<int>>(() => books.Where(book => book.Key != 0 && book.Value.AnyOffline).Select(book => book.Key).ToHashSet());

    /// <inheritdoc/>
    public Task<Begun> BeginAsync(Intent intent, CancellationToken cancel) => Locked<Begun>(() =>
    {
        if (!byKey.TryGetValue(intent.Action.Key, out MemoryDeed? deed))
        {
            Add(intent);
            return new Begun.Fresh();
        }
        if (deed.State == Standing.Done) return new Begun.AlreadyDone();
        deed.Attempts++;
        deed.BegunOn = intent.On;
        deed.Because = Fitting.Words(intent.Because);
        deed.State = Standing.Open;
        Book(deed.Client).MoveToEnd(deed);
        return new Begun.Again(deed.HandedOver, deed.Token);
    });

    /// <inheritdoc/>
    public Task HandOverAsync(string key, Proof proof, CancellationToken cancel) => Locked(() =>
    {
        MemoryDeed deed = Find(key);
        if (deed.State == Standing.HandedOver) return;
        if (deed.State != Standing.Open) throw SqlLedger.NotBegun(key, deed.State);
        evidence.Append([Witness.Queued(deed.Client, deed.Action, proof)]);
        (deed.State, deed.HandedOver) = (Standing.HandedOver, true);
        Book(deed.Client).Changed();
    });

    /// <inheritdoc/>
    public Task FinishAsync(string key, Outcome outcome, CancellationToken cancel) => Locked(() =>
    {
        MemoryDeed deed = Find(key);
        if (deed.State == Standing.Done) throw SqlLedger.NotBegun(key, deed.State);
        Finish(deed, outcome);
    });

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<Intent> intents, CancellationToken cancel) => Locked(() =>
    {
        foreach (Intent intent in intents)
            if (!byKey.ContainsKey(intent.Action.Key)) Finish(Add(intent), new Outcome.Done(Changed: true));
    });

    /// <inheritdoc/>
    public Task SaveSnapshotAsync(string key, string snapshot, CancellationToken cancel) => Locked(() => { snapshots[key] = snapshot; });

    /// <inheritdoc/>
    public Task<string?> ReadSnapshotAsync(string key, CancellationToken cancel) => Locked(() => snapshots.GetValueOrDefault(key));

    /// <inheritdoc/>
    public Task BounceAsync(string key, string why, Proof? proof, CancellationToken cancel) => Locked(() =>
    {
        if (!byKey.TryGetValue(key, out MemoryDeed? deed) || deed.Bounced) return;
        if (proof is not null) evidence.Append([Witness.Bounced(deed.Client, deed.Action, why, proof)]);
        deed.Bounced = true;
        Book(deed.Client).Changed();
    });

    /// <inheritdoc/>
    public Task NoteDeadAddressAsync(int client, string channel, string address, DateOnly since, string why, CancellationToken cancel) =>
        Locked(() => Book(client).NoteDead(new DeadAddress(channel, address, since, why)));

    /// <inheritdoc/>
    public Task<bool> ObjectAsync(int client, int invoice, DateOnly on, string said, Proof proof, CancellationToken cancel) => Locked(() =>
    {
        evidence.Append([Witness.Objected(client, invoice, on, said, proof)]);
        return Book(client).Object(invoice, on, said);
    });

    /// <inheritdoc/>
    public Task AnswerAsync(int client, int invoice, DateOnly on, CancellationToken cancel) => Locked(() =>
    {
        if (Book(client).Answer(invoice, on)) evidence.Append([Witness.Resolved(client, invoice, on)]);
    });

    /// <inheritdoc/>
    public Task<bool> PromiseAsync(int client, int invoice, DateOnly on, DateOnly until, Proof proof, CancellationToken cancel) => Locked(() =>
    {
        bool fresh = Book(client).Promise(new Promise(invoice, on, until));
        if (fresh) evidence.Append([Witness.Promised(client, invoice, on, until, proof)]);
        return fresh;
    });

    public Task AskRecoveryAsync(int client, Target target, DateOnly on, CancellationToken cancel) => Locked(() => Book(client).AskRecovery(target, on));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Entry>> HistoryAsync(int client, CancellationToken cancel) =>
        Locked<IReadOnlyList<Entry>>(() => books.TryGetValue(client, out MemoryBook? book) ? [.. book.Deeds.Select(deed => deed.Entry())] : []);

    /// <inheritdoc/>
    public IEvidence Evidence => evidence;

    /// <inheritdoc/>
    public IChannelBook Channels => channels;

    /// <inheritdoc/>
    public Task<ILease> LeaseAsync(int client, CancellationToken cancel) => leases.EnterAsync(client, first: false, cancel);

    /// <inheritdoc/>
    public Task<ILease> LeaseFirstAsync(int client, CancellationToken cancel) => leases.EnterAsync(client, first: true, cancel);

    /// <inheritdoc/>
    public Task<ILease?> TryLeaseAsync(int client, CancellationToken cancel) => leases.TryEnterAsync(client, cancel);

    /// <inheritdoc/>
    public IRangeBook Ranges { get; }

    /// <inheritdoc/>
    public INodeBook Nodes { get; } = new NoNodes();

    /// <inheritdoc/>
    public ICallBook Calls { get; }

    /// <inheritdoc/>
    public IBrakeBook Brakes { get; }

    /// <inheritdoc/>
    public IBackupBook Backups => backups;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IReadOnlyList<RunEntry> Runs()
    {
        lock (gate) return [.. runs];
    }

    private IReadOnlyList<RaisedInvoice> Raised()
    {
        lock (gate)
            return [.. byKey.Values.Where(deed => deed is { State: Standing.Done, Raised: not null }).Select(deed => new RaisedInvoice(deed.Number, deed.Client, deed.Raised!.Value))];
    }

    private MemoryDeed Add(Intent intent)
    {
        MemoryDeed deed = new(byKey.Count + 1, intent, clock.GetUtcNow());
        byKey.Add(intent.Action.Key, deed);
        Book(intent.Client).Add(deed);
        return deed;
    }

    private void Finish(MemoryDeed deed, Outcome outcome)
    {
        if (Witness.Of(deed.Client, deed.Action, deed.BegunOn, deed.Because, outcome) is { } record) evidence.Append([record]);
        deed.Finish(outcome, clock.GetUtcNow(), retries);
        Book(deed.Client).Settle(deed);
        if (outcome is Outcome.Done done) backups.Settle(deed.Client, deed.Action, deed.BegunOn, done.Place);
    }

    private MemoryDeed Find(string key) => byKey.GetValueOrDefault(key) ?? throw SqlLedger.NotBegun(key, null);

    private MemoryBook Book(int client) => books.TryGetValue(client, out MemoryBook? book) ? book : books[client] = new MemoryBook();

    private Task Locked(Action work)
    {
        lock (gate) work();
        return Task.CompletedTask;
    }

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (gate) return Task.FromResult(work());
    }
}
