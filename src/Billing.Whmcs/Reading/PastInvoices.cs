using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>
/// The invoices of a span of due dates with the day each was paid, a week at a time where due dates are indexed, so that no more than a week is kept. Drafts, withdrawn and
/// refunded ones are left out, and those that are no debt (credit, several paid together).
/// </summary>
internal sealed class PastInvoices(PanelSession session, PanelTables tables, Catalogue catalogue)
{
    private const int Days = 7;

    private readonly Dictionary<int, (PastInvoice Invoice, List<Service> Services)> page = [];
    private readonly HashSet<int> noDebt = [];

    /// <summary>In this order whatever the database thinks of it: then each table is met by its key.</summary>
    public static string Sql(DateOnly from, DateOnly until) => $"""
        SELECT STRAIGHT_JOIN i.id, i.userid, i.duedate, CAST(i.status AS BINARY), i.datepaid, i.total, k.currency, k.groupid, k.country, CAST(it.type AS BINARY), it.relid, h.packageid
        FROM tblinvoices i JOIN tblclients k ON k.id = i.userid LEFT JOIN tblinvoiceitems it ON it.invoiceid = i.id LEFT JOIN tblhosting h ON it.type = 'Hosting' AND h.id = it.relid
        WHERE i.duedate BETWEEN '{PanelDates.Text(from)}' AND '{PanelDates.Text(until)}' AND i.status IN ('Paid', 'Unpaid', 'Collections', 'Payment Pending')
        """;

    public IEnumerable<(DateOnly From, DateOnly Until)> Pages(DateOnly from, DateOnly until)
    {
        if (!tables.InvoicesByDueDate) yield return (from, until);
        else
            for (DateOnly day = from; day <= until; day = day.AddDays(Days)) yield return (day, day.AddDays(Days - 1) < until ? day.AddDays(Days - 1) : until);
    }

    public async Task<IReadOnlyList<PastInvoice>> ReadAsync(DateOnly from, DateOnly until, CancellationToken cancel)
    {
        page.Clear();
        noDebt.Clear();
        await session.EachAsync(Sql(from, until), Take, cancel);
        return [.. page.Values.Select(one => one.Invoice).Where(invoice => !noDebt.Contains(invoice.Id))];
    }

    private void Take(PanelRow row)
    {
        int id = row.Int(0);
        if (!page.TryGetValue(id, out (PastInvoice Invoice, List<Service> Services) one)) page[id] = one = Begin(row, id);
        ReadOnlySpan<char> type = row.Word(9);
        if (LineTypes.Makes(type) != InvoiceKind.Ordinary) noDebt.Add(id);
        if (LineTypes.Renews(type) == TargetKind.Service && row.Int(10) > 0)
            one.Services.Add(new Service { Target = new Target(TargetKind.Service, row.Int(10)), Product = row.Int(11), ProductGroup = catalogue.Product(row.Int(11)).Group });
    }

    private (PastInvoice, List<Service>) Begin(PanelRow row, int id)
    {
        (string group, bool exempt) = catalogue.ClientGroup(row.Int(7));
        bool paid = Statuses.Invoice(row.Word(3)) == InvoiceStatus.Paid;
        DateOnly due = row.Day(2)!.Value;
        List<Service> services = [];
        Client client = new() { Id = row.Int(1), Currency = catalogue.Currency(row.Int(6)) ?? "", Group = group, PanelExempt = exempt, Country = row.Text(8).Trim() };
        return (new PastInvoice(id, client, due, paid ? row.Day(4) ?? due : null, row.Money(5) ?? 0, services), services);
    }
}
