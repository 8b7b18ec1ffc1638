using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>What takes a payment or an invoice back. Due dates stay where they are, except for a chargeback.</summary>
internal sealed class Reversals(PanelDatabase database, PanelClock clock, InvoiceBook book, DueDates dueDates, Payments payments, ActivityLog log, Hooks hooks)
{
    public void MarkPending(int invoice) => Set(invoice, "Payment Pending");

    public void Refund(int invoice)
    {
        GiveBack(invoice, "Refund of Invoice Payment");
        Set(invoice, "Refunded");
        database.Update("tblinvoices", invoice, ("date_refunded", clock.Now));
    }

    public void Cancel(int invoice)
    {
        Set(invoice, "Cancelled");
        database.Update("tblinvoices", invoice, ("date_cancelled", clock.Now));
    }

    /// <summary>Unpaid again; what was paid counts no longer, so the total is owed.</summary>
    public void Reopen(int invoice)
    {
        if (book.Find(invoice).Text("status") is "Paid" or "Refunded") GiveBack(invoice, "Payment Reversed");
        Set(invoice, "Unpaid");
        database.Update("tblinvoices", invoice, ("datepaid", PanelClock.ZeroMoment), ("date_cancelled", PanelClock.ZeroMoment), ("date_refunded", PanelClock.ZeroMoment));
    }

    public void Chargeback(int invoice)
    {
        GiveBack(invoice, "Payment Reversal");
        Set(invoice, "Collections");
        dueDates.Back(invoice);
    }

    void Set(int invoice, string status)
    {
        Row row = book.Find(invoice);
        book.SetStatus(invoice, status);
        log.Write($"Invoice Status Changed to {status} - Invoice ID: {invoice}", row.Int("userid"), "Admin");
        if (status is "Cancelled" or "Refunded" or "Unpaid") hooks.Reach($"Invoice{status}", invoice, row.Int("userid"));
    }

    /// <summary>Credit that paid for it goes back to the client, money leaves as a transaction: the whole total is open again.</summary>
    void GiveBack(int invoice, string why)
    {
        Row row = book.Find(invoice);
        if (book.Paid(invoice) is > 0 and var paid) payments.Book(row, 0m, paid, why);
        if (row.Money("credit") is not (> 0 and var credit)) return;
        payments.Credit(row.Int("userid"), credit, $"{why} #{invoice}", invoice);
        database.Update("tblinvoices", invoice, ("credit", 0m), ("total", row.Money("total") + credit));
    }
}
