using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>A terminated service comes back from its backup for a fee (policy §7.4), as long as the backup lasts.</summary>
internal static class Recoveries
{
    public static void Decide(Situation situation)
    {
        foreach (Deed deed in situation.Past.Deeds)
            if (deed is { State: DeedState.InDoubt, Action: BillingAction.Restore begun } && situation.Facts.Find(begun.Target) is { Status: ServiceStatus.Active })
                situation.Act(begun, "it was interrupted after the panel was told");
        foreach (RecoveryRequest request in situation.Past.Recoveries)
            if (situation.Facts.Find(request.Target) is { Status: ServiceStatus.Terminated } service && KeptUntil(situation, request.Target) is { } until)
            {
                if (situation.Today <= until || InHand(situation, request.Target, until)) Decide(situation, service, request);
                else situation.Abstain(request.Target.ToString(), $"its backup was kept until {until.Say()}: the offer is gone");
            }
    }

    private static void Decide(Situation situation, Service service, RecoveryRequest request)
    {
        Client client = situation.Client;
        bool priced = situation.Policy.Recovery.Fee.TryGetValue(client.Currency, out decimal fee);
        BillingAction.InvoiceRecovery raise = new(client.Id, request.Target, situation.Today.AddDays(situation.Policy.Recovery.DueDays), fee, request.On);
        if (situation.Past.Find(raise.Key) is not { State: DeedState.Done, Invoice: { } id })
        {
            if (priced) situation.Act(raise, $"its client asked for it back on {request.On.Say()}");
            else situation.Abstain(request.Target.ToString(), $"the policy has no recovery fee in {client.Currency}");
        }
        else if (situation.Facts.FindInvoice(id) is { Status: InvoiceStatus.Paid } && !StillOwes(situation, request.Target))
            situation.Act(new BillingAction.Restore(request.Target, id, situation.Today.AddMonths(service.Cycle.Months)), $"the recovery fee (invoice {id}) and what it owed are paid");
    }

    private static bool StillOwes(Situation situation, Target target) => Owed(situation, target).Any();

    /// <summary>What a terminated service still owes.</summary>
    public static IEnumerable<Invoice> Owed(Situation situation, Target target) => situation.Debts.Where(debt =>
        debt.Invoice is { Kind: InvoiceKind.Ordinary } && debt.Invoice.PeriodOf(target) is not null && !debt.EndsBefore(target)).Select(debt => debt.Invoice);

    /// <summary>The last day on which it can be recovered; null when it was not removed by us, or there is no backup of it any more.</summary>
    public static DateOnly? KeptUntil(Situation situation, Target target)
    {
        (BillingAction.Backup? backup, Deed? made) = situation.Past.Done<BillingAction.Backup>().LastOrDefault(done => done.Action.Target == target);
        bool removed = situation.Past.Done<BillingAction.Terminate>().Any(done => done.Action.Target == target);
        return removed && backup is not null && !Backups.IsDiscarded(situation.Past, backup) ? Backups.EndOf(situation, made!) : null;
    }

    /// <summary>Whether its recovery is begun and not finished, or its fee was paid in time: the end of the backup does not cut that off.</summary>
    public static bool InHand(Situation situation, Target target, DateOnly until) => situation.Facts.Find(target) is { Status: ServiceStatus.Terminated }
        && situation.Past.Done<BillingAction.InvoiceRecovery>().Any(raised => raised.Action.Target == target && raised.Deed.Invoice is { } fee
            && (situation.Past.Find(new BillingAction.Restore(target, fee, default).Key) is { } begun ? begun.State != DeedState.Done
                : situation.Facts.FindInvoice(fee) is { Status: InvoiceStatus.Paid, PaidOn: { } paid } && paid <= until));
}
