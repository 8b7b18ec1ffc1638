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
                if (situation.Today <= until) Decide(situation, service, request);
                else situation.Abstain(request.Target.ToString(), $"its backup was kept until {until.Say()}: the offer is gone");
            }
    }

    private static void Decide(Situation situation, Service service, RecoveryRequest request)
    {
        Client client = situation.Client;
        if (!situation.Policy.Recovery.Fee.TryGetValue(client.Currency, out decimal fee))
        {
            situation.Abstain(request.Target.ToString(), $"the policy has no recovery fee in {client.Currency}");
            return;
        }
        BillingAction.InvoiceRecovery raise = new(client.Id, request.Target, situation.Today.AddDays(situation.Policy.Recovery.DueDays), fee, request.On);
        if (situation.Past.Find(raise.Key) is not { State: DeedState.Done, Invoice: { } id })
            situation.Act(raise, $"its client asked for it back on {request.On.Say()}");
        else if (situation.Facts.FindInvoice(id) is { Status: InvoiceStatus.Paid } && !StillOwes(situation, request.Target))
            situation.Act(new BillingAction.Restore(request.Target, id, situation.Today.AddMonths(service.Cycle.Months)), $"the recovery fee (invoice {id}) and what it owed are paid");
    }

    private static bool StillOwes(Situation situation, Target target) => Owed(situation, target).Any();

    /// <summary>What a terminated service still owes.</summary>
    public static IEnumerable<Invoice> Owed(Situation situation, Target target) => situation.Debts.Where(debt =>
        debt.Invoice is { Kind: InvoiceKind.Ordinary } && debt.Invoice.PeriodOf(target) is not null && !debt.EndsBefore(target)).Select(debt => debt.Invoice);

    /// <summary>The last day on which it can be asked back; null when we did not remove it, or kept nothing.</summary>
    public static DateOnly? KeptUntil(Situation situation, Target target)
    {
        DateOnly? made = situation.Past.Done<BillingAction.Backup>().Where(done => done.Action.Target == target).Select(done => (DateOnly?)done.Deed.On).LastOrDefault();
        bool removed = situation.Past.Done<BillingAction.Terminate>().Any(done => done.Action.Target == target);
        return removed ? made?.AddDays(situation.Policy.Recovery.KeepBackupsDays) : null;
    }
}
