using System.Globalization;
using Billing.Sandbox.Database;

namespace Billing.Sandbox;

public sealed partial class SandboxPanel
{
    public InvoiceView? Invoice(int id) => database.Do(() => database.Find("tblinvoices", id) is { } row ? View(row) : null);

    /// <summary>By id, oldest first.</summary>
    public IReadOnlyList<InvoiceView> Invoices(int? client = null) => database.Do<IReadOnlyList<InvoiceView>>(() =>
        [.. database.Rows($"SELECT * FROM tblinvoices {(client is null ? "" : "WHERE userid = @client ")}ORDER BY id", new { client }).Select(View)]);

    /// <summary>The oldest invoice of the client with that due date which still owes something; if none does, the oldest of all.</summary>
    public int? FindInvoice(int client, DateOnly due) => database.Do(() =>
    {
        IReadOnlyList<Row> rows = database.Rows("SELECT id, status FROM tblinvoices WHERE userid = @client AND duedate = @due ORDER BY id",
            new { client, due = due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
        return (rows.FirstOrDefault(row => row.Text("status") is "Unpaid" or "Payment Pending" or "Collections") ?? (rows.Count > 0 ? rows[0] : null))?.Int("id");
    });

    public ServiceView? Service(int id) => database.Find("tblhosting", id) is { } row ? ServiceOf(row) : null;
    public IReadOnlyList<ServiceView> Services() => [.. database.Rows("SELECT * FROM tblhosting ORDER BY id").Select(ServiceOf)];

    public AddonView? Addon(int id) => database.Find("tblhostingaddons", id) is { } row
        ? new AddonView(id, row.Int("hostingid"), row.Text("name"), row.Text("status"), row.Text("billingcycle"), row.Money("recurring"), row.Date("nextduedate")) : null;

    public DomainView? Domain(int id) => database.Find("tbldomains", id) is { } row
        ? new DomainView(id, row.Int("userid"), row.Text("domain"), row.Text("status"), row.Int("registrationperiod"), row.Money("recurringamount"), row.Date("nextduedate"), row.Flag("donotrenew")) : null;

    public ProjectView? Project(int id) => database.Find("mod_project", id) is { } row
        ? new ProjectView(id, row.Int("userid"), row.Text("title"), row.Text("status"), row.Text("notes"), row.Flag("completed")) : null;

    public decimal Credit(int client) => database.Find("tblclients", client)?.Money("credit") ?? 0m;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ActivityEntry> ActivityLog() => [.. database.Rows("SELECT * FROM tblactivitylog ORDER BY id")
        .Select(row => new ActivityEntry(row.Text("date"), row.Text("description"), row.Int("userid"), row.Text("user")))];

    public IReadOnlyList<TicketView> Tickets() => [.. database.Rows("SELECT * FROM tbltickets ORDER BY id")
        .Select(row => new TicketView(row.Int("id"), row.Int("userid"), row.Text("title"), row.Text("message"), row.Text("status")))];

    /// <summary>Mail that the panel was asked to send; it is kept, and sent nowhere.</summary>
    public IReadOnlyList<MailView> Mails() => [.. database.Rows("SELECT * FROM tblemails ORDER BY id")
        .Select(row => new MailView(row.Int("id"), row.Int("userid"), row.Text("to"), row.Text("subject"), row.Text("message"), row.Text("date")))];

    InvoiceView View(Row row) => new(row.Int("id"), row.Int("userid"), row.Text("invoicenum"), row.Date("date"), row.Date("duedate"), row.Text("status"), row.Money("total"),
        panel.Book.Balance(row), row.Text("paymentmethod"), row.Text("notes"),
        [.. database.Rows("SELECT * FROM tblinvoiceitems WHERE invoiceid = @id ORDER BY id", new { id = row.Int("id") })
            .Select(line => new InvoiceLineView(line.Text("type"), line.Int("relid"), line.Money("amount"), line.Text("description"), line.Date("duedate")))]);

    static ServiceView ServiceOf(Row row) => new(row.Int("id"), row.Int("userid"), row.Int("packageid"), row.Text("domain"), row.Text("domainstatus"),
        row.Text("suspendreason"), row.Text("billingcycle"), row.Money("amount"), row.Date("nextduedate"), row.Date("nextinvoicedate"), row.Date("termination_date"), row.Text("username"));
}
