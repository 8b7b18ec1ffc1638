using System.Security.Cryptography;
using System.Text;
using Dapper;
using MySqlConnector;

namespace Billing.Engine.Ledger;

/// <summary>
/// One process acts with one ledger at a time. The ledger's keys alone already keep anything from being done twice; this says so in one line before the
/// second process begins. Ends with the process, whatever way it ends.
/// </summary>
public static class OneProcess
{
    /// <summary>Beside a SQLite ledger.</summary>
    /// <exception cref="LedgerException">Another process has it.</exception>
    public static IAsyncDisposable Sqlite(string ledger)
    {
        string file = Path.GetFullPath(ledger) + ".running";
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception no) when (no is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new LedgerException($"The ledger {ledger} cannot be used: its folder must exist, and the service's user may write there.", no);
        }
        catch (IOException taken)
        {
            throw new LedgerException($"Another `billing run` works with the ledger {ledger}: stop it first (systemctl stop billing), or let it do the work.", taken);
        }
    }

    /// <summary>In a MariaDB or MySQL server. A connection is kept open for it.</summary>
    /// <exception cref="LedgerException">Another process has it, or the server cannot be reached.</exception>
    public static async Task<IAsyncDisposable> MariaDbAsync(string connection, CancellationToken cancel)
    {
        MySqlConnection open = new(new MySqlConnectionStringBuilder(connection) { Pooling = false, Keepalive = 60 }.ConnectionString);
        try
        {
            await open.OpenAsync(cancel);
            await open.ExecuteAsync("SET SESSION wait_timeout = 31536000");
            if (await open.ExecuteScalarAsync<long?>("SELECT GET_LOCK(@name, 0)", new { name = LockOf(open.Database) }) == 1)
            {
                if (await NodeAtWorkAsync(open) is not { } node) return open;
                throw new LedgerException($"Nodes work with the ledger {open.Database} on {open.DataSource} ({node} was just seen): give this one a name too (billing.json, \"nodes\"), or stop them.");
            }
        }
        catch (LedgerException)
        {
            await open.DisposeAsync();
            throw;
        }
        catch (MySqlException no)
        {
            await open.DisposeAsync();
            throw new LedgerException($"The ledger {open.Database} on {open.DataSource} cannot be reached ({no.Message.ReplaceLineEndings(" ")}): see whether the server runs and the user may log in.", no);
        }
        await open.DisposeAsync();
        throw new LedgerException($"Another `billing run` works with the ledger {open.Database} on {open.DataSource}: stop it first, or let it do the work.");
    }

    /// <summary>The name of the lock of whoever works alone with the ledger in that database.</summary>
    internal static string LockOf(string database) => $"billing-run-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..40]}";

    private static async Task<string?> NodeAtWorkAsync(MySqlConnection open) =>
        await open.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'nodes'") == 0 ? null
            : await open.ExecuteScalarAsync<string?>("SELECT name FROM nodes WHERE left_at IS NULL AND seen_at > UTC_TIMESTAMP(3) - INTERVAL 30 SECOND LIMIT 1");
}
