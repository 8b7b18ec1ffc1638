using System.Data.Common;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>The calls in a database.</summary>
internal sealed class SqlCallBook(LedgerStore store, TimeProvider clock) : ICallBook
{
    private const int Handful = 100;

    public async Task<IReadOnlyList<Call>> TakeAsync(IReadOnlyList<Call> calls, CancellationToken cancel)
    {
        List<Call> fresh = [];
        if (calls.Count == 0) return fresh;
        await store.TogetherAsync(async (connection, transaction) =>
        {
            fresh.Clear();   // a transaction that lost a deadlock is said again
            foreach (Call[] some in calls.DistinctBy(call => Fitting.Id(call.Id)).Chunk(Handful))
            {
                HashSet<string> known = [.. await connection.QueryAsync<string>(new CommandDefinition(
                    "SELECT id FROM calls WHERE id IN @Ids", new { Ids = some.Select(call => Fitting.Id(call.Id)) }, transaction, cancellationToken: cancel))];
                foreach (Call call in some.Where(call => !known.Contains(Fitting.Id(call.Id))))
                    if (await connection.ExecuteAsync(new CommandDefinition($"""
                        INSERT INTO calls (id, event, client, invoice, at, came_at) VALUES (@Id, @Event, @Client, @Invoice, @At, @Now) {store.KeepExisting("id")}
                        """, new { Id = Fitting.Id(call.Id), Event = Fitting.Id(call.Event), call.Client, call.Invoice, At = Written.Moment(call.At), Now = Now() }, transaction, cancellationToken: cancel)) == 1)
                        fresh.Add(call);
            }
        }, cancel);
        return fresh;
    }

    public Task<IReadOnlyList<Call>> WaitingAsync(TimeSpan olderThan, int most, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<Call>>(async connection =>
    {
        List<Call> calls = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            "SELECT id, event, client, invoice, at FROM calls WHERE answered_at IS NULL AND came_at <= @Before ORDER BY came_at, number LIMIT @most",
            new { Before = Written.Moment(clock.GetUtcNow() - olderThan), most }, cancellationToken: cancel));
        while (await row.ReadAsync(cancel)) calls.Add(new Call(row.GetString(0), row.GetString(1), row.MaybeNumber(2), row.MaybeNumber(3), Written.Moment(row.GetValue(4))));
        return calls;
    }, cancel);

    public Task<(int Count, DateTimeOffset? Oldest)> QueueAsync(CancellationToken cancel) => store.ReadAsync<(int, DateTimeOffset?)>(async connection =>
    {
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition("SELECT COUNT(*), MIN(came_at) FROM calls WHERE answered_at IS NULL", cancellationToken: cancel));
        return await row.ReadAsync(cancel) ? (row.GetInt32(0), row.Maybe(1, Written.Moment)) : (0, null);
    }, cancel);

    public async Task AnswerAsync(IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        foreach (string[] some in ids.Chunk(Handful))
            await WriteAsync("UPDATE calls SET answered_at = @Now WHERE id IN @Ids AND answered_at IS NULL", new { Now = Now(), Ids = some.Select(Fitting.Id) }, cancel);
    }

    public Task<int> ForgetAsync(DateTimeOffset answeredBefore, CancellationToken cancel) =>
        WriteAsync("DELETE FROM calls WHERE answered_at < @Before", new { Before = Written.Moment(answeredBefore) }, cancel);

    public Task KeepMarkAsync(string source, string mark, CancellationToken cancel) =>
        WriteAsync("REPLACE INTO sources (source, mark) VALUES (@source, @mark)", new { source, mark }, cancel);

    public Task<string?> MarkAsync(string source, CancellationToken cancel) => store.ReadAsync(connection =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT mark FROM sources WHERE source = @source", new { source }, cancellationToken: cancel)), cancel);

    private Task<int> WriteAsync(string sql, object args, CancellationToken cancel) =>
        store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition(sql, args, cancellationToken: cancel)), cancel);

    private string Now() => Written.Moment(clock.GetUtcNow());
}
