using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>Requests of clients to end a service.</summary>
internal sealed class Cancellations(PanelDatabase database, PanelClock clock, PanelSettings settings, InvoiceBook book, Reversals reversals, ActivityLog log)
{
    public int Ask(int service, string type, string reason)
    {
        Row row = database.Find("tblhosting", service) ?? throw new PanelRefusal("Service ID Not Found");
        if (database.Number("SELECT COUNT(*) FROM tblcancelrequests WHERE relid = @service", new { service }) > 0)
            throw new PanelRefusal("Existing Cancellation Request Exists");
        int id = database.Insert("tblcancelrequests", ("date", clock.Now), ("relid", service), ("reason", reason),
            ("type", type is "Immediate" ? "Immediate" : "End of Billing Period"), ("created_at", clock.Now), ("updated_at", clock.Now));
        log.Write($"New Cancellation Request - Service ID: {service}", row.Int("userid"));
        if (settings.IsOn("CancelInvoiceOnCancellation")) DropOpenLines(row);
        return id;
    }

    /// <summary>An invoice of nothing else is cancelled; from any other the service's line is taken.</summary>
    void DropOpenLines(Row service)
    {
        foreach (Row line in database.Rows(
            "SELECT i.* FROM tblinvoiceitems i JOIN tblinvoices v ON v.id = i.invoiceid WHERE i.userid = @client AND i.type = 'Hosting' AND i.relid = @id AND v.status = 'Unpaid'",
            new { client = service.Int("userid"), id = service.Int("id") }))
        {
            int invoice = line.Int("invoiceid");
            if (database.Number("SELECT COUNT(*) FROM tblinvoiceitems WHERE invoiceid = @invoice", new { invoice }) is 1) { reversals.Cancel(invoice); continue; }
            database.Run("DELETE FROM tblinvoiceitems WHERE id = @id", new { id = line.Int("id") });
            book.AddUp(invoice);
        }
    }
}
