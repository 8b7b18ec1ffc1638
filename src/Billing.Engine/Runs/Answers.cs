using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>Objections that were answered in their tickets: from then on the timeline goes on, where the policy had paused it.</summary>
internal static class Answers
{
    /// <summary>Asks the panel about the tickets of a client's open objections. True when one was answered.</summary>
    public static async Task<bool> NoteAsync(IPanel panel, ILedger ledger, ClientFacts facts, DateOnly today, CancellationToken cancel)
    {
        bool any = false;
        foreach (Objection objection in facts.Past.Objections.Where(objection => objection.Answered is null))
        {
            BillingAction.OpenTicket ticket = new(facts.Client.Id, objection.Invoice, objection.On);
            if (facts.Past.Find(ticket.Key) is not { State: DeedState.Done, Place: { } place }) continue;
            if (!await panel.IsTicketAnsweredAsync(int.Parse(place, CultureInfo.InvariantCulture), cancel)) continue;
            await ledger.AnswerAsync(facts.Client.Id, objection.Invoice, today, cancel);
            any = true;
        }
        return any;
    }
}
