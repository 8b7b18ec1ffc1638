using System.Data.Common;
using Billing.Engine.Measuring;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Billing.Engine.Ledger;

/// <summary>A ledger in one SQLite file: one connection writes, in turn; others read beside it. Every commit is on the disk before it counts.</summary>
internal sealed class SqliteStore : LedgerStore
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    private readonly string path;
    private readonly string connecting;
    private readonly TimeSpan patience;
    private readonly SemaphoreSlim turn = new(1, 1);
    private SqliteConnection? writer;

    /// <param name="path">The file; its folder exists.</param>
    /// <param name="patience">How long another process may hold the file before it is an error; at least a second.</param>
    public SqliteStore(string path, TimeSpan? patience = null)
    {
        this.path = Path.GetFullPath(path);
        this.patience = patience ?? TimeSpan.FromSeconds(15);
        connecting = new SqliteConnectionStringBuilder { DataSource = this.path, ForeignKeys = true, DefaultTimeout = (int)this.patience.TotalSeconds }.ToString();
    }

    public override string Place => path;
    public override string Migrations => "sqlite";
    public override string KeepExisting(string column) => "ON CONFLICT DO NOTHING";
    public override string ByClient => "INDEXED BY deeds_client";
    public override int RowsAStatement => 5;  // it finds each parameter by looking through all of them
    public override string LastNumber => "SELECT last_insert_rowid()";
    public override string ForUpdate => "";  // a transaction that writes has the whole file
    public override string? Clock => null;
    public override string CountTables => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @Name";

    public override Task<DbConnection> OpenAsync(CancellationToken cancel) => ExplainedAsync(async () => (DbConnection)await ConnectAsync("query_only = 1", cancel));

    public override async Task GuardAsync(Func<DbConnection, Task> migrate, CancellationToken cancel)
    {
        await using FileStream guard = await AloneAsync(cancel);
        await WriteAsync(async connection =>
        {
            await migrate(connection);
            return true;
        }, cancel);
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        using Measured measured = Measures.LedgerWrite();
        await turn.WaitAsync(cancel);
        try
        {
            return await ExplainedAsync(async () =>
            {
                writer ??= await ConnectAsync("query_only = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", cancel);
                return measured.Ended(await work(writer), "done");
            });
        }
        finally
        {
            turn.Release();
        }
    }

    public override LedgerException? Explain(Exception error) => Find<SqliteException>(error) is not { } reason ? null : new LedgerException(reason.SqliteErrorCode switch
    {
        5 or 6 => $"The ledger {path} is held by another process for more than {patience.TotalSeconds:0} s: see who has it open (a backup, a shell), and start again.",
        8 => $"The ledger {path} cannot be written: give the service's user the right to write to the file and its folder.",
        10 => $"The disk fails under the ledger {path} ({Line(reason)}): check the disk before anything else.",
        11 or 26 => $"The ledger {path} is damaged, or not a ledger: stop the service, and put the last backup in its place.",
        13 => $"The disk is full, the ledger {path} cannot be written: make room; nothing is done until then.",
        14 => $"The ledger {path} cannot be opened: its folder must exist, and the service's user may write there.",
        _ => $"The ledger {path} cannot be used: {Line(reason)}.",
    }, error);

    public override async ValueTask DisposeAsync()
    {
        if (writer is not null) await writer.DisposeAsync();
        using (SqliteConnection pool = new(connecting)) SqliteConnection.ClearPool(pool);
        turn.Dispose();
    }

    private async Task<SqliteConnection> ConnectAsync(string pragmas, CancellationToken cancel)
    {
        SqliteConnection connection = new(connecting);
        try
        {
            await connection.OpenAsync(cancel);
            await connection.ExecuteAsync($"PRAGMA busy_timeout = {(long)patience.TotalMilliseconds}; PRAGMA {pragmas};");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Two processes that start at once change the schema one after the other.</summary>
    private async Task<FileStream> AloneAsync(CancellationToken cancel)
    {
        for (TimeSpan waited = TimeSpan.Zero; ; waited += Retry)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception error) when (error is DirectoryNotFoundException or UnauthorizedAccessException || waited > patience)
            {
                throw new LedgerException($"The ledger {path} cannot be opened: its folder must exist, the service's user may write there, and no other process is starting with it.", error);
            }
            catch (IOException)
            {
                await Task.Delay(Retry, cancel);
            }
        }
    }

    private static string Line(SqliteException reason) => reason.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
