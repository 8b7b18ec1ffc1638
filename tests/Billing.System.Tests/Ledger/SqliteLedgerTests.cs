using System.Data.Common;
using Billing.Engine.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

public sealed class SqliteLedgerTests : SqlLedgerContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-ledger-").FullName;
    private string file = "ledger.db";

    private string FilePath => Path.Combine(folder, file);

    [Fact]
    public async Task every_commit_is_on_the_disk_and_readers_do_not_wait()
    {
        await using SqliteStore store = new(FilePath);

        Assert.Equal(2, await store.WriteAsync(connection => connection.ExecuteScalarAsync<long>("PRAGMA synchronous"), Cancel));
        Assert.Equal("wal", await store.WriteAsync(connection => connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"), Cancel));
        Assert.Equal(1, await store.WriteAsync(connection => connection.ExecuteScalarAsync<long>("PRAGMA foreign_keys"), Cancel));
    }

    [Fact]
    public async Task a_ledger_held_by_another_says_so()
    {
        await using DbConnection other = await ConnectAsync();
        await using DbTransaction held = await other.BeginTransactionAsync(Cancel);
        await other.ExecuteAsync("UPDATE marks SET value = value", transaction: held);
        await using SqlLedger waiting = new(new SqliteStore(FilePath, TimeSpan.FromSeconds(1)), Clock);

        Assert.Contains("held by another process", (await Assert.ThrowsAsync<LedgerException>(() => waiting.BeginAsync(By(Suspension()), Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_file_that_is_no_ledger_says_so()
    {
        file = "letter.db";
        await File.WriteAllTextAsync(FilePath, string.Concat(Enumerable.Repeat("Dear customer, ", 1000)), Cancel);
        await using ILedger ledger = Open();

        Assert.Contains("not a ledger", (await Assert.ThrowsAsync<LedgerException>(() => ledger.PrepareAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_full_disk_says_so()
    {
        await using SqliteStore store = new(FilePath);
        await store.WriteAsync(async connection => await connection.ExecuteAsync($"PRAGMA max_page_count = {await connection.ExecuteScalarAsync<long>("PRAGMA page_count")}"), Cancel);
        await using SqlLedger full = new(store, Clock);
        string large = new('x', 1_000_000);

        Assert.Contains("disk is full", (await Assert.ThrowsAsync<LedgerException>(() => full.SaveSnapshotAsync("key", large, Cancel))).Message, StringComparison.Ordinal);
    }

    protected override ILedger Open() => SqlLedger.Sqlite(FilePath, Clock);

    protected override ILedger Nowhere() => SqlLedger.Sqlite(Path.Combine(folder, "no-such-folder", "ledger.db"), Clock);

    protected override Task StartAnewAsync()
    {
        file = "another.db";
        return Task.CompletedTask;
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        SqliteConnection connection = new($"Data Source={FilePath};Pooling=False");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private protected override LedgerStore Store() => new SqliteStore(FilePath);

    protected override ValueTask ClearAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
