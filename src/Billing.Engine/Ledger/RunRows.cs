using System.Data.Common;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>The runs, and the two marks that are made once: our first day, and who this installation is.</summary>
internal sealed class RunRows(LedgerStore store, TimeProvider clock)
{
    private const string FirstDay = "first-day", Identity = "installation";

    private string Mark => $"INSERT INTO marks (name, value) VALUES (@name, @value) {store.KeepExisting("name")}";

    public Task IdentifyAsync(CancellationToken cancel) => MarkAsync(Identity, Guid.NewGuid().ToString(), cancel);

    public async Task<Guid> IdentityAsync(CancellationToken cancel) =>
        Guid.Parse(await MarkedAsync(Identity, cancel) ?? throw new LedgerException($"The ledger {store.Place} says not whose it is: restore its last backup."));

    public async Task<DateOnly?> FirstDayAsync(CancellationToken cancel) => await MarkedAsync(FirstDay, cancel) is { } day ? Written.Day(day) : null;

    public Task<long> BeginAsync(string occasion, DateOnly today, CancellationToken cancel) => store.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO runs (occasion, today, began_at, summary) VALUES (@occasion, @Today, @Now, '')",
            new { occasion, Today = Written.Day(today), Now = Written.Moment(clock.GetUtcNow()) }, cancellationToken: cancel));
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(store.LastNumber, cancellationToken: cancel));
    }, cancel);

    public Task FinishAsync(long run, bool whole, string summary, CancellationToken cancel) =>
        store.TogetherAsync((connection, transaction) => CloseAsync(connection, transaction, run, whole, summary, cancel), cancel);

    /// <summary>Ends a run, once; the first daily one that counts sets our first day.</summary>
    public async Task CloseAsync(DbConnection connection, DbTransaction transaction, long run, bool whole, string summary, CancellationToken cancel)
    {
        object args = new { run, Whole = whole, Summary = Fitting.Words(summary), Now = Written.Moment(clock.GetUtcNow()), SqlLedger.Daily };
        if (await connection.ExecuteAsync(Say("UPDATE runs SET finished_at = @Now, whole = @Whole, summary = @Summary WHERE number = @run AND finished_at IS NULL", args)) == 0) return;
        object? today = await connection.ExecuteScalarAsync<object?>(Say("""
            SELECT today FROM runs WHERE number = @run AND occasion = @Daily
            AND (whole = 1 OR EXISTS (SELECT 1 FROM runs earlier WHERE earlier.occasion = @Daily AND earlier.finished_at IS NOT NULL AND earlier.today < runs.today))
            """, args));
        if (today is not null) await connection.ExecuteAsync(Say(Mark, new { name = FirstDay, value = Written.Day(Written.Day(today)) }));

        CommandDefinition Say(string sql, object with) => new(sql, with, transaction, cancellationToken: cancel);
    }

    public Task<IReadOnlyList<RunEntry>> LastAsync(int most, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<RunEntry>>(async connection =>
    {
        List<RunEntry> entries = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            "SELECT number, occasion, today, began_at, finished_at, summary FROM runs ORDER BY number DESC LIMIT @most", new { most }, cancellationToken: cancel));
        while (await row.ReadAsync(cancel))
            entries.Add(new RunEntry(row.GetInt64(0), row.GetString(1), Written.Day(row.GetValue(2)), Written.Moment(row.GetValue(3)), row.Maybe(4, Written.Moment), row.GetString(5)));
        return entries;
    }, cancel);

    private Task<int> MarkAsync(string name, string value, CancellationToken cancel) => store.WriteAsync(connection => connection.ExecuteAsync(
        new CommandDefinition(Mark, new { name, value }, cancellationToken: cancel)), cancel);

    private Task<string?> MarkedAsync(string name, CancellationToken cancel) => store.ReadAsync(connection => connection.ExecuteScalarAsync<string?>(
        new CommandDefinition("SELECT value FROM marks WHERE name = @name", new { name }, cancellationToken: cancel)), cancel);
}
