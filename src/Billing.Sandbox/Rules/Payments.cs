using System.Globalization;
using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>Money that comes in: an invoice is paid when nothing is owed on it; paying moves due dates, and may lift the panel's own suspensions.</summary>
internal sealed class Payments(PanelDatabase database, PanelClock clock, PanelSettings settings, InvoiceBook book, DueDates dueDates, ModuleCommands modules, ActivityLog log, Hooks hooks)
{
    public void Pay(int invoice, decimal? amount = null, string transaction = "", string gateway = "", string at = "", decimal fees = 0m)
    {
        Row row = book.Find(invoice);
        if (row.Text("status") is "Cancelled") throw new PanelRefusal("Payments cannot be added to a Cancelled Invoice");
        decimal owed = book.Balance(row), paid = amount ?? Math.Max(owed, 0m);
        if (amount is null && row.Text("status") is "Paid") paid = row.Money("total");
        if (paid <= 0 && owed > 0) throw new PanelRefusal("Invalid Payment Amount");
        int client = row.Int("userid");
        Book(row, paid, 0m, $"Invoice Payment", transaction, gateway, at, fees);
        log.Write($"Added Invoice Payment - Invoice ID: {invoice}", client);
        hooks.Reach("AddInvoicePayment", invoice, client);
        if (row.Text("status") is "Paid") Credit(client, paid, $"Overpayment of Invoice #{invoice}", invoice);
        else if (paid >= owed)
        {
            MarkPaid(invoice);
            if (paid > owed) Credit(client, paid - owed, $"Overpayment of Invoice #{invoice}", invoice);
        }
    }

    /// <summary>What happens once an invoice is paid. Marked paid again it changes nothing.</summary>
    public void MarkPaid(int invoice)
    {
        Row row = book.Find(invoice);
        if (row.Text("status") is "Paid") return;
        database.Update("tblinvoices", invoice, ("status", "Paid"), ("datepaid", clock.Now), ("updated_at", clock.Now), ("invoicenum", Number(row)));
        log.Write($"Invoice Marked Paid - Invoice ID: {invoice}", row.Int("userid"));
        dueDates.Forward(invoice);
        foreach (Row line in database.Rows("SELECT * FROM tblinvoiceitems WHERE invoiceid = @invoice", new { invoice })) Settle(line);
        hooks.Reach("InvoicePaid", invoice, row.Int("userid"));   // after renewal and unsuspension
    }

    /// <summary>Uses credit of the client for the invoice; paying it if that is enough.</summary>
    public bool ApplyCredit(int invoice, decimal amount)
    {
        Row row = book.Find(invoice);
        database.Update("tblinvoices", invoice, ("credit", row.Money("credit") + amount), ("total", row.Money("total") - amount));
        Credit(row.Int("userid"), -amount, $"Credit Applied to Invoice #{invoice}", invoice);
        if (book.Balance(book.Find(invoice)) > 0) return false;
        MarkPaid(invoice);
        return true;
    }

    public void ApplyAvailableCredit(int invoice)
    {
        Row row = book.Find(invoice);
        decimal usable = Math.Min(database.Find("tblclients", row.Int("userid"))?.Money("credit") ?? 0m, book.Balance(row));
        if (usable > 0) ApplyCredit(invoice, usable);
    }

    /// <summary>A row in the client's credit and in its balance; negative when used.</summary>
    public void Credit(int client, decimal amount, string why, int invoice)
    {
        decimal present = database.Find("tblclients", client)?.Money("credit") ?? 0m;
        database.Insert("tblcredit", ("clientid", client), ("date", clock.Today), ("description", why), ("amount", amount), ("relid", invoice));
        database.Update("tblclients", client, ("credit", present + amount));
    }

    /// <summary>One transaction of the invoice, in or out.</summary>
    public void Book(Row invoice, decimal incoming, decimal outgoing, string description, string transaction = "", string gateway = "", string at = "", decimal fees = 0m) =>
        database.Insert("tblaccounts", ("userid", invoice.Int("userid")), ("currency", 0), ("gateway", gateway is "" ? invoice.Text("paymentmethod") : gateway),
            ("date", at is "" ? clock.Now : at), ("description", description), ("amountin", incoming), ("fees", fees), ("amountout", outgoing), ("rate", 1m),
            ("transid", transaction), ("invoiceid", invoice.Int("id")), ("refundid", 0));

    void Settle(Row line)
    {
        int id = line.Int("relid");
        switch (line.Text("type"))
        {
            case "Hosting" when settings.IsOn("AutoUnsuspend") && database.Find("tblhosting", id) is { } service
                    && service.Text("domainstatus") is "Suspended" && service.Text("suspendreason") is "" or ModuleCommands.OwnReason:
                modules.Lift(id);
                break;
            case "AddFunds":
                Credit(line.Int("userid"), line.Money("amount"), "Add Funds Invoice", line.Int("invoiceid"));
                break;
            case "Invoice" when database.Find("tblinvoices", id) is { } original && original.Text("status") is "Unpaid" or "Payment Pending" or "Collections":
                Credit(line.Int("userid"), line.Money("amount"), $"Mass Invoice Payment Credit for Invoice #{id}", id);
                ApplyCredit(id, Math.Min(line.Money("amount"), book.Balance(original)));
                break;
        }
    }

    /// <summary>With sequential numbering an invoice gets its number when it is paid.</summary>
    string Number(Row invoice)
    {
        if (invoice.Text("invoicenum") is not "" || !settings.IsOn("SequentialInvoiceNumbering")) return invoice.Text("invoicenum");
        string next = settings.Value("SequentialInvoiceNumberValue") ?? "1";
        settings.Set("SequentialInvoiceNumberValue", (int.Parse(next, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        return (settings.Value("SequentialInvoiceNumberFormat") ?? "{NUMBER}")
            .Replace("{NUMBER}", next, StringComparison.Ordinal).Replace("{YEAR}", clock.Today.ToString("yyyy", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{MONTH}", clock.Today.ToString("MM", CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{DAY}", clock.Today.ToString("dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
