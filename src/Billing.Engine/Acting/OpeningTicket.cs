using System.Globalization;
using Billing.Core.Actions;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Acting;

/// <summary>
/// Opens the ticket of an objection. The panel opens as many as it is asked for, so the one that carries our mark is looked for before, and after an interruption
/// again.
/// </summary>
internal sealed class OpeningTicket(IPanel panel) : IExecutor
{
    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.OpenTicket ticket = (BillingAction.OpenTicket)turn.Action;
        string mark = string.Create(CultureInfo.InvariantCulture, $"[billing:objection {ticket.InvoiceId}/{ticket.On:yyyy-MM-dd}]");
        if (await panel.FindTicketAsync(ticket.Client, mark, cancel) is { } known) return Opened(known, changed: false);
        string said = turn.Facts.Past.Objections.FirstOrDefault(objection => objection.Invoice == ticket.InvoiceId && objection.On == ticket.On)?.Said ?? "";
        await panel.OpenTicketAsync(ticket.Client, string.Create(CultureInfo.InvariantCulture, $"Objection to invoice {ticket.InvoiceId} {mark}"), said.Length > 0 ? said : "(the client wrote no text)", cancel);
        return await panel.FindTicketAsync(ticket.Client, mark, cancel) is { } opened ? Opened(opened, changed: true) : new Outcome.InDoubt("the panel does not show the ticket that it was asked for");
    }

    /// <summary>The panel's number of the ticket is where it lies.</summary>
    private static Outcome.Done Opened(int ticket, bool changed) => new(changed, string.Create(CultureInfo.InvariantCulture, $"ticket {ticket}"), Place: string.Create(CultureInfo.InvariantCulture, $"{ticket}"));
}
