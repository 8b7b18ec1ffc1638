using System.Data.Common;
using System.Runtime.CompilerServices;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>Reads the past, as decisions need it: of one client, or of all in one stream that never holds more than one client's deeds.</summary>
internal sealed class PastRows(LedgerStore store, TimeProvider clock)
{
    private const string Deeds = "SELECT client, day, state, handed_over, raised_invoice, place, bounced, action, retry_at FROM deeds";

    public static string All(LedgerStore store) => $"{Deeds} {store.ByClient} WHERE client > 0 ORDER BY client, turn, number";

    public Task<Past> OneAsync(int client, CancellationToken cancel) => store.ReadAsync(async connection =>
    {
        Beside beside = await Beside.ReadAsync(connection, client, cancel);
        List<Deed> deeds = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition($"{Deeds} WHERE client = @client ORDER BY turn, number", new { client }, cancellationToken: cancel));
        DateTimeOffset now = clock.GetUtcNow();
        while (await row.ReadAsync(cancel)) deeds.Add(Read(row, now));
        return beside.Past(client, deeds);
    }, cancel);

    /// <summary>The rows come in the clients' order; one who has no deeds but an objection comes in its place.</summary>
    public async IAsyncEnumerable<(int Client, Past Past)> AllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using DbConnection connection = await store.OpenAsync(cancel);
        Beside beside = await store.ExplainedAsync(() => Beside.ReadAsync(connection, null, cancel));
        Queue<int> without = new(beside.Clients);
        await using DbDataReader row = await store.ExplainedAsync(() => connection.ExecuteReaderAsync(
            new CommandDefinition(All(store), cancellationToken: cancel)));
        int current = 0;
        List<Deed> deeds = [];
        DateTimeOffset now = clock.GetUtcNow();
        while (await store.ExplainedAsync(() => row.ReadAsync(cancel)))
        {
            int client = row.GetInt32(0);
            if (client != current)
            {
                if (deeds.Count > 0) yield return (current, beside.Past(current, deeds));
                for (; without.TryPeek(out int other) && other < client; without.Dequeue()) yield return (other, beside.Past(other, []));
                if (without.TryPeek(out int same) && same == client) without.Dequeue();
                (current, deeds) = (client, []);
            }
            deeds.Add(Read(row, now));
        }
        if (deeds.Count > 0) yield return (current, beside.Past(current, deeds));
        foreach (int other in without) yield return (other, beside.Past(other, []));
    }

    private static Deed Read(DbDataReader row, DateTimeOffset now)
    {
        BillingAction action = ActionCodec.Read(row.GetString(7));
        return new Deed(action, Written.Day(row.GetValue(1)), Standing.Read(row.GetString(2), row.GetBoolean(3), action), row.MaybeNumber(4), !row.IsDBNull(6), row.MaybeText(5))
        {
            Waits = row.GetString(2) == Standing.Later && row.Maybe(8, Written.Moment) > now,
        };
    }

    /// <summary>What a past has beside deeds. There are few of these rows; they are read first and whole.</summary>
    private sealed record Beside(ILookup<int, Objection> Objections, ILookup<int, Promise> Promises, ILookup<int, RecoveryRequest> Recoveries, ILookup<int, DeadAddress> Dead, DateOnly? FirstDay)
    {
        public IEnumerable<int> Clients => Objections.Select(group => group.Key).Union(Promises.Select(group => group.Key)).Union(Recoveries.Select(group => group.Key)).Order();

        public Past Past(int client, List<Deed> deeds) => new(deeds)
        {
            Objections = [.. Objections[client]], Promises = [.. Promises[client]], Recoveries = [.. Recoveries[client]], DeadAddresses = [.. Dead[client]], FirstDay = FirstDay,
        };

        public static async Task<Beside> ReadAsync(DbConnection connection, int? client, CancellationToken cancel)
        {
            string whose = client is null ? "" : "WHERE client = @client";
            List<(int Client, Objection Objection)> objections = [];
            await using (DbDataReader row = await Ask($"SELECT client, invoice, came, answered, said FROM objections {whose} ORDER BY number"))
                while (await row.ReadAsync(cancel))
                    objections.Add((row.GetInt32(0), new Objection(row.GetInt32(1), Written.Day(row.GetValue(2)), row.Maybe(3, Written.Day)) { Said = row.GetString(4) }));
            List<(int Client, Promise Promise)> promises = [];
            await using (DbDataReader row = await Ask($"SELECT client, invoice, given, ends FROM promises {whose} ORDER BY number"))
                while (await row.ReadAsync(cancel))
                    promises.Add((row.GetInt32(0), new Promise(row.GetInt32(1), Written.Day(row.GetValue(2)), Written.Day(row.GetValue(3)))));
            List<(int Client, RecoveryRequest Request)> recoveries = [];
            await using (DbDataReader row = await Ask($"SELECT client, target, asked FROM recoveries {whose} ORDER BY number"))
                while (await row.ReadAsync(cancel))
                    if (Target.TryParse(row.GetString(1), out Target target)) recoveries.Add((row.GetInt32(0), new RecoveryRequest(target, Written.Day(row.GetValue(2)))));
            List<(int Client, DeadAddress Address)> dead = [];
            await using (DbDataReader row = await Ask($"SELECT client, channel, address, since, why FROM dead_addresses {whose} ORDER BY client, channel, address"))
                while (await row.ReadAsync(cancel))
                    dead.Add((row.GetInt32(0), new DeadAddress(row.GetString(1), row.GetString(2), Written.Day(row.GetValue(3)), row.GetString(4))));
            string? first = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT value FROM marks WHERE name = 'first-day'", cancellationToken: cancel));
            return new Beside(objections.ToLookup(pair => pair.Client, pair => pair.Objection), promises.ToLookup(pair => pair.Client, pair => pair.Promise), recoveries.ToLookup(pair => pair.Client, pair => pair.Request),
                dead.ToLookup(pair => pair.Client, pair => pair.Address), first is null ? null : Written.Day(first));

            Task<DbDataReader> Ask(string sql) => connection.ExecuteReaderAsync(new CommandDefinition(sql, new { client }, cancellationToken: cancel));
        }
    }
}
