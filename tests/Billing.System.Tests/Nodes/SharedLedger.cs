using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.System.Tests.Sandbox;
using Dapper;
using MySqlConnector;

namespace Billing.System.Tests.Nodes;

/// <summary>A ledger in MariaDB for one test, opened by as many nodes as it wants, all in this process.</summary>
internal sealed class SharedLedger : IAsyncDisposable
{
    private readonly MariaDbOfATest database = new();
    private readonly List<SqlLedger> opened = [];

    public string Connection => database.Store.ConnectionString;

    /// <summary>A node of that name, at work.</summary>
    public async Task<SqlLedger> NodeAsync(string name, TimeProvider? clock = null, NodeTerms? terms = null)
    {
        SqlLedger ledger = SqlLedger.MariaDb(Connection, clock ?? TimeProvider.System, node: (terms ?? new NodeTerms(name, "1")) with { Name = name });
        opened.Add(ledger);
        await ledger.PrepareAsync(CancellationToken.None);
        return ledger;
    }

    public async Task<int> SqlAsync(string sql)
    {
        await using MySqlConnection connection = new(Connection);
        return await connection.ExecuteAsync(sql);
    }

    public async Task<T?> AskAsync<T>(string sql)
    {
        await using MySqlConnection connection = new(Connection);
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    /// <summary>What the database does when the time of a node that died is over.</summary>
    public Task DieAsync(string name) => SqlAsync($"UPDATE leases SET until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE node = '{name}'; UPDATE ranges SET until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE node = '{name}' AND finished_at IS NULL");

    public async ValueTask DisposeAsync()
    {
        foreach (SqlLedger ledger in opened) await ledger.DisposeAsync();
        await database.DisposeAsync();
    }
}
