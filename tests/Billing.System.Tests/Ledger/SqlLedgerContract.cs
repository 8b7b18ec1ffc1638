using System.Data.Common;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Dapper;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

/// <summary>What a ledger in a database promises beside.</summary>
public abstract class SqlLedgerContract : LedgerContract
{
    /// <summary>An ordinary connection to the place of the ledger.</summary>
    protected abstract Task<DbConnection> ConnectAsync();

    /// <summary>A ledger in a place where none can be.</summary>
    protected abstract ILedger Nowhere();

    /// <summary>Empties the place, as before the first start.</summary>
    protected abstract Task StartAnewAsync();

    private protected abstract LedgerStore Store();

    [Fact]
    public async Task a_second_start_changes_nothing()
    {
        await DoAsync(By(Suspension()));
        await Ledger.PrepareAsync(Cancel);
        ILedger again = await AnotherAsync();

        Assert.Single((await again.ReadAsync(7, Cancel)).Deeds);
        await using DbConnection connection = await ConnectAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM migrations WHERE version = '1'"));
    }

    [Fact]
    public async Task two_nodes_that_start_at_once_make_one_ledger()
    {
        await StartAnewAsync();
        ILedger[] nodes = [Open(), Open(), Open()];
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.PrepareAsync(Cancel), Cancel)));

        Assert.Single((await Task.WhenAll(nodes.Select(node => node.IdentityAsync(Cancel)))).Distinct());
        await using DbConnection connection = await ConnectAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM migrations WHERE version = '1'"));
        foreach (ILedger node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task a_brake_raised_by_two_nodes_at_once_is_one()
    {
        ILedger other = await AnotherAsync();
        bool[] fresh = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => (n % 2 == 0 ? Ledger : other).Brakes.RaiseAsync(BrakeKind.Source, $"said by {n}", Cancel), Cancel)));
        Assert.Single(fresh, first => first);
        Assert.Single(await other.Brakes.InForceAsync(Cancel));
    }

    [Fact]
    public async Task a_ledger_of_a_newer_version_is_refused()
    {
        await using (DbConnection connection = await ConnectAsync()) await connection.ExecuteAsync("UPDATE migrations SET version = '999' WHERE version = '1'");
        await using ILedger older = Open();

        string said = (await Assert.ThrowsAsync<LedgerException>(() => older.PrepareAsync(Cancel))).Message;
        Assert.Contains("newer version", said, StringComparison.Ordinal);
        Assert.Contains("999", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task a_ledger_that_cannot_be_reached_says_so_in_one_line()
    {
        await using ILedger nowhere = Nowhere();
        foreach (Func<Task> attempt in (Func<Task>[])[() => nowhere.PrepareAsync(Cancel), () => nowhere.ReadAsync(7, Cancel), () => nowhere.BeginAsync(By(Suspension()), Cancel), () => AllAsync(nowhere)])
        {
            string said = (await Assert.ThrowsAsync<LedgerException>(attempt)).Message;
            Assert.StartsWith("The ledger ", said, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', said);
            Assert.DoesNotContain("billing-secret", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task an_action_that_cannot_be_read_is_named()
    {
        await DoAsync(By(Suspension()));
        await using (DbConnection connection = await ConnectAsync()) await connection.ExecuteAsync("UPDATE deeds SET action = '{\"action\":\"dance\"}'");

        Assert.Contains("dance", (await Assert.ThrowsAsync<LedgerException>(() => Ledger.ReadAsync(7, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task all_is_read_by_the_index_and_nothing_is_sorted()
    {
        await DoAsync(By(Suspension()));
        await using LedgerStore store = Store();
        await using DbConnection connection = await ConnectAsync();
        string explain = store is SqliteStore ? "EXPLAIN QUERY PLAN" : "EXPLAIN";
        IEnumerable<string> plan = (await connection.QueryAsync($"{explain} {PastRows.All(store)}")).Select(row => string.Join(' ', (IDictionary<string, object>)row));

        Assert.Contains("deeds_client", string.Join('\n', plan), StringComparison.Ordinal);
        Assert.DoesNotContain(plan, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal) || line.Contains("filesort", StringComparison.Ordinal));
    }

    [Fact]
    public async Task one_may_write_while_all_is_read()
    {
        for (int client = 1; client <= 5; client++) await DoAsync(By(Suspension(client), client: client));
        int seen = 0;
        await foreach ((int client, Past past) in Ledger.ReadAllAsync(Cancel))
        {
            await DoAsync(By(Return(client), client: client));
            Assert.Single(past.Deeds);
            seen++;
        }

        Assert.Equal(5, seen);
        Assert.Empty(await Ledger.OpenClientsAsync(Cancel));
    }
}
