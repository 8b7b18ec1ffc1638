using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Billing.Engine.Measuring;
using Dapper;
using MySqlConnector;

namespace Billing.Engine.Ledger;

/// <summary>A ledger in a MariaDB or MySQL database, for more than one node.</summary>
internal sealed class MariaDbStore : LedgerStore
{
    /// <summary>A transaction in which nothing is said for so long belongs to a node that died or was cut off: the server ends it, and the rows that it held are free. Ours say all they have to at once.</summary>
    private const int SecondsOfSilence = 10;

    private const int Tries = 12, SecondsToWait = 60;

    private readonly MySqlDataSource source;
    private readonly MySqlConnectionStringBuilder settings;

    /// <param name="connection">As MySqlConnector has it; the database exists.</param>
    public MariaDbStore(string connection)
    {
        settings = Settings(connection);
        source = new MySqlDataSourceBuilder(settings.ConnectionString).UseConnectionOpenedCallback(OpenedAsync).Build();
    }

    public override string Place => $"{settings.Database} on {settings.Server}:{settings.Port}";
    public override string Migrations => "mariadb";
    public override string KeepExisting(string column) => $"ON DUPLICATE KEY UPDATE {column} = {column}";
    public override string ByClient => "FORCE INDEX (deeds_client)";
    public override int RowsAStatement => 100;
    public override string LastNumber => "SELECT LAST_INSERT_ID()";
    public override string ForUpdate => "FOR UPDATE";
    public override string? Clock => "SELECT UTC_TIMESTAMP(3)";
    public override string CountTables => "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @Name";

    /// <summary>A connection beside all others, not open yet: what is said over it is said in a few seconds, or not at all.</summary>
    public MySqlConnection Alone() => new(new MySqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, ConnectionTimeout = 5, DefaultCommandTimeout = 5 }.ConnectionString);

    public override Task<DbConnection> OpenAsync(CancellationToken cancel) => ExplainedAsync(async () => (DbConnection)await source.OpenConnectionAsync(cancel));

    public override async Task GuardAsync(Func<DbConnection, Task> migrate, CancellationToken cancel)
    {
        string name = $"billing-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.Database)))[..40]}";
        await using DbConnection connection = await OpenAsync(cancel);
        await ExplainedAsync(async () =>
        {
            if (await connection.ExecuteScalarAsync<long?>("SELECT GET_LOCK(@name, @SecondsToWait)", new { name, SecondsToWait }, commandTimeout: 2 * SecondsToWait) != 1)
                throw new LedgerException($"The ledger {Place} is being changed by another node for more than {SecondsToWait} s: wait until that one has started, and start again.");
            try
            {
                await migrate(connection);
            }
            finally
            {
                await connection.ExecuteAsync("DO RELEASE_LOCK(@name)", new { name });
            }
            return true;
        });
    }

    /// <summary>A statement that lost a deadlock, or met a row changed meanwhile (innodb_snapshot_isolation), has changed nothing, and is said again.</summary>
    public override async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        using Measured measured = Measures.LedgerWrite();
        for (int tries = 1; ; tries++)
        {
            await using DbConnection connection = await OpenAsync(cancel);
            try
            {
                return measured.Ended(await work(connection), "done");
            }
            catch (MySqlException error) when (error.ErrorCode is MySqlErrorCode.LockDeadlock or MySqlErrorCode.CheckRead && tries < Tries)
            {
                await Task.Delay(Random.Shared.Next(5 * tries), cancel);   // those who collided do not come again together
            }
            catch (Exception error) when (Explain(error) is { } clear)
            {
                throw clear;
            }
        }
    }

    public override LedgerException? Explain(Exception error) => Find<MySqlException>(error) is not { } reason ? null : new LedgerException(reason.ErrorCode switch
    {
        MySqlErrorCode.UnableToConnectToHost => $"The ledger {Place} does not answer: start its server, or correct the address in the configuration.",
        MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied => $"The ledger {Place} refuses the user {settings.UserID}: correct the user or password in the configuration, or grant it the database.",
        MySqlErrorCode.UnknownDatabase => $"The ledger {Place} does not exist: create the database, and grant the user {settings.UserID} all rights on it.",
        MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.LockDeadlock => $"The ledger {Place} is held by somebody else: look for long transactions in its server, and start again.",
        MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull => $"The disk is full under the ledger {Place}: make room; nothing is done until then.",
        MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied => $"The ledger {Place} lacks a right for the user {settings.UserID}: grant it all rights on the database.",
        MySqlErrorCode.NotKeyFile or MySqlErrorCode.CrashedOnUsage or MySqlErrorCode.CrashedOnRepair => $"The ledger {Place} is damaged: repair it, or restore its last backup.",
        _ => $"The ledger {Place} cannot be used: {reason.Message.ReplaceLineEndings(" ").TrimEnd('.')}.",
    }, error);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>MySQL has no such limit: there a cut transaction holds its rows until the server finds its connection dead.</summary>
    private static async ValueTask OpenedAsync(MySqlConnectionOpenedContext context, CancellationToken cancel)
    {
        if (!context.Connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase)) return;
        await using MySqlCommand limit = new(FormattableString.Invariant($"SET SESSION idle_transaction_timeout = {SecondsOfSilence}"), context.Connection);
        await limit.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Affected rows must mean changed rows: that an insert counted 0 is how a node learns that another was first.</summary>
    private static MySqlConnectionStringBuilder Settings(string connection)
    {
        try
        {
            // Nothing is left behind in a session but what each of them is given when it is opened, so none needs to be reset.
            return new MySqlConnectionStringBuilder(connection) { UseAffectedRows = true, ConnectionReset = false, DateTimeKind = MySqlDateTimeKind.Utc, TreatTinyAsBoolean = true };
        }
        catch (ArgumentException error)
        {
            // The text holds a password: neither it nor the cause is shown.
            throw new LedgerException($"The ledger's connection string cannot be read ({error.GetType().Name}): write it as Server=…;Port=…;Database=…;User ID=…;Password=….");
        }
    }
}
