using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Writing;

/// <summary>
/// One invoice at this moment, from the panel itself: only it knows the balance in every version (credit notes, part payments, applied credit).
/// </summary>
internal sealed class InvoiceLook(WhmcsApi api, Uri address, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly Remembered<IReadOnlyDictionary<string, string>> methods = new(time, Age, async cancel =>
    {
        var call = new ApiCall("GetPaymentMethods");
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        return api.Understand(call, answer, methods => methods.List("paymentmethods", "paymentmethod")
            .GroupBy(method => method.Text("module"), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => PanelText.Plain(same.First().Text("displayname")), StringComparer.OrdinalIgnoreCase));
    });

    private readonly Remembered<Uri> home = new(time, Age, async cancel =>
    {
        ApiAnswer answer = await api.ReadAsync(new ApiCall("GetConfigurationValue").With("setting", "SystemURL"), cancel);
        string text = answer.Text("value").Trim();
        return Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? url) && url.Scheme.StartsWith("http", StringComparison.Ordinal) ? url : address;
    });

    public async Task<InvoiceNow?> NowAsync(int invoice, CancellationToken cancel)
    {
        ApiCall call = Get(invoice);
        return await api.FindAsync(call, cancel) is { } answer
            ? api.Understand(call, answer, fields => new InvoiceNow(invoice, Status(fields), fields.Money("balance"))) : null;
    }

    public async Task<int?> ClientAsync(int invoice, CancellationToken cancel)
    {
        ApiCall call = Get(invoice);
        return await api.FindAsync(call, cancel) is { } answer ? api.Understand(call, answer, fields => fields.Id("userid")) : null;
    }

    public async Task<InvoiceSheet?> SheetAsync(int invoice, CancellationToken cancel)
    {
        ApiCall call = Get(invoice);
        if (await api.FindAsync(call, cancel) is not { } answer) return null;
        int client = api.Understand(call, answer, fields => fields.Id("userid"));
        string currency = await CurrencyAsync(client, cancel);
        string code = answer.Text("paymentmethod");
        string method = (await methods.GetAsync(cancel)).TryGetValue(code, out string? name) && name.Length > 0 ? name : code;
        string link = new Uri(await home.GetAsync(cancel), string.Create(CultureInfo.InvariantCulture, $"viewinvoice.php?id={invoice}")).AbsoluteUri;
        return api.Understand(call, answer, fields => Sheet(invoice, fields, currency, method, link));
    }

    /// <summary>The invoice in whose notes that mark stands; the oldest, when somebody copied it.</summary>
    public async Task<int?> FindFeeAsync(int client, string mark, CancellationToken cancel)
    {
        List<Tuple<int>> marked = await new ApiPages(api).ReadAsync(() => new ApiCall("GetInvoices").With("userid", client).With("orderby", "id").With("order", "asc"),
            "invoices", "invoice", row => PanelText.Plain(row.Text("notes")).Contains(mark, StringComparison.Ordinal) ? Tuple.Create(row.Number("id")) : null, null, cancel);
        return marked.Count > 0 ? marked.Min(one => one.Item1) : null;
    }

    /// <summary>An invoice's status; a word that the panel does not have is a bad answer, never a guess.</summary>
    private static InvoiceStatus Status(ApiAnswer invoice) =>
        Statuses.Invoice(invoice.Text("status")) ?? throw new FormatException($"the invoice status \"{invoice.Text("status")}\" is unknown");

    private static InvoiceSheet Sheet(int invoice, ApiAnswer fields, string currency, string method, string link)
    {
        DateOnly due = ApiRows.Due(fields, Status(fields));
        string number = PanelText.Plain(fields.Text("invoicenum"));
        SheetLine[] lines = [.. fields.List("items", "item").Select(line => new SheetLine(PanelText.Plain(line.Text("description")), line.Money("amount")))];
        return new InvoiceSheet(
            invoice, number.Length > 0 ? number : invoice.ToString(CultureInfo.InvariantCulture), PanelDates.Day(fields.Text("date")) ?? due, due,
            fields.Money("total"), fields.Money("balance"), currency, method, link, lines);
    }

    private async Task<string> CurrencyAsync(int client, CancellationToken cancel)
    {
        ApiAnswer answer = await api.ReadAsync(new ApiCall("GetClientsDetails").With("clientid", client), cancel);
        string code = answer["client"].Text("currency_code");
        return (code.Length > 0 ? code : answer.Text("currency_code")).Trim().ToUpperInvariant();
    }

    private static ApiCall Get(int invoice) => new ApiCall("GetInvoice").With("invoiceid", invoice);
}
