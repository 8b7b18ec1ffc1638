using System.Data.Common;
using Billing.Core.Actions;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger.Nodes;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>Writes deeds: intents, hand-overs and outcomes.</summary>
internal sealed class DeedRows(LedgerStore store, EvidenceRows evidence, TimeProvider clock, RetryPlan retries, Fence fence)
{
    private const int Handful = 200;

    /// <summary>An intent costs one durable write. The insert decides who is first, in this process and among nodes; only who was not first asks further.</summary>
    public async Task<Begun> BeginAsync(Intent intent, CancellationToken cancel)
    {
        if (!fence.Holds(intent.Client)) return await store.WriteAsync(connection => BeginAsync(intent, connection, null, cancel), cancel);
        Begun? begun = null;
        await store.TogetherAsync(async (connection, transaction) =>
        {
            await fence.CheckAsync(intent.Client, begins: true, connection, transaction, cancel);
            begun = await BeginAsync(intent, connection, transaction, cancel);
        }, cancel);
        return begun!;
    }

    private async Task<Begun> BeginAsync(Intent intent, DbConnection connection, DbTransaction? transaction, CancellationToken cancel)
    {
        string key = Fitting.Key(intent.Action.Key);
        long turn = await connection.ExecuteScalarAsync<long>(Say("SELECT COALESCE(MAX(turn), 0) + 1 FROM deeds WHERE client = @Client", new { intent.Client }));
        object row = Row(intent, turn, Standing.Open, Now());
        if (await connection.ExecuteAsync(Say($"{DeedInsert.One} {store.KeepExisting("deed_key")}", row)) == 1) return new Begun.Fresh();

        // UPDATE before SELECT: of two nodes that come again at once, both come again, and no one overwrites what is done.
        int reopened = await connection.ExecuteAsync(Say("""
            UPDATE deeds SET state = @State, attempts = attempts + 1, turn = @Turn, run = @Run, begun_on = @Day, because = @Because, began_at = @Now
            WHERE deed_key = @Key AND state <> 'done'
            """, row));
        if (reopened == 0) return new Begun.AlreadyDone();
        await using DbDataReader known = await connection.ExecuteReaderAsync(Say("SELECT handed_over, token FROM deeds WHERE deed_key = @key", new { key }));
        await known.ReadAsync(cancel);
        return new Begun.Again(known.GetBoolean(0), known.MaybeText(1));

        CommandDefinition Say(string sql, object args) => new(sql, args, transaction, cancellationToken: cancel);
    }

    public Task HandOverAsync(string key, Proof proof, CancellationToken cancel) => FencedAsync(key, begins: true, async (stored, connection, transaction, adding) =>
    {
        Pending deed = await FindAsync(connection, transaction, stored, cancel) ?? throw SqlLedger.NotBegun(key, null);
        if (deed.State == Standing.HandedOver) return;
        int handed = await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE deeds SET state = 'handed-over', handed_over = 1 WHERE deed_key = @stored AND state = 'open'", new { stored }, transaction, cancellationToken: cancel));
        if (handed == 0) throw SqlLedger.NotBegun(key, deed.State);
        adding.Add(Witness.Queued(deed.Client, deed.Action, proof));
    }, cancel);

