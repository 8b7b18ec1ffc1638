using System.Data.Common;
using Billing.Engine.Panel;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>The brakes in a database.</summary>
internal sealed class SqlBrakeBook(LedgerStore store, TimeProvider clock) : IBrakeBook
{
    /// <summary>Invoices of ours are looked for among so many of the last entries.</summary>
    private const int LastEntries = 20_000;

    private const string Columns = "SELECT number, kind, raised_at, why, lifted_at, lifted_by, because FROM brakes";

    public async Task<bool> RaiseAsync(BrakeKind kind, string why, CancellationToken cancel)
    {
        object row = new { Kind = kind.Word(), Why = Fitting.Words(why), Now = Now() };
        bool fresh = false;
        await store.TogetherAsync(async (connection, transaction) =>
        {
            fresh = await connection.ExecuteAsync(new CommandDefinition(
                $"INSERT INTO brakes (kind, in_force, why, raised_at, because) VALUES (@Kind, @Kind, @Why, @Now, '') {store.KeepExisting("in_force")}", row, transaction, cancellationToken: cancel)) == 1;
            if (!fresh) await connection.ExecuteAsync(new CommandDefinition("UPDATE brakes SET why = @Why WHERE in_force = @Kind", row, transaction, cancellationToken: cancel));
        }, cancel);
        return fresh;
    }

    public Task<IReadOnlyList<BrakeEntry>> InForceAsync(CancellationToken cancel) => EntriesAsync("WHERE in_force IS NOT NULL ORDER BY number", null, cancel);

    public async Task<bool> LiftAsync(BrakeKind kind, string? by, string because, CancellationToken cancel) => await store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition(
        "UPDATE brakes SET in_force = NULL, lifted_at = @Now, lifted_by = @By, because = @Because WHERE in_force = @Kind",
        new { Kind = kind.Word(), By = by is null ? null : Cut(by), Because = Fitting.Words(because), Now = Now() }, cancellationToken: cancel)), cancel) == 1;

    public Task<IReadOnlyList<BrakeEntry>> HistoryAsync(int most, CancellationToken cancel) => EntriesAsync("ORDER BY number DESC LIMIT @most", new { most }, cancel);

    public Task<IReadOnlyDictionary<string, string>> MarksAsync(CancellationToken cancel) => store.ReadAsync<IReadOnlyDictionary<string, string>>(async connection =>
        (await connection.QueryAsync<(string Name, string Value)>(new CommandDefinition("SELECT name, value FROM brake_marks", cancellationToken: cancel)))
            .ToDictionary(mark => mark.Name, mark => mark.Value, StringComparer.Ordinal), cancel);

    public Task KeepMarksAsync(IReadOnlyDictionary<string, string> marks, CancellationToken cancel) => marks.Count == 0 ? Task.CompletedTask : store.TogetherAsync(async (connection, transaction) =>
    {
        foreach ((string name, string value) in marks.OrderBy(mark => mark.Key, StringComparer.Ordinal))   // in one order, so that two nodes do not wait for each other
            await connection.ExecuteAsync(new CommandDefinition(
                value.Length == 0 ? "DELETE FROM brake_marks WHERE name = @name" : "REPLACE INTO brake_marks (name, value) VALUES (@name, @value)", new { name, value }, transaction, cancellationToken: cancel));
    }, cancel);

    public Task<RunEntry?> LaterRunAsync(DateOnly today, long above, CancellationToken cancel) => store.ReadAsync(async connection =>
    {
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            "SELECT number, occasion, today, began_at, finished_at, summary FROM runs WHERE today > @Today AND number > @above ORDER BY today DESC, number DESC LIMIT 1",
            new { Today = Written.Day(today), above }, cancellationToken: cancel));
        return await row.ReadAsync(cancel)
            ? new RunEntry(row.GetInt64(0), row.GetString(1), Written.Day(row.GetValue(2)), Written.Moment(row.GetValue(3)), row.Maybe(4, Written.Moment), row.GetString(5)) : null;
    }, cancel);

    public Task<IReadOnlyList<RaisedInvoice>> RaisedLatelyAsync(long above, int most, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<RaisedInvoice>>(async connection =>
    {
        List<RaisedInvoice> raised = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            """
            SELECT number, client, raised_invoice FROM deeds
            WHERE number > @above AND number > (SELECT COALESCE(MAX(number), 0) FROM deeds) - @LastEntries AND raised_invoice IS NOT NULL AND state = 'done'
            ORDER BY number DESC LIMIT @most
            """, new { above, most, LastEntries }, cancellationToken: cancel));
        while (await row.ReadAsync(cancel)) raised.Add(new RaisedInvoice(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2)));
        return raised;
    }, cancel);

    public async Task<ClockReading?> ReadClockAsync(CancellationToken cancel)
    {
        if (store.Clock is not { } sql) return null;
        DateTimeOffset asked = clock.GetUtcNow();
        object? shown = await store.ReadAsync(connection => connection.ExecuteScalarAsync<object?>(new CommandDefinition(sql, cancellationToken: cancel)), cancel);
        DateTimeOffset answered = clock.GetUtcNow();
        return shown is null ? null : new ClockReading("the ledger's database", Written.Moment(shown), asked + (answered - asked) / 2);
    }

    private Task<IReadOnlyList<BrakeEntry>> EntriesAsync(string which, object? args, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<BrakeEntry>>(async connection =>
    {
        List<BrakeEntry> entries = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition($"{Columns} {which}", args, cancellationToken: cancel));
        while (await row.ReadAsync(cancel))
            entries.Add(new BrakeEntry(row.GetInt64(0), Kind(row.GetString(1)), Written.Moment(row.GetValue(2)), row.GetString(3), row.Maybe(4, Written.Moment), row.MaybeText(5), row.GetString(6)));
        return entries;
    }, cancel);

    private static BrakeKind Kind(string word) => BrakeKinds.Of(word) ?? throw new LedgerException($"The ledger names a brake \"{word}\" that this version does not know: start the version again that wrote it.");

    private static string Cut(string who) => who.Length <= 200 ? who : who[..200];

    private string Now() => Written.Moment(clock.GetUtcNow());
}
