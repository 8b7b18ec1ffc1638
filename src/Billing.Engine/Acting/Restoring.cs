using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>Brings a terminated service back from its backup. Only what is seen online on its server counts as restored.</summary>
internal sealed class Restoring(IPanel panel, Hands hands) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.Restore restore = (BillingAction.Restore)turn.Action;
        string? place = turn.Facts.Past.Done<BillingAction.Backup>().LastOrDefault(done => done.Action.Target == restore.Target).Deed?.Place;
        if (place is null) return new Outcome.Refused($"{restore.Target}: no backup of it is recorded");
        Outcome outcome = await hands.UseAsync<ICanRestore>(turn, restore.Target, "restore", (adapter, handle, stop) => adapter.RestoreAsync(handle, place, stop), null, cancel);
        if (outcome is Outcome.Done && await UnseenAsync(turn, restore.Target, cancel) is { } unseen) return unseen;
        return await Hands.ShowAsync(outcome, async () =>
        {
            await panel.SetNextDueAsync(restore.Target, restore.NextDue, cancel);
            await panel.MarkAsync(restore.Target, ServiceStatus.Active, "", cancel);
        });
    }

    /// <summary>Why it does not count yet, though the server says that it is done; null when it is seen online.</summary>
    private async Task<Outcome?> UnseenAsync(Turn turn, Target target, CancellationToken cancel) =>
        await hands.ObserveAsync(turn.Facts.Find(target)!, turn.Seat, cancel) switch
        {
            { Presence: Presence.Online } => null,
            { Presence: Presence.Unknown } blind => new Outcome.TryLater($"{target} was restored, and cannot be seen on its server: {blind.Failure}"),
            var seen => new Outcome.TryLater($"{target} was restored, and its server shows it {seen.Presence.ToString().ToLowerInvariant()}"),
        };
}

/// <summary>Removes a backup whose time is over. Nothing is removed while a brake is in force: what a wrong clock takes away does not come back.</summary>
internal sealed class Discarding(Hands hands) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.DiscardBackup discard = (BillingAction.DiscardBackup)turn.Action;
        string? place = turn.Facts.Past.Find(new BillingAction.Backup(discard.Target, discard.Cause, discard.Episode).Key)?.Place;
        if (string.IsNullOrEmpty(place)) return new Outcome.Done(false, "its place was never told");
        Outcome outcome = await hands.UseAsync<ICanDiscardBackups>(turn, discard.Target, $"remove backups, and nothing is offered from it any more: delete {place} by hand",
            (adapter, handle, stop) => adapter.DiscardBackupAsync(handle, place, stop), () => turn.NotNow(cancel), cancel);
        return outcome is Outcome.Done done ? done with { Place = place } : outcome;
    }
}
