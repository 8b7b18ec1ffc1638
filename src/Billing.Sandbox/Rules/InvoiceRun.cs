using System.Globalization;
using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>What the invoice run is asked to look at. No ids: everything within the lead time; no client either: everybody.</summary>
internal sealed record InvoiceRunScope(int? Client, IReadOnlyList<int> Services, IReadOnlyList<int> Addons, IReadOnlyList<int> Domains)
{
    public bool NamesNothing => Services.Count + Addons.Count + Domains.Count is 0;
}

/// <summary>Makes renewal invoices: real Hosting, Addon and Domain lines, one invoice per client, due date and payment method.</summary>
internal sealed class InvoiceRun(PanelDatabase database, PanelClock clock, PanelSettings settings, InvoiceBook book, DueDates dueDates, Payments payments)
{
    sealed record Candidate(Renewable Kind, Row Row, DateOnly Due, string Description)
    {
        public int Client => Row.Int("userid");
        public string Method => Row.Text("paymentmethod");
    }

    public IReadOnlyList<int> Make(InvoiceRunScope scope, bool noEmails)
    {
        if (scope.Client is { } client && database.Find("tblclients", client) is null) throw new PanelRefusal("Client ID Not Found");
        List<int> made = [];
        foreach (var ofClient in Candidates(scope).Where(c => !Invoiced(c)).GroupBy(c => c.Client))
        {
            bool separately = Separately(ofClient.Key);
            foreach (var group in ofClient.GroupBy(c => (c.Due, c.Method, Alone: separately ? $"{c.Kind.LineType} {c.Row.Int("id")}" : "")))
                made.Add(Make(ofClient.Key, group.Key.Due, group.Key.Method, [.. group], noEmails));
        }
        return made;
    }

    int Make(int client, DateOnly due, string method, IReadOnlyList<Candidate> candidates, bool noEmails)
    {
        int invoice = book.Write(client, clock.Today, due, "Unpaid", method,
            [.. candidates.Select(c => new InvoiceLine(c.Kind.LineType, c.Row.Int("id"), c.Description, c.Row.Money(c.Kind.AmountColumn), c.Due))]);
        foreach (Candidate c in candidates)
            database.Update(c.Kind.Table, c.Row.Int("id"), ("nextinvoicedate", dueDates.Next(c.Kind, c.Row, c.Due)));
        if (!noEmails)
            database.Insert("tblemails", ("userid", client), ("subject", "Customer Invoice"), ("message", $"Invoice {invoice}"), ("date", clock.Now));
        if (!settings.IsOn("NoAutoApplyCredit")) payments.ApplyAvailableCredit(invoice);
        return invoice;
    }

    IEnumerable<Candidate> Candidates(InvoiceRunScope scope) =>
        from kind in new[] { Renewable.Hosting, Renewable.Addon, Renewable.Domain }
        from row in Rows(kind, scope)
        let due = row.Date("nextduedate")
        where due is not null && kind.Months(row) > 0 && row.Money(kind.AmountColumn) > 0 && MayRenew(kind, row)
        where !scope.NamesNothing || due <= clock.Today.AddDays(LeadDays)
        select new Candidate(kind, row, due.Value, Description(kind, row, due.Value));

    IReadOnlyList<Row> Rows(Renewable kind, InvoiceRunScope scope)
    {
        IReadOnlyList<int> named = kind == Renewable.Hosting ? scope.Services : kind == Renewable.Addon ? scope.Addons : scope.Domains;
        if (!scope.NamesNothing && named.Count is 0) return [];
        string where = (scope.Client is null ? "1 = 1" : "userid = @client") + (named.Count is 0 ? "" : " AND id IN @named");
        return database.Rows($"SELECT * FROM `{kind.Table}` WHERE {where} ORDER BY id", new { client = scope.Client, named });
    }

    int LeadDays => int.TryParse(settings.Value("CreateInvoiceDaysBefore"), CultureInfo.InvariantCulture, out int days) ? days : 14;

    bool MayRenew(Renewable kind, Row row) => kind == Renewable.Domain
        ? row.Text("status") is "Active" or "Grace" && !row.Flag("donotrenew")
        : row.Text(kind.StatusColumn) is "Active" or "Pending" or "Suspended"
            && database.Number("SELECT COUNT(*) FROM tblcancelrequests WHERE relid = @service",
                new { service = row.Int(kind == Renewable.Addon ? "hostingid" : "id") }) is 0;

    /// <summary>A line for this very due date, on an invoice that is not cancelled, is an invoice for it.</summary>
    bool Invoiced(Candidate c) => database.Number(
        "SELECT COUNT(*) FROM tblinvoiceitems i JOIN tblinvoices v ON v.id = i.invoiceid WHERE i.userid = @client AND i.type = @type AND i.relid = @id AND i.duedate = @due AND v.status <> 'Cancelled'",
        new { client = c.Client, type = c.Kind.LineType, id = c.Row.Int("id"), due = Text(c.Due) }) > 0;

    bool Separately(int client) => database.Find("tblclients", client) is { } row
        && (row.Flag("separateinvoices") || (database.Find("tblclientgroups", row.Int("groupid"))?.Flag("separateinvoices") ?? false));

    string Description(Renewable kind, Row row, DateOnly due)
    {
        string period = string.Create(CultureInfo.InvariantCulture, $"({due:dd/MM/yyyy} - {dueDates.Next(kind, row, due).AddDays(-1):dd/MM/yyyy})");
        if (kind == Renewable.Domain) return $"Domain Renewal - {row.Text("domain")} - {row.Int("registrationperiod")} Year/s {period}";
        string name = kind == Renewable.Hosting ? database.Find("tblproducts", row.Int("packageid"))?.Text("name") ?? ""
            : row.Text("name") is { Length: > 0 } own ? own : database.Find("tbladdons", row.Int("addonid"))?.Text("name") ?? "";
        string domain = kind == Renewable.Hosting ? row.Text("domain") : database.Find("tblhosting", row.Int("hostingid"))?.Text("domain") ?? "";
        return domain is "" ? $"{name} {period}" : $"{name} - {domain} {period}";
    }

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
