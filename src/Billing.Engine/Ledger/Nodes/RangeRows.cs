using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>The parts of a daily run in a database. Where one process works alone nobody else takes any, and none is ever over.</summary>
internal sealed class RangeRows(LedgerStore store, RunRows runs, TimeProvider clock, NodeLeases? nodes) : IRangeBook
{
    private const int ReadBack = 2000;

    private readonly string free = nodes is null ? "node = ''" : "(node = '' OR until < UTC_TIMESTAMP(3))";
    private readonly TimeProvider steady = nodes?.Terms.Clock ?? TimeProvider.System;
    private readonly string until = nodes?.Until ?? "NULL";
    private readonly string name = nodes?.Terms.Name ?? "here";

    public HoldBook<(long Run, int Number)> Held { get; } = new(nodes?.Terms ?? new NodeTerms("here", ""));

    public bool Shared => nodes is not null;

    public int ClientsARange => nodes?.Terms.ClientsARange ?? int.MaxValue;

    public async Task<bool> WriteAsync(long run, RangeTally planning, IReadOnlyList<PlannedRange> ranges, CancellationToken cancel)
    {
        bool over = false;
        await store.TogetherAsync(async (connection, transaction) =>
        {
            if (nodes is not null) await nodes.CheckAsync(Leased.DailyRun, begins: true, connection, transaction, cancel);
            await Do("UPDATE runs SET summary = 'interrupted, and made anew' WHERE finished_at IS NULL AND occasion = @Daily AND summary = '' AND number < @run AND number > @run - @ReadBack", new { run, SqlLedger.Daily, ReadBack });
            await Do("DELETE FROM ranges WHERE run < @run", new { run });
            await Do("INSERT INTO ranges (run, number, clients, planned, node, fence, finished_at, tally) VALUES (@run, 0, '', 0, @name, 1, @Now, @Tally)",
                new { run, name, Now = Written.Moment(clock.GetUtcNow()), Tally = JsonSerializer.Serialize(planning) });
            foreach ((int number, PlannedRange range) in ranges.Index())
                await Do("INSERT INTO ranges (run, number, clients, planned, node, fence, tally) VALUES (@run, @Number, @Clients, @Offline, '', 0, '')",
                    new { run, Number = number + 1, Clients = string.Join(',', range.Clients), range.Offline });
            if (over = ranges.Count == 0) await runs.CloseAsync(connection, transaction, run, planning.Whole, planning.Words, cancel);

            Task Do(string sql, object args) => connection.ExecuteAsync(new CommandDefinition(sql, args, transaction, cancellationToken: cancel));
        }, cancel);
        return over;
    }

    public async Task<ClientRange?> TakeAsync(long? run, CancellationToken cancel)
    {
        while (await FindAsync(run, cancel) is { } found)
        {
            long asked = steady.GetTimestamp();
            long? fence = await store.WriteAsync(async connection =>
                await connection.ExecuteAsync(Say($"UPDATE ranges SET node = @name, fence = fence + 1, until = {until} WHERE run = @Run AND number = @Number AND finished_at IS NULL AND {free}", found)) == 0 ? null
                    : await connection.ExecuteScalarAsync<long?>(Say("SELECT fence FROM ranges WHERE run = @Run AND number = @Number AND node = @name", found)), cancel);
            if (fence is { } taken) return await OpenAsync(found, taken, asked, cancel);
        }
        return null;

        CommandDefinition Say(string sql, Found found) => new(sql, new { found.Run, found.Number, name }, cancellationToken: cancel);
    }