    public Task FinishAsync(string key, Outcome outcome, CancellationToken cancel) => FencedAsync(key, begins: false, async (stored, connection, transaction, adding) =>
    {
        Pending? deed = await FindAsync(connection, transaction, stored, cancel);
        if (deed is null || deed.State == Standing.Done) throw SqlLedger.NotBegun(key, deed?.State);
        Outcome.Done? done = outcome as Outcome.Done;
        string? token = Standing.TokenAfter(outcome, deed.Token);
        int written = await connection.ExecuteAsync(new CommandDefinition("""
            UPDATE deeds SET state = @State, handed_over = @HandedOver, token = @Token, words = @Words, changed = @Changed, raised_invoice = @Invoice, place = @Place,
                             finished_at = @Now, retry_at = @RetryAt, day = CASE WHEN @State = 'done' THEN begun_on ELSE day END
            WHERE deed_key = @stored AND state <> 'done'
            """, new
        {
            stored,
            State = Standing.After(outcome),
            HandedOver = outcome is Outcome.InDoubt,
            Token = token,
            Words = Fitting.Words(outcome.Words),
            done?.Changed,
            done?.Invoice,
            done?.Place,
            Now = Now(),
            RetryAt = outcome is Outcome.TryLater later ? Written.Moment(retries.Next(clock.GetUtcNow(), deed.Attempts, later, token)) : null,
        }, transaction, cancellationToken: cancel));
        if (written == 0 && await StateAsync(connection, transaction, stored, cancel) == Standing.Done) throw SqlLedger.NotBegun(key, Standing.Done);
        if (done is not null)
        {
            await SettleAsync(connection, transaction, deed.Client, deed.Action, deed.On, cancel);
            await SqlBackupBook.SettleAsync(connection, transaction, deed.Client, deed.Action, deed.On, done.Place, cancel);
        }
        if (Witness.Of(deed.Client, deed.Action, Written.Day((object)deed.On), deed.Because, outcome) is { } record) adding.Add(record);
    }, cancel);

    /// <summary>In handfuls, so that the first day beside a large panel is a few hundred statements.</summary>
    public async Task RecordAsync(IReadOnlyList<Intent> intents, CancellationToken cancel)
    {
        if (intents.Count == 0) return;
        await evidence.WriteAsync(async (connection, transaction, adding) =>
        {
            if (intents.All(intent => intent.Client == intents[0].Client)) await fence.CheckAsync(intents[0].Client, begins: false, connection, transaction, cancel);
            foreach (Intent[] some in intents.DistinctBy(intent => intent.Action.Key).Chunk(Handful))
                await RecordSomeAsync(connection, transaction, some, adding, cancel);
        }, cancel);
    }

    public Task BounceAsync(string key, string why, Proof? proof, CancellationToken cancel) => evidence.WriteAsync(async (connection, transaction, adding) =>
    {
        string stored = Fitting.Key(key);
        if (await FindAsync(connection, transaction, stored, cancel) is not { } deed) return;
        int first = await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE deeds SET bounced = @Why WHERE deed_key = @stored AND bounced IS NULL", new { stored, Why = Fitting.Words(why) }, transaction, cancellationToken: cancel));
        if (first == 1 && proof is not null) adding.Add(Witness.Bounced(deed.Client, deed.Action, why, proof));
    }, cancel);

    /// <summary>A write about a deed whose client nobody else may have taken meanwhile. Behind the end of the chain: everybody locks in that order.</summary>
    private async Task FencedAsync(string key, bool begins, Func<string, DbConnection, DbTransaction, List<EvidenceRecord>, Task> work, CancellationToken cancel)
    {
        string stored = Fitting.Key(key);
        int? client = await fence.ClientOfAsync(stored, cancel);
        await evidence.WriteAsync(async (connection, transaction, adding) =>
        {
            if (client is { } whose) await fence.CheckAsync(whose, begins, connection, transaction, cancel);
            await work(stored, connection, transaction, adding);
        }, cancel);
    }

