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

    private readonly List<PastInvoice> page = [];
    private PastInvoice? current;
    private bool ordinary;

    /// <summary>In this order whatever the database thinks of it: then each table is met by its key, and an invoice's lines stand together.</summary>
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
        await session.EachAsync(Sql(from, until), Take, cancel);
        End();
        return page;
    }

    private void Take(PanelRow row)
    {
        if (row.Int(0) != current?.Id) Begin(row);
        ReadOnlySpan<char> type = row.Word(9);
        ordinary &= LineTypes.Makes(type) == InvoiceKind.Ordinary;
        if (LineTypes.Renews(type) == TargetKind.Service && row.Int(10) > 0)
            ((List<Service>)current!.Services).Add(new Service { Target = new Target(TargetKind.Service, row.Int(10)), Product = row.Int(11), ProductGroup = catalogue.Product(row.Int(11)).Group });
    }

    private void Begin(PanelRow row)
    {
        End();
        (string group, bool exempt) = catalogue.ClientGroup(row.Int(7));
        bool paid = Statuses.Invoice(row.Word(3)) == InvoiceStatus.Paid;
        DateOnly due = row.Day(2)!.Value;
        current = new PastInvoice(row.Int(0), new Client { Id = row.Int(1), Currency = catalogue.Currency(row.Int(6)) ?? "", Group = group, PanelExempt = exempt, Country = row.Text(8).Trim() },
            due, paid ? row.Day(4) ?? due : null, row.Money(5) ?? 0, new List<Service>());
        ordinary = true;
    }

    private void End()
    {
        if (current is not null && ordinary) page.Add(current);
        current = null;
    }
}
