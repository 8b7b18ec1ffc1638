using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>The short questions: one thing, at this moment.</summary>
internal sealed class SingleLooks(PanelSession session, WhmcsDatabaseOptions options)
{
    private const string Balance = "i.total - COALESCE((SELECT SUM(a.amountin - a.amountout) FROM tblaccounts a WHERE a.invoiceid = i.id), 0)";

    public Task<InvoiceNow?> InvoiceNowAsync(int invoice, CancellationToken cancel) => session.OneAsync(
        Text($"SELECT CAST(i.status AS BINARY), {Balance} FROM tblinvoices i WHERE i.id = {invoice}"),
        row => new InvoiceNow(invoice, StatusOf(row.Word(0), invoice), row.Money(1) ?? throw NoTotal(invoice)), cancel);

    public Task<int?> ClientOfAsync(int invoice, CancellationToken cancel) => session.OneAsync(
        Text($"SELECT userid FROM tblinvoices WHERE id = {invoice}"), row => (int?)row.Int(0), cancel);

    public async Task<InvoiceSheet?> SheetAsync(int invoice, CancellationToken cancel)
    {
        List<SheetLine> lines = [];
        await session.EachAsync(Text($"SELECT description, amount FROM tblinvoiceitems WHERE invoiceid = {invoice} ORDER BY id"),
            row => lines.Add(new SheetLine(PanelText.Plain(row.Text(0)), row.Money(1) ?? 0)), cancel);
        return await session.OneAsync(Text($"""
            SELECT i.invoicenum, i.date, i.duedate, i.total, {Balance}, c.code, i.paymentmethod,
                   (SELECT g.value FROM tblpaymentgateways g WHERE g.gateway = i.paymentmethod AND g.setting = 'name' LIMIT 1)
            FROM tblinvoices i LEFT JOIN tblclients k ON k.id = i.userid LEFT JOIN tblcurrencies c ON c.id = k.currency WHERE i.id = {invoice}
            """), row => SheetOf(invoice, row, lines), cancel);
    }

    public async Task<IReadOnlyList<string>> BillingContactsAsync(int client, CancellationToken cancel)
    {
        List<string> addresses = [];
        await session.EachAsync(Text($"SELECT email FROM tblcontacts WHERE userid = {client} AND invoiceemails = 1 ORDER BY id"), row => addresses.Add(PanelText.Plain(row.Text(0))), cancel);
        return addresses;
    }

    /// <summary>All languages of a template have one name; a product names the row of the default one.</summary>
    public Task<string?> WelcomeAsync(int service, CancellationToken cancel) => session.OneAsync(Text($"""
        SELECT e.name FROM tblhosting h JOIN tblproducts p ON p.id = h.packageid JOIN tblemailtemplates e ON e.id = p.welcomeemail
        WHERE h.id = {service} AND p.welcomeemail > 0 AND e.disabled = 0
        """), row => row.Text(0).Trim() is { Length: > 0 } name ? name : null, cancel);

    public Task<string?> ProjectStatusAsync(int project, CancellationToken cancel) => session.OneAsync(
        Text($"SELECT status FROM mod_project WHERE id = {project}"), row => PanelText.Plain(row.Text(0)), cancel);

    public Task<ServiceHandle?> HandleAsync(Target target, bool projects, CancellationToken cancel) => target.Kind == TargetKind.Project && !projects
        ? Task.FromResult<ServiceHandle?>(null)
        : session.OneAsync(HandleRows.Sql(target.Kind, Text($"t.id = {target.Id}")), row => HandleRows.Read(target, row), cancel);

    /// <summary>
    /// The invoice that bills these items for that day. When several do (the panel splits by payment method), the one that bills most of them, one that
    /// still counts before a cancelled one, the oldest. One item suffices: what it leaves out is seen, and invoiced, by the next run.
    /// </summary>
    public async Task<int?> RenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel)
    {
        Dictionary<int, (HashSet<Target> Items, bool Counts)> found = [];
        string any = string.Join(" OR ", items.SelectMany(item => LineTypes.Of(item.Kind).Select(type => Text($"it.type = '{type}' AND it.relid = {item.Id}"))).DefaultIfEmpty("1 = 0"));
        await session.EachAsync(Text($"""
            SELECT it.invoiceid, CAST(i.status AS BINARY), CAST(it.type AS BINARY), it.relid FROM tblinvoiceitems it JOIN tblinvoices i ON i.id = it.invoiceid
            WHERE it.userid = {client} AND ({any}) AND (it.duedate = '{PanelDates.Text(due)}'
              OR (it.duedate IS NULL OR it.duedate < '1000-01-01') AND i.duedate = '{PanelDates.Text(due)}')
            """), row =>
        {
            if (!found.TryGetValue(row.Int(0), out (HashSet<Target> Items, bool Counts) of))
                found[row.Int(0)] = of = ([], Statuses.Invoice(row.Word(1)) is not (InvoiceStatus.Cancelled or InvoiceStatus.Refunded));
            if (LineTypes.Renews(row.Word(2)) is { } kind) of.Items.Add(new Target(kind, row.Int(3)));
        }, cancel);
        return found.OrderByDescending(one => one.Value.Items.Count).ThenByDescending(one => one.Value.Counts).ThenBy(one => one.Key).Select(one => (int?)one.Key).FirstOrDefault();
    }

    private InvoiceSheet SheetOf(int invoice, PanelRow row, List<SheetLine> lines)
    {
        DateOnly? date = row.Day(1), due = row.Day(2);
        return new InvoiceSheet(
            invoice, row.Text(0).Trim() is { Length: > 0 } number ? number : Number(invoice),
            date ?? due ?? throw new PanelException(PanelFailure.BadAnswer, Text($"Invoice {invoice} has neither a date nor a due date in the panel; give it one there.")),
            (due ?? date)!.Value, row.Money(3) ?? throw NoTotal(invoice), row.Money(4) ?? throw NoTotal(invoice), row.Text(5).Trim().ToUpperInvariant(),
            PanelText.Plain(row.Text(7)) is { Length: > 0 } method ? method : row.Text(6).Trim(),
            new Uri(options.Address, Text($"viewinvoice.php?id={invoice}")).AbsoluteUri, lines);
    }

    private static InvoiceStatus StatusOf(ReadOnlySpan<char> word, int invoice) => Statuses.Invoice(word)
        ?? throw new PanelException(PanelFailure.BadAnswer, Text($"Invoice {invoice} has the status '{word}', which no WHMCS has; mend it in the panel."));

    private static PanelException NoTotal(int invoice) => new(PanelFailure.BadAnswer, Text($"Invoice {invoice} has no total in the panel; mend it there."));

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);

    // Numbers print the same everywhere: the build is culture-invariant.
    private static string Text(ref DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
}