    private async Task RecordSomeAsync(DbConnection connection, DbTransaction transaction, Intent[] some, List<EvidenceRecord> adding, CancellationToken cancel)
    {
        HashSet<string> known = [.. await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT deed_key FROM deeds WHERE deed_key IN @Keys", new { Keys = some.Select(intent => Fitting.Key(intent.Action.Key)) }, transaction, cancellationToken: cancel))];
        Intent[] fresh = [.. some.Where(intent => !known.Contains(Fitting.Key(intent.Action.Key)))];
        if (fresh.Length == 0) return;
        Dictionary<int, long> turns = (await connection.QueryAsync<(int Client, long Turn)>(new CommandDefinition(
            "SELECT client, MAX(turn) FROM deeds WHERE client IN @Clients GROUP BY client", new { Clients = fresh.Select(intent => intent.Client).Distinct() }, transaction, cancellationToken: cancel)))
            .ToDictionary(pair => pair.Client, pair => pair.Turn);

        string now = Now();
        IEnumerable<DeedInsert.Row> rows = fresh.Select(intent => Row(intent, turns[intent.Client] = turns.GetValueOrDefault(intent.Client) + 1, Standing.Done, now));
        foreach (DeedInsert.Row[] few in rows.Chunk(store.RowsAStatement))
        {
            (string sql, DynamicParameters values) = DeedInsert.Of(few);
            await connection.ExecuteAsync(new CommandDefinition($"{sql} {store.KeepExisting("deed_key")}", values, transaction, cancellationToken: cancel));
        }
        foreach (Intent intent in fresh) await SettleAsync(connection, transaction, intent.Client, intent.Action, Written.Day(intent.On), cancel);
        adding.AddRange(fresh.Select(intent => Witness.Of(intent.Client, intent.Action, intent.On, intent.Because, new Outcome.Done(Changed: true))).OfType<EvidenceRecord>());
    }

    /// <summary>Draws from a deed that was done what it means for the other tables.</summary>
    private static async Task SettleAsync(DbConnection connection, DbTransaction transaction, int client, BillingAction action, string on, CancellationToken cancel)
    {
        if (Standing.Moves(action) is (var thing, var goes))
        {
            await Say("DELETE FROM offline WHERE target = @target", new { target = thing.ToString() });
            if (goes) await Say("INSERT INTO offline (target, client, deed_key) VALUES (@target, @client, @key)", new { target = thing.ToString(), client, key = Fitting.Key(action.Key) });
        }
        if (action is BillingAction.Restore restore)
            await Say("UPDATE recoveries SET finished = @on WHERE target = @target AND finished IS NULL", new { target = restore.Target.ToString(), on });

        Task Say(string sql, object args) => connection.ExecuteAsync(new CommandDefinition(sql, args, transaction, cancellationToken: cancel));
    }

    private static async Task<Pending?> FindAsync(DbConnection connection, DbTransaction transaction, string stored, CancellationToken cancel)
    {
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            "SELECT state, client, token, begun_on, action, because, attempts FROM deeds WHERE deed_key = @stored", new { stored }, transaction, cancellationToken: cancel));
        return await row.ReadAsync(cancel) ? new Pending(row.GetString(0), row.GetInt32(1), row.MaybeText(2), Written.Day(Written.Day(row.GetValue(3))), ActionCodec.Read(row.GetString(4)), row.GetString(5), row.GetInt32(6)) : null;
    }

    private static Task<string?> StateAsync(DbConnection connection, DbTransaction? transaction, string stored, CancellationToken cancel) => connection.ExecuteScalarAsync<string?>(
        new CommandDefinition("SELECT state FROM deeds WHERE deed_key = @stored", new { stored }, transaction, cancellationToken: cancel));

    private static DeedInsert.Row Row(Intent intent, long turn, string state, string now) => new(
        Fitting.Key(intent.Action.Key), intent.Client, turn, intent.Run, ActionCodec.Word(intent.Action), intent.Action.About?.ToString(), ActionCodec.InvoiceOf(intent.Action),
        Written.Day(intent.On), Fitting.Words(intent.Because), state, now, state == Standing.Done ? now : null, ActionCodec.Write(intent.Action));

    /// <summary>What must be known of a deed to write its outcome.</summary>
    private sealed record Pending(string State, int Client, string? Token, string On, BillingAction Action, string Because, int Attempts);

    private string Now() => Written.Moment(clock.GetUtcNow());
}
