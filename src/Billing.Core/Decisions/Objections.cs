using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>An objection that is not answered has its ticket, so that somebody answers it (policy §4.5). At once, not at the next run.</summary>
internal static class Objections
{
    public static void Decide(Situation situation)
    {
        foreach (Objection objection in situation.Past.Objections.Where(objection => objection.Answered is null))
            situation.Act(new BillingAction.OpenTicket(situation.Client.Id, objection.Invoice, objection.On),
                $"the client objected to invoice {objection.Invoice} on {objection.On.Say()}, and has no answer yet");
    }
}
