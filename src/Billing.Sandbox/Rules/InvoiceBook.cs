using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>One line to be put on a new invoice.</summary>
internal sealed record InvoiceLine(string Type, int RelId, string Description, decimal Amount, DateOnly? Due);

/// <summary>Writes invoices, and knows what is still owed on one.</summary>
internal sealed class InvoiceBook(PanelDatabase database, PanelClock clock, ActivityLog log, Hooks hooks)
{
    public int Write(int client, DateOnly date, DateOnly due, string status, string method, IReadOnlyCollection<InvoiceLine> lines, string notes = "", int? id = null)
    {
        decimal total = lines.Sum(line => line.Amount);
        int invoice = database.Insert("tblinvoices", ("id", id), ("userid", client), ("invoicenum", ""), ("date", date), ("duedate", due),
            ("datepaid", PanelClock.ZeroMoment), ("subtotal", total), ("credit", 0m), ("tax", 0m), ("tax2", 0m), ("total", total), ("status", status),
            ("paymentmethod", method), ("notes", notes), ("created_at", clock.Now), ("updated_at", clock.Now));
        foreach (InvoiceLine line in lines) Add(invoice, client, method, line);
        log.Write($"Created Invoice - Invoice ID: {invoice}", client);
        hooks.Reach("InvoiceCreated", invoice, client);
        return invoice;
    }

    public void Add(int invoice, int client, string method, InvoiceLine line) => database.Insert("tblinvoiceitems", ("invoiceid", invoice),
        ("userid", client), ("type", line.Type), ("relid", line.RelId), ("description", line.Description), ("amount", line.Amount),
        ("taxed", 0), ("duedate", line.Due), ("paymentmethod", method), ("notes", ""));

    public Row Find(int invoice) => database.Find("tblinvoices", invoice) ?? throw new PanelRefusal("Invoice ID Not Found");

    /// <summary>The total (which is after credit) less what was paid and not given back.</summary>
    public decimal Balance(Row invoice) => invoice.Money("total") - Paid(invoice.Int("id"));

    public decimal Paid(int invoice) => database.Rows("SELECT amountin, amountout FROM tblaccounts WHERE invoiceid = @invoice", new { invoice })
        .Sum(row => row.Money("amountin") - row.Money("amountout"));

    public void SetStatus(int invoice, string status) => database.Update("tblinvoices", invoice, ("status", status), ("updated_at", clock.Now));

    /// <summary>Subtotal and total again from the lines.</summary>
    public void AddUp(int invoice)
    {
        Row row = Find(invoice);
        decimal subtotal = database.Rows("SELECT amount FROM tblinvoiceitems WHERE invoiceid = @invoice", new { invoice }).Sum(line => line.Money("amount"));
        database.Update("tblinvoices", invoice, ("subtotal", subtotal), ("updated_at", clock.Now),
            ("total", subtotal + row.Money("tax") + row.Money("tax2") - row.Money("credit")));
    }
}