    public async Task<bool> FinishAsync(ClientRange range, RangeTally tally, CancellationToken cancel)
    {
        bool over = false;
        await store.TogetherAsync(async (connection, transaction) =>
        {
            // Who end the last two parts at once come one after the other: the second sees that the run is over.
            await connection.ExecuteScalarAsync<long?>(Say($"SELECT number FROM runs WHERE number = @Run {store.ForUpdate}"));
            if (await connection.ExecuteAsync(Say("UPDATE ranges SET finished_at = @Now, tally = @Tally WHERE run = @Run AND number = @Number AND node = @name AND fence = @Fence AND finished_at IS NULL")) == 0)
                throw new LeaseLostException($"Part {range.Number} of run {range.Run} is another node's by now, or the run was begun anew: what was done in it stands, and is not done again.");
            (string Tally, object? Finished)[] all = [.. await connection.QueryAsync<(string, object?)>(Say("SELECT tally, finished_at FROM ranges WHERE run = @Run"))];
            if (!(over = all.All(each => each.Finished is not null))) return;
            RangeTally sum = RangeTally.Sum(all.Select(each => JsonSerializer.Deserialize<RangeTally>(each.Tally)!));
            await runs.CloseAsync(connection, transaction, range.Run, sum.Whole, sum.Words, cancel);

            CommandDefinition Say(string sql) => new(sql, new { range.Run, range.Number, name, range.Fence, Now = Written.Moment(clock.GetUtcNow()), Tally = JsonSerializer.Serialize(tally) }, transaction, cancellationToken: cancel);
        }, cancel);
        return over;
    }

    public Task<DailyState> OfDayAsync(DateOnly day, CancellationToken cancel) => store.ReadAsync(async connection =>
    {
        object args = new { Day = Written.Day(day), SqlLedger.Daily, ReadBack };
        (bool Finished, bool Whole)[] made = [.. (await connection.QueryAsync<(object? Finished, long Whole)>(new CommandDefinition("""
            SELECT finished_at, CAST(whole AS SIGNED) FROM runs WHERE occasion = @Daily AND today = @Day AND number > (SELECT COALESCE(MAX(number), 0) FROM runs) - @ReadBack
            """, args, cancellationToken: cancel))).Select(run => (run.Finished is not null, run.Whole != 0))];
        bool underWay = Shared && await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM ranges INNER JOIN runs ON runs.number = ranges.run WHERE runs.finished_at IS NULL AND runs.today = @Day", args, cancellationToken: cancel)) > 0;
        return new DailyState(made.Any(run => run is { Finished: true, Whole: true }), made.Count(run => run is { Finished: true, Whole: false }), underWay);
    }, cancel);

    private Task<Found?> FindAsync(long? run, CancellationToken cancel) => store.ReadAsync(async connection =>
    {
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition($"""
            SELECT ranges.run, ranges.number, runs.today, ranges.clients, ranges.planned FROM ranges INNER JOIN runs ON runs.number = ranges.run
            WHERE ranges.finished_at IS NULL AND {free} AND (@run IS NULL OR ranges.run = @run) ORDER BY ranges.run, ranges.number LIMIT 1
            """, new { run }, cancellationToken: cancel));
        return await row.ReadAsync(cancel)
            ? new Found(row.GetInt64(0), row.GetInt32(1), Written.Day(row.GetValue(2)), [.. row.GetString(3).Split(',').Select(client => int.Parse(client, CultureInfo.InvariantCulture))], row.GetInt32(4)) : null;
    }, cancel);

    private async Task<ClientRange> OpenAsync(Found found, long fence, long asked, CancellationToken cancel)
    {
        Hold hold = Held.Add((found.Run, found.Number), fence, asked);
        // What a node before us took offline in it counts against what was planned.
        string[] gone = fence == 1 ? [] : await store.ReadAsync(async connection => (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT target FROM deeds WHERE client IN @Clients AND run = @Run AND kind IN ('suspend', 'freeze', 'terminate', 'backup') AND target IS NOT NULL", new { found.Clients, found.Run }, cancellationToken: cancel))).ToArray(), cancel);
        return new ClientRange(found.Run, found.Number, found.Today, found.Clients, found.Offline, gone, fence, () => ReleaseAsync(found, hold), nodes is null ? CancellationToken.None : hold.Lost);
    }

    private async ValueTask ReleaseAsync(Found found, Hold hold)
    {
        Held.Remove((found.Run, found.Number), hold);
        try
        {
            await store.WriteAsync(connection => connection.ExecuteAsync("UPDATE ranges SET node = '' WHERE run = @Run AND number = @Number AND node = @name AND fence = @Fence AND finished_at IS NULL",
                new { found.Run, found.Number, name, hold.Fence }), CancellationToken.None);
        }
        catch (LedgerException)
        {
            // It is over by itself soon, as nobody renews it.
        }
    }

    private sealed record Found(long Run, int Number, DateOnly Today, IReadOnlyList<int> Clients, int Offline);
}
