using System.Data.Common;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger.Nodes;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>What else is kept of a client: objections, promises, wishes to have something back, snapshots; and its history for a person.</summary>
internal sealed class ClientRows(LedgerStore store, EvidenceRows evidence, TimeProvider clock, Fence fence)
{
    public Task<IReadOnlySet<int>> OpenAsync(bool onlyDue, CancellationToken cancel) => store.ReadAsync<IReadOnlySet<int>>(async connection =>
        (await connection.QueryAsync<int>(new CommandDefinition($"""
            SELECT client FROM deeds WHERE state IN @Unsettled AND client <> 0 {(onlyDue ? "AND (state <> 'later' OR retry_at IS NULL OR retry_at <= @Now)" : "")}
            UNION SELECT client FROM offline
            UNION SELECT client FROM objections WHERE answered IS NULL
            UNION SELECT client FROM recoveries WHERE finished IS NULL
            """, new { Standing.Unsettled, Now = Written.Moment(clock.GetUtcNow()) }, cancellationToken: cancel))).ToHashSet(), cancel);

    public Task<IReadOnlySet<int>> OfflineAsync(CancellationToken cancel) => store.ReadAsync<IReadOnlySet<int>>(async connection =>
        (await connection.QueryAsync<int>(new CommandDefinition("SELECT client FROM offline", cancellationToken: cancel))).ToHashSet(), cancel);

    public async Task<bool> ObjectAsync(int client, int invoice, DateOnly on, string said, Proof proof, CancellationToken cancel)
    {
        bool fresh = false;
        await evidence.WriteAsync(async (connection, transaction, adding) =>
        {
            adding.Add(Witness.Objected(client, invoice, on, said, proof));
            fresh = await connection.ExecuteAsync(new CommandDefinition("""
                INSERT INTO objections (client, invoice, came, said)
                SELECT @client, @invoice, @On, @Said FROM (SELECT 1 AS one) AS once
                WHERE NOT EXISTS (SELECT 1 FROM objections WHERE client = @client AND invoice = @invoice AND answered IS NULL)
                """, new { client, invoice, On = Written.Day(on), Said = Fitting.Said(said) }, transaction, cancellationToken: cancel)) == 1;
        }, cancel);
        return fresh;
    }

    public Task AnswerAsync(int client, int invoice, DateOnly on, CancellationToken cancel) => evidence.WriteAsync(async (connection, transaction, adding) =>
    {
        int answered = await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE objections SET answered = @On WHERE client = @client AND invoice = @invoice AND answered IS NULL", new { client, invoice, On = Written.Day(on) }, transaction, cancellationToken: cancel));
        if (answered > 0) adding.Add(Witness.Resolved(client, invoice, on));
    }, cancel);

    public async Task<bool> PromiseAsync(int client, int invoice, DateOnly on, DateOnly until, Proof proof, CancellationToken cancel)
    {
        bool fresh = false;
        await evidence.WriteAsync(async (connection, transaction, adding) =>
        {
            fresh = await connection.ExecuteAsync(new CommandDefinition("""
                INSERT INTO promises (client, invoice, given, ends)
                SELECT @client, @invoice, @On, @Until FROM (SELECT 1 AS one) AS once
                WHERE NOT EXISTS (SELECT 1 FROM promises WHERE client = @client AND invoice = @invoice AND ends >= @On)
                """, new { client, invoice, On = Written.Day(on), Until = Written.Day(until) }, transaction, cancellationToken: cancel)) == 1;
            if (fresh) adding.Add(Witness.Promised(client, invoice, on, until, proof));
        }, cancel);
        return fresh;
    }

    public Task NoteDeadAddressAsync(int client, string channel, string address, DateOnly since, string why, CancellationToken cancel) => WriteAsync(
        $"INSERT INTO dead_addresses (client, channel, address, since, why) VALUES (@client, @channel, @address, @Since, @Why) {store.KeepExisting("client")}",
        new { client, channel, address, Since = Written.Day(since), Why = Fitting.Words(why) }, cancel);

    public Task AskRecoveryAsync(int client, Target target, DateOnly on, CancellationToken cancel) => WriteAsync(
        $"INSERT INTO recoveries (client, target, asked) VALUES (@client, @Target, @On) {store.KeepExisting("client")}",
        new { client, Target = target.ToString(), On = Written.Day(on) }, cancel);

    public async Task SaveSnapshotAsync(string key, string snapshot, CancellationToken cancel)
    {
        int? client = await fence.ClientOfAsync(Fitting.Key(key), cancel);
        await store.TogetherAsync(async (connection, transaction) =>
        {
            if (client is { } whose) await fence.CheckAsync(whose, begins: true, connection, transaction, cancel);
            await connection.ExecuteAsync(new CommandDefinition("REPLACE INTO snapshots (deed_key, snapshot, saved_at) VALUES (@Key, @snapshot, @Now)",
                new { Key = Fitting.Key(key), snapshot, Now = Written.Moment(clock.GetUtcNow()) }, transaction, cancellationToken: cancel));
        }, cancel);
    }

    public Task<string?> ReadSnapshotAsync(string key, CancellationToken cancel) => store.ReadAsync(connection => connection.ExecuteScalarAsync<string?>(
        new CommandDefinition("SELECT snapshot FROM snapshots WHERE deed_key = @Key", new { Key = Fitting.Key(key) }, cancellationToken: cancel)), cancel);

    public Task<IReadOnlyList<Entry>> HistoryAsync(int client, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<Entry>>(async connection =>
    {
        List<Entry> entries = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition("""
            SELECT number, day, action, because, state, words, attempts, bounced, COALESCE(finished_at, began_at) FROM deeds WHERE client = @client ORDER BY turn, number
            """, new { client }, cancellationToken: cancel));
        while (await row.ReadAsync(cancel))
            entries.Add(new Entry(row.GetInt64(0), Written.Day(row.GetValue(1)), ActionCodec.Read(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetString(5),
                row.GetInt32(6), !row.IsDBNull(7), Written.Moment(row.GetValue(8))));
        return entries;
    }, cancel);

    private Task<int> WriteAsync(string sql, object args, CancellationToken cancel) =>
        store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition(sql, args, cancellationToken: cancel)), cancel);
}
