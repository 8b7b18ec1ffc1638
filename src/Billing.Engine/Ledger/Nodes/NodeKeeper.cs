using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using MySqlConnector;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>
/// Keeps a node alive in the database: its name, by a lock that ends with its connection, and all that it holds, renewed in its rhythm over that same connection.
/// Without the name nothing is renewed: two processes of one name never share a lease.
/// </summary>
internal sealed class NodeKeeper(MariaDbStore store, NodeLeases leases, HoldBook<(long Run, int Number)> ranges) : IAsyncDisposable
{
    private const int SecondsForTheName = 2, SecondsWithoutAWord = 40;

    private readonly NodeTerms terms = leases.Terms;
    private readonly CancellationTokenSource stop = new();
    private MySqlConnection? connection;
    private Task beating = Task.CompletedTask;
    private bool silent;
    private int left;

    /// <summary>Takes the name, and frees what a dead predecessor of that name held.</summary>
    /// <exception cref="LedgerException">Another process has the name.</exception>
    public async Task BeginAsync(CancellationToken cancel)
    {
        if (connection is not null) return;
        await store.ExplainedAsync(async () =>
        {
            if (!await ConnectAsync(cancel))
                throw new LedgerException($"Another `billing` works as node {terms.Name} with the ledger {store.Place}: stop that one, or give this one a name of its own (billing.json, nodes.name).");
            await connection!.ExecuteAsync("""
                INSERT INTO nodes (name, version, policy, began_at, seen_at) VALUES (@Name, @Version, '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))
                ON DUPLICATE KEY UPDATE version = @Version, policy = '', began_at = UTC_TIMESTAMP(3), seen_at = UTC_TIMESTAMP(3), left_at = NULL
                """, new { terms.Name, terms.Version });
            if (await connection!.ExecuteScalarAsync<long>("SELECT IS_FREE_LOCK(@lone)", new { lone = OneProcess.LockOf(connection!.Database) }) == 0)
                throw new LedgerException($"A `billing run` without nodes works alone with the ledger {store.Place}: stop that one, or give it a name (billing.json, nodes.name).");
            await FreeAsync();
            return true;
        });
        beating = Task.Run(BeatAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref left, 1) != 0) return;
        await stop.CancelAsync();
        await beating;
        if (connection is { } open)
            try
            {
                await FreeAsync();
                await open.ExecuteAsync("UPDATE nodes SET left_at = UTC_TIMESTAMP(3) WHERE name = @Name", new { terms.Name });
            }
            catch (MySqlException)
            {
                // What it held is over by itself.
            }
            finally
            {
                await open.DisposeAsync();
            }
        stop.Dispose();
    }

    private async Task FreeAsync()
    {
        await connection!.ExecuteAsync("UPDATE leases SET node = '', until = UTC_TIMESTAMP(3) WHERE node = @Name", new { terms.Name });
        await connection!.ExecuteAsync("UPDATE ranges SET node = '' WHERE node = @Name AND finished_at IS NULL", new { terms.Name });
    }

    private async Task BeatAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            bool renewed = await TryRenewAsync();
            leases.Held.Doubt();
            ranges.Doubt();
            if (silent == renewed) terms.Says(renewed ? $"node {terms.Name} reaches the ledger again" : $"node {terms.Name} cannot renew what it holds in the ledger: what it is at goes on until {terms.Trust.TotalSeconds:0} s are over, nothing else begins");
            silent = !renewed;
            await Task.Delay(renewed ? terms.Renewal : terms.Renewal / 8, terms.Clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            if (connection is null && !await ConnectAsync(stop.Token)) return false;
            await RenewAsync();
            return true;
        }
        catch (Exception trouble) when (trouble is MySqlException or InvalidOperationException or OperationCanceledException or IOException)
        {
            if (connection is { } broken) await broken.DisposeAsync();
            connection = null;
            return stop.IsCancellationRequested;
        }
    }

    private async Task RenewAsync()
    {
        int seconds = (int)Math.Ceiling(terms.Renewal.TotalSeconds / 2);
        long asked = terms.Clock.GetTimestamp();
        KeyValuePair<int, Hold>[] clients = leases.Held.Now();
        KeyValuePair<(long Run, int Number), Hold>[] parts = ranges.Now();
        object args = new { terms.Name, Clients = clients.Select(each => each.Key) };
        await connection!.ExecuteAsync(Say("UPDATE nodes SET seen_at = UTC_TIMESTAMP(3), left_at = NULL WHERE name = @Name"));
        if (clients.Length > 0)
        {
            await connection!.ExecuteAsync(Say($"UPDATE leases SET until = {leases.Until} WHERE node = @Name AND client IN @Clients"));
            HoldBook<int>.Renewed(asked, clients, (await connection!.QueryAsync<(int Client, long Fence)>(Say("SELECT client, fence FROM leases WHERE node = @Name AND client IN @Clients")))
                .ToDictionary(each => each.Client, each => each.Fence));
        }
        if (parts.Length == 0) return;
        await connection!.ExecuteAsync(Say($"UPDATE ranges SET until = {leases.Until} WHERE node = @Name AND finished_at IS NULL"));
        HoldBook<(long, int)>.Renewed(asked, parts, (await connection!.QueryAsync<(long Run, int Number, long Fence)>(Say("SELECT run, number, fence FROM ranges WHERE node = @Name")))
            .ToDictionary(each => (each.Run, each.Number), each => each.Fence));

        CommandDefinition Say(string sql) => new(sql, args, commandTimeout: seconds);
    }

    /// <summary>A connection of its own that has the name; false when another one has it. One that the network cut off gives the name up by itself.</summary>
    private async Task<bool> ConnectAsync(CancellationToken cancel)
    {
        MySqlConnection open = store.Alone();
        try
        {
            await open.OpenAsync(cancel);
            await open.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET SESSION wait_timeout = {SecondsWithoutAWord}"));
            if (await open.ExecuteScalarAsync<long?>(new CommandDefinition("SELECT GET_LOCK(@name, @SecondsForTheName)", new { name = NameOf(open.Database), SecondsForTheName }, cancellationToken: cancel)) == 1)
            {
                connection = open;
                return true;
            }
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
        await open.DisposeAsync();
        return false;
    }

    private string NameOf(string database) => $"billing-node-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{database}/{terms.Name}")))[..40]}";
}
