using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>Backs a service up. Slow work comes back as a token and is asked about later.</summary>
internal sealed class BackingUp(IPanel panel, Hands hands) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.Backup backup = (BillingAction.Backup)turn.Action;
        return await hands.UseAsync<ICanBackUp>(turn, backup.Target, "back up, and without a backup nothing is removed", (adapter, handle, stop) => adapter.BackUpAsync(handle, stop),
            () => Terminating.NotNow(panel, turn, backup.Cause, cancel), cancel);
    }
}

/// <summary>Removes a service from its server, with the place of its verified backup in hand.</summary>
internal sealed class Terminating(IPanel panel, Hands hands) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.Terminate terminate = (BillingAction.Terminate)turn.Action;
        string? place = turn.Facts.Past.Find(new BillingAction.Backup(terminate.Target, terminate.Cause, terminate.Episode).Key) is { State: DeedState.Done } backup ? backup.Place : null;
        if (place is null && turn.Policy.BackupRequired && turn.Facts.Find(terminate.Target) is { Adapter: not null })
            return new Outcome.Refused($"{terminate.Target}: no backup is recorded, and the policy requires one");
        Outcome outcome = turn.Facts.Find(terminate.Target) is { Adapter: null }
            ? await NotNow(panel, turn, terminate.Cause, cancel) ?? new Outcome.Done(true, "only the panel's status")
            : await hands.UseAsync<ICanTerminate>(turn, terminate.Target, "terminate", (adapter, handle, stop) => adapter.TerminateAsync(handle, place, stop),
                () => NotNow(panel, turn, terminate.Cause, cancel), cancel);
        ServiceStatus end = terminate.Cause.Kind == CauseKind.Cancellation ? ServiceStatus.Cancelled : ServiceStatus.Terminated;
        return await Hands.ShowAsync(outcome, () => panel.MarkAsync(terminate.Target, end, "", cancel));
    }

    /// <summary>The debt is read once more, immediately before: whoever paid a second ago loses nothing. Neither does anybody while a brake is in force, or on facts that grew old.</summary>
    public static async Task<Outcome?> NotNow(IPanel panel, Turn turn, Cause cause, CancellationToken cancel) =>
        cause.Kind == CauseKind.Invoice && await panel.ReadInvoiceNowAsync(cause.Invoice, cancel) is not { Owed: true }
            ? new Outcome.Dropped($"invoice {cause.Invoice} is not owed any more") : await turn.NotNow(cancel);
}
