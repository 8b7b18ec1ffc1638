using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>
/// Whole invoices. The API's lines do not say which period they bill, so it is inferred: see <see cref="PeriodOf"/>.
/// </summary>
internal sealed class ApiInvoices(WhmcsApi api)
{
    private const int FewClients = 3;

    private static readonly string[] OpenStatuses = ["Unpaid", "Payment Pending", "Collections"];

    /// <summary>The invoice with its lines and balance; null when it is gone, or cannot be understood (then the reading says so).</summary>
    public async Task<Invoice?> ReadAsync(InvoiceHead head, PanelReading? reading, CancellationToken cancel)
    {
        ApiAnswer? answer = await api.FindAsync(new ApiCall("GetInvoice").With("invoiceid", head.Id), cancel);
        if (answer is not { } found) return null;
        try
        {
            return Read(head.Id, found);
        }
        catch (FormatException why) when (reading is not null)
        {
            reading.CannotRead("tblinvoices", head.Id, head.Client, why.Message);
            return null;
        }
    }

    /// <summary>
    /// Which invoices are still open. A few clients are asked for one by one; for more, or for numbers, the panel's lists of what is open are read whole: they
    /// are a few pages, and the API gives no invoices by their numbers.
    /// </summary>
    public static async Task<IReadOnlyList<WatchedInvoice>> ReadOpenAsync(ApiPages pages, IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel)
    {
        if (clients.Count + numbers.Count == 0) return [];
        bool single = numbers.Count == 0 && clients.Count <= FewClients;
        IEnumerable<Func<ApiCall>> lists = single
            ? clients.Select(client => (Func<ApiCall>)(() => new ApiCall("GetInvoices").With("userid", client).With("orderby", "id").With("order", "asc")))
            : OpenStatuses.Select(status => (Func<ApiCall>)(() => new ApiCall("GetInvoices").With("status", status).With("orderby", "id").With("order", "asc")));
        HashSet<int> ofClients = [.. clients], numbered = [.. numbers];
        Dictionary<int, WatchedInvoice> open = [];
        foreach (Func<ApiCall> list in lists)
            foreach (WatchedInvoice one in await pages.ReadAsync(list, "invoices", "invoice", Watched, null, cancel))
                if (ofClients.Contains(one.Client) || numbered.Contains(one.Id)) open[one.Id] = one;
        return [.. open.Values];
    }

    private static WatchedInvoice? Watched(ApiAnswer row) => row.Text("status").Trim() is var status && Statuses.Invoice(status) is { } known && !IsOpen(known) ? null
        : new WatchedInvoice(row.Number("id"), row.Number("userid"), $"{status}|{row.Text("total")}|{row.Text("duedate")}");

    private static bool IsOpen(InvoiceStatus status) => status != InvoiceStatus.Draft && Open(status);

    /// <summary>Whether its money may still come: it bills the first period that nobody paid for.</summary>
    public static bool Open(InvoiceStatus status) =>
        status is InvoiceStatus.Draft or InvoiceStatus.Unpaid or InvoiceStatus.PaymentPending or InvoiceStatus.Collections;

    /// <summary>
    /// Names the period of each line. It is the invoice's due date, with one exception: staff who grant a later due date do not change what the invoice is
    /// for, and the panel moves a service's next due date only when it is paid. So an open invoice due later than the next due date of a service on it
    /// bills that next due date, unless another open one is due on that very day.
    /// </summary>
    public static IReadOnlyList<Invoice> WithPeriods(IReadOnlyList<Invoice> invoices, IReadOnlyList<Service> services)
    {
        Dictionary<Target, DateOnly> next = services.Where(service => service.NextDue is not null).ToDictionary(service => service.Target, service => service.NextDue!.Value);
        HashSet<(Target, DateOnly)> billed = [.. invoices.Where(invoice => Open(invoice.Status)).SelectMany(invoice => invoice.Targets.Select(target => (target, invoice.Due)))];
        return [.. invoices.Select(invoice => invoice with { Lines = [.. invoice.Lines.Select(line => line with { Period = PeriodOf(invoice, line, next, billed) })] })];
    }

    private static DateOnly? PeriodOf(Invoice invoice, InvoiceLine line, Dictionary<Target, DateOnly> next, HashSet<(Target, DateOnly)> billed) => line.Target switch
    {
        null => invoice.Due,
        { } target when Open(invoice.Status) && next.TryGetValue(target, out DateOnly due) && due < invoice.Due && !billed.Contains((target, due)) => due,
        _ => invoice.Due,
    };

    private static Invoice Read(int id, ApiAnswer row)
    {
        InvoiceStatus status = Statuses.Invoice(row.Text("status")) ?? throw new FormatException($"status is \"{row.Text("status")}\", which is no word of the panel");
        DateOnly due = ApiRows.Due(row, status);
        IReadOnlyList<ApiAnswer> items = row.List("items", "item");
        InvoiceKind kind = items.Select(item => LineTypes.Makes(item.Text("type"))).FirstOrDefault(kind => kind != InvoiceKind.Ordinary);
        Target? recovered = RecoveryMark.Read(row.Text("notes"));
        if (recovered is not null) kind = InvoiceKind.Recovery;
        else if (FeeMark.IsLateFee(row.Text("notes"))) kind = InvoiceKind.LateFee;
        return new Invoice
        {
            Id = id, Date = PanelDates.Day(row.Text("date")) ?? due, Due = due, Status = status, Balance = row.Money("balance"), Kind = kind,
            Lines = [.. items.Select(item => Line(item, recovered))], PaidOn = status == InvoiceStatus.Paid ? PanelDates.Day(row.Text("datepaid")) : null,
        };
    }

    private static InvoiceLine Line(ApiAnswer item, Target? recovered)
    {
        int related = item.Number("relid");
        string type = item.Text("type").Trim();
        Target? target = related > 0 && LineTypes.Renews(type) is { } kind ? new Target(kind, related)
            : type.Length == 0 && PanelText.Plain(item.Text("description")).StartsWith(RecoveryMark.LineStart, StringComparison.Ordinal) ? recovered : null;
        return new InvoiceLine(target, item.Money("amount"));
    }
}
