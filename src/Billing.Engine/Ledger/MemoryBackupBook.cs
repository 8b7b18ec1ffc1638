using Billing.Core.Actions;

namespace Billing.Engine.Ledger;

/// <summary>Backups in memory.</summary>
internal sealed class MemoryBackupBook : IBackupBook
{
    private readonly Lock gate = new();
    private readonly List<(KeptBackup Backup, string Key)> kept = [];
    private long last;

    public Task<IReadOnlyList<KeptBackup>> KeptAsync(int? client, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult<IReadOnlyList<KeptBackup>>([.. kept.Select(one => one.Backup).Where(backup => client is null || backup.Client == client)]);
    }

    public Task<IReadOnlySet<int>> ClientsAsync(DateOnly since, DateOnly until, CancellationToken cancel)
    {
        lock (gate) return Task.FromResult<IReadOnlySet<int>>(kept.Where(one => one.Backup.Made >= since && one.Backup.Made <= until).Select(one => one.Backup.Client).ToHashSet());
    }

    public Task CheckedAsync(long number, BackupCheck check, long? size, CancellationToken cancel)
    {
        lock (gate)
            if (kept.FindIndex(one => one.Backup.Number == number) is >= 0 and var at)
                kept[at] = kept[at] with { Backup = kept[at].Backup with { Check = check with { Words = Fitting.Words(check.Words) }, Size = size ?? kept[at].Backup.Size } };
        return Task.CompletedTask;
    }

    public void Settle(int client, BillingAction action, DateOnly on, string? place)
    {
        lock (gate)
        {
            if (action is BillingAction.Backup backup && !string.IsNullOrEmpty(place))
            {
                kept.RemoveAll(one => one.Backup.Target == backup.Target && one.Backup.Place == place);
                kept.Add((new KeptBackup(++last, client, backup.Target, place, on, null, null), backup.Key));
            }
            if (action is BillingAction.DiscardBackup over) kept.RemoveAll(one => one.Key == new BillingAction.Backup(over.Target, over.Cause, over.Episode).Key);
        }
    }
}
