using Dapper;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>The nodes in a database; a file has none.</summary>
internal sealed class NodeRows(LedgerStore store, NodeTerms? node) : INodeBook
{
    public async Task<IReadOnlyList<NodeEntry>> ListAsync(CancellationToken cancel) => store is not MariaDbStore ? []
        : await store.ReadAsync(async connection => (await connection.QueryAsync<(string Name, string Version, string Policy, DateTime Began, long Ago, bool Left)>(new CommandDefinition("""
            SELECT name, version, policy, began_at, TIMESTAMPDIFF(SECOND, seen_at, UTC_TIMESTAMP(3)), left_at IS NOT NULL = 1 FROM nodes ORDER BY name
            """, cancellationToken: cancel))).Select(row => new NodeEntry(row.Name, row.Version, row.Policy, Written.Moment((object)row.Began), TimeSpan.FromSeconds(row.Ago), row.Left)).ToList(), cancel);

    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        if (store is not MariaDbStore) return null;
        try
        {
            return await store.ReadAsync<string?>(async connection =>
            {
                if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(store.CountTables, new { Name = "QRTZ_JOB_DETAILS" }, cancellationToken: cancel)) > 0) return null;
                await connection.ExecuteAsync(new CommandDefinition("CREATE TABLE QRTZ_TRIAL (one INT); DROP TABLE QRTZ_TRIAL", cancellationToken: cancel));
                return null;
            }, cancel);
        }
        catch (LedgerException no)
        {
            return $"the scheduler's tables (QRTZ_…) cannot be made in the ledger {store.Place}: grant the user CREATE, INDEX and DROP on that database. {no.Message}";
        }
    }

    public Task NotePolicyAsync(string digest, CancellationToken cancel) => node is null ? Task.CompletedTask
        : store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition("UPDATE nodes SET policy = @digest WHERE name = @Name", new { digest, node.Name }, cancellationToken: cancel)), cancel);
}
