using Billing.Core.Actions;

namespace Billing.Core.Decisions;

/// <summary>An unpaid invoice that was notified, and not objected to when its due date had passed, is recorded as accepted (policy §4.5).</summary>
internal static class Acceptances
{
    public static void Decide(Situation situation)
    {
        foreach (Debt debt in situation.Debts)
            if (debt is { Owing: true, Old: false } && debt.NotifiedOn < situation.Today
                && situation.Past.Objections.All(objection => objection.Invoice != debt.Invoice.Id))
                situation.Act(new BillingAction.Accept(situation.Client.Id, debt.Invoice.Id, debt.Invoice.Due),
                    $"{debt.Invoice.Say()}: notified on {debt.NotifiedOn!.Value.Say()}, past due, and not objected to");
    }
}
