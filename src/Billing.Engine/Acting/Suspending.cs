using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// Suspends or freezes: when its turn has come the debt is read once more, what must be restored exactly is kept, the server is changed, then the panel is told. Only when
/// all that is so is it done; what broke in between is found by its open intent.
/// </summary>
internal sealed class Suspending(IPanel panel, ILedger ledger, Hands hands) : IExecutor
{
    private readonly Snapshots snapshots = new(ledger);

    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        (Target target, Cause cause, string reason) = turn.Action switch
        {
            BillingAction.Suspend suspend => (suspend.Target, suspend.Cause, SuspensionReason.For(suspend)),
            BillingAction.Freeze freeze => (freeze.Target, freeze.Cause, SuspensionReason.For(freeze)),
            _ => throw new ArgumentException(turn.Key),
        };
        Outcome outcome = turn.Facts.Find(target) is { Adapter: null }
            ? await NotNow(turn, cause, cancel) ?? new Outcome.Done(true, "only the panel's status")
            : await hands.UseAsync<ICanSuspend>(turn, target, "suspend", async (adapter, handle, stop) =>
            {
                (string? earlier, AdapterOutcome? problem) = adapter is ICanSnapshot keeping ? await snapshots.KeepAsync(turn, keeping, handle, stop, cancel) : (null, null);
                return problem ?? (adapter is ICanPutBack keeper ? await keeper.SuspendAsync(handle, reason, earlier, stop) : await adapter.SuspendAsync(handle, reason, stop));
            }, () => NotNow(turn, cause, cancel), cancel);
        return await Hands.ShowAsync(outcome, () => panel.MarkAsync(target, ServiceStatus.Suspended, reason, cancel));
    }

    private async Task<Outcome?> NotNow(Turn turn, Cause cause, CancellationToken cancel) => await panel.ReadInvoiceNowAsync(cause.Invoice, cancel) is { Owed: true }
        ? await turn.NotNow(cancel) : new Outcome.Dropped($"invoice {cause.Invoice} is not owed any more");
}

/// <summary>
/// Lifts a suspension or freeze of ours: the server first, with what was kept when it was placed, then the panel. A status that somebody set back by hand is
/// no word of the server: there ours is lifted too, and somebody else's is left.
/// </summary>
internal sealed class Lifting(IPanel panel, ILedger ledger, Hands hands) : IExecutor
{
    private readonly Snapshots snapshots = new(ledger);

    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        Target target = turn.Action.About!.Value;
        if (turn.Facts.Past.Open(target) is not { } open) return new Outcome.Dropped("nothing of ours holds it");
        bool byHand = turn.Action is BillingAction.Note;
        Outcome outcome = turn.Facts.Find(target) is { Adapter: null } || byHand && turn.Facts.Find(target) is not { Status: ServiceStatus.Active }
            ? new Outcome.Done(turn.Facts.Find(target) is not { Status: ServiceStatus.Active }, "only the panel's status")
            : await hands.UseAsync<ICanSuspend>(turn, target, "unsuspend", async (adapter, handle, stop) => adapter is ICanPutBack keeper
                ? await keeper.UnsuspendAsync(handle, open.Adopted, await snapshots.OfAsync(Placed(open).Key, cancel), stop)
                : await adapter.UnsuspendAsync(handle, open.Adopted, stop), null, cancel);
        if (byHand) return outcome is Outcome.Refused refused ? new Outcome.Done(false, refused.Words) : outcome;
        outcome = await Hands.ShowAsync(outcome, () => panel.MarkAsync(target, ServiceStatus.Active, "", cancel));
        return NeverOffline(turn, open, outcome) ? await DropAsync(open, cancel) : outcome;
    }

    /// <summary>The suspension was interrupted, and the first look since finds its server as it was: it did not come about, and there is nothing to tell of it.</summary>
    private static bool NeverOffline(Turn turn, Episode open, Outcome outcome) =>
        outcome is Outcome.Done { Changed: false } && turn.Begun is Begun.Fresh && turn.Facts.Past.Find(Placed(open).Key) is { State: DeedState.InDoubt };

    private async Task<Outcome> DropAsync(Episode open, CancellationToken cancel)
    {
        await ledger.FinishAsync(Placed(open).Key, new Outcome.Dropped("it did not come about: its server has it online"), cancel);
        return new Outcome.Dropped("it never went offline");
    }

    /// <summary>The action that took it offline; what was kept for it lies under its key.</summary>
    public static BillingAction Placed(Episode open) => open.Target.Kind == TargetKind.Project
        ? new BillingAction.Freeze(open.Target, open.Cause, open.Number)
        : new BillingAction.Suspend(open.Target, open.Cause, open.Number);
}
