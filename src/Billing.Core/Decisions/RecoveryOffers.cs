using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>How far the recovery of a terminated service has come.</summary>
public enum RecoveryStage
{
    /// <summary>Its client can ask for it.</summary>
    Offered,
    /// <summary>It was asked for; the fee invoice is about to be raised.</summary>
    Asked,
    /// <summary>The fee, or what the service still owed, is not paid yet.</summary>
    ToPay,
    /// <summary>Everything is paid; it is about to be restored.</summary>
    Paid,
    /// <summary>It is back.</summary>
    Restored,
    /// <summary>There is no backup of it, or it was kept long enough.</summary>
    Gone,
    /// <summary>The policy has no fee in the client's currency: only a person can agree on one.</summary>
    NoFee,
}

/// <summary>The offer to bring a terminated service back (policy §7.4), as it stands on one day.</summary>
/// <param name="Target">Which service.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Until">The last day of its backup; null when there is none.</param>
/// <param name="Fee">What it costs, in the client's currency; null when the policy does not say.</param>
/// <param name="Asked">The day on which its client asked for it; null when that was not since it was removed.</param>
/// <param name="FeeInvoice">The number of the fee invoice; null before it is raised.</param>
/// <param name="FeePaid">The fee is paid.</param>
/// <param name="Owed">The service's own invoices that must be paid too, the oldest first.</param>
public sealed record RecoveryOffer(Target Target, RecoveryStage Stage, DateOnly? Until, decimal? Fee, DateOnly? Asked, int? FeeInvoice, bool FeePaid, IReadOnlyList<Invoice> Owed);

/// <summary>What a client can have back: every service that we removed for a debt, each as it stands.</summary>
public static class RecoveryOffers
{
    /// <summary>The offers, in the order of the services.</summary>
    /// <param name="facts">The client.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="today">The local day.</param>
    /// <param name="invoice">Only what was removed for that invoice; null for everything.</param>
    public static IReadOnlyList<RecoveryOffer> Of(ClientFacts facts, BillingPolicy policy, DateOnly today, int? invoice = null)
    {
        Situation situation = new(facts, policy, today, Occasion.Look, explain: false);
        return [.. facts.Past.Done<BillingAction.Terminate>()
            .Where(done => invoice is null || done.Action.Cause.Invoice == invoice)
            .GroupBy(done => done.Action.Target, (target, removals) => (Target: target, removals.Last().Deed))
            .Where(removed => facts.Find(removed.Target) is { Status: not ServiceStatus.Cancelled })
            .OrderBy(removed => removed.Target)
            .Select(removed => Of(situation, removed.Target, removed.Deed))];
    }

    /// <summary>The offer of one service; null when we did not remove it, or its client ended it.</summary>
    public static RecoveryOffer? Of(ClientFacts facts, BillingPolicy policy, DateOnly today, Target target) => Of(facts, policy, today).FirstOrDefault(offer => offer.Target == target);

    private static RecoveryOffer Of(Situation situation, Target target, Deed removal)
    {
        DateOnly? asked = situation.Past.Recoveries.Where(request => request.Target == target && request.On >= removal.On).Select(request => (DateOnly?)request.On).Max();
        Deed? raised = situation.Past.Deeds.LastOrDefault(deed => deed is { State: DeedState.Done, Action: BillingAction.InvoiceRecovery fee } && fee.Target == target && fee.Request == asked);
        bool paid = raised?.Invoice is { } number && situation.Facts.FindInvoice(number) is { Status: InvoiceStatus.Paid };
        decimal? fee = (raised?.Action as BillingAction.InvoiceRecovery)?.Fee
            ?? (situation.Policy.Recovery.Fee.TryGetValue(situation.Client.Currency, out decimal ofThePolicy) ? ofThePolicy : null);
        Invoice[] owed = [.. Recoveries.Owed(situation, target)];
        DateOnly? until = Recoveries.KeptUntil(situation, target);
        return new RecoveryOffer(target, StageOf(situation, target, removal, until, fee, asked, raised, paid && owed.Length == 0), until, fee, asked, raised?.Invoice, paid, owed);
    }

    private static RecoveryStage StageOf(Situation situation, Target target, Deed removal, DateOnly? until, decimal? fee, DateOnly? asked, Deed? raised, bool paid) => situation.Facts.Find(target)!.Status switch
    {
        ServiceStatus.Active or ServiceStatus.Suspended => RecoveryStage.Restored,
        not ServiceStatus.Terminated => RecoveryStage.Gone,
        _ when until is not { } last || situation.Today > last && !Recoveries.InHand(situation, target, last) => RecoveryStage.Gone,
        _ when fee is null => RecoveryStage.NoFee,
        _ when asked is null => RecoveryStage.Offered,
        _ when raised is null => RecoveryStage.Asked,
        _ => paid ? RecoveryStage.Paid : RecoveryStage.ToPay,
    };
}
