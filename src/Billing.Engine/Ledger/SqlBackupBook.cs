using System.Data.Common;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Dapper;

namespace Billing.Engine.Ledger;

/// <summary>Backups in a database.</summary>
internal sealed class SqlBackupBook(LedgerStore store) : IBackupBook
{
    public Task<IReadOnlyList<KeptBackup>> KeptAsync(int? client, CancellationToken cancel) => store.ReadAsync<IReadOnlyList<KeptBackup>>(async connection =>
    {
        List<KeptBackup> kept = [];
        await using DbDataReader row = await connection.ExecuteReaderAsync(new CommandDefinition(
            $"SELECT number, client, target, place, made, size, checked, found, words FROM backups WHERE discarded IS NULL {(client is null ? "" : "AND client = @client")} ORDER BY number", new { client }, cancellationToken: cancel));
        while (await row.ReadAsync(cancel))
            if (Target.TryParse(row.GetString(2), out Target target))
                kept.Add(new KeptBackup(row.GetInt64(0), row.GetInt32(1), target, row.GetString(3), Written.Day(row.GetValue(4)), row.IsDBNull(5) ? null : row.GetInt64(5),
                    row.IsDBNull(6) ? null : new BackupCheck(Written.Day(row.GetValue(6)), Enum.Parse<BackupFound>(row.GetString(7)), row.GetString(8))));
        return kept;
    }, cancel);

    public Task<IReadOnlySet<int>> ClientsAsync(DateOnly since, DateOnly until, CancellationToken cancel) => store.ReadAsync<IReadOnlySet<int>>(async connection =>
        (await connection.QueryAsync<int>(new CommandDefinition("SELECT DISTINCT client FROM backups WHERE discarded IS NULL AND made >= @Since AND made <= @Until",
            new { Since = Written.Day(since), Until = Written.Day(until) }, cancellationToken: cancel))).ToHashSet(), cancel);

    public Task CheckedAsync(long number, BackupCheck check, long? size, CancellationToken cancel) => store.WriteAsync(connection => connection.ExecuteAsync(new CommandDefinition(
        "UPDATE backups SET checked = @On, found = @Found, words = @Words, size = COALESCE(@size, size) WHERE number = @number",
        new { number, size, On = Written.Day(check.On), Found = check.Found.ToString(), Words = Fitting.Words(check.Words) }, cancellationToken: cancel)), cancel);

    /// <summary>Draws from an act that was done what it means here, within its transaction.</summary>
    public static async Task SettleAsync(DbConnection connection, DbTransaction transaction, int client, BillingAction action, string on, string? place, CancellationToken cancel)
    {
        if (action is BillingAction.Backup backup && !string.IsNullOrEmpty(place))
        {
            object row = new { client, Target = backup.Target.ToString(), place, on, Key = Fitting.Key(backup.Key) };
            await Say("UPDATE backups SET discarded = @on WHERE target = @Target AND place = @place AND discarded IS NULL", row);
            await Say("INSERT INTO backups (client, target, place, deed_key, made) VALUES (@client, @Target, @place, @Key, @on)", row);
        }
        if (action is BillingAction.DiscardBackup over)
            await Say("UPDATE backups SET discarded = @on WHERE deed_key = @Key AND discarded IS NULL", new { on, Key = Fitting.Key(new BillingAction.Backup(over.Target, over.Cause, over.Episode).Key) });

        Task Say(string sql, object args) => connection.ExecuteAsync(new CommandDefinition(sql, args, transaction, cancellationToken: cancel));
    }
}
