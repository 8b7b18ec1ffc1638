using System.Text.Json.Nodes;
using Billing.Sandbox.Database;

namespace Billing.Sandbox.Api;

/// <summary>Reading invoices and transactions.</summary>
internal sealed class InvoiceActions(Panel panel)
{
    const string Columns = "id userid invoicenum date duedate datepaid last_capture_attempt date_refunded date_cancelled subtotal credit tax tax2 total taxrate taxrate2 status paymentmethod paymethodid notes created_at updated_at";

    public JsonObject GetInvoices(Arguments a)
    {
        bool overdue = a.Text("status").Equals("Overdue", StringComparison.OrdinalIgnoreCase);
        Query query = new Query(panel.Database, "tblinvoices v LEFT JOIN tblclients c ON c.id = v.userid LEFT JOIN tblcurrencies u ON u.id = c.currency", a)
            .Where("v.userid", a.Given("userid")).Where("v.status", overdue ? "Unpaid" : a.Text("status"))
            .When(overdue, "v.duedate < @value", panel.Clock.Today.ToString("yyyy-MM-dd", null));
        string order = a.Text("orderby") switch { "invoicenumber" => "v.invoicenum", "date" => "v.date", "duedate" => "v.duedate", "total" => "v.total", "status" => "v.status", _ => "v.id" };
        string direction = a.Text("order").Equals("desc", StringComparison.OrdinalIgnoreCase) ? "DESC" : "ASC";
        var (rows, total) = query.Page("v.*, c.firstname, c.lastname, c.companyname, u.code AS currencycode, u.prefix AS currencyprefix, u.suffix AS currencysuffix",
            $"{order} {direction}, v.id {direction}");
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("invoices", Answer.Listed("invoice",
            rows.Select(row => Answer.Pick(row, Columns + " firstname lastname companyname currencycode currencyprefix currencysuffix"))))]);
    }

    public JsonObject GetInvoice(Arguments a)
    {
        Row row = panel.Book.Find(a.Int("invoiceid"));
        int id = row.Int("id");
        JsonObject answer = Answer.Success(("invoiceid", row.Text("id")));
        foreach ((string key, JsonNode? value) in Answer.Pick(row, "invoicenum userid date duedate datepaid last_capture_attempt:lastcaptureattempt subtotal credit tax tax2 total"))
            answer[key] = value?.DeepClone();
        answer["balance"] = Answer.Money(panel.Book.Balance(row));
        foreach ((string key, JsonNode? value) in Answer.Pick(row, "taxrate taxrate2 status paymentmethod notes"))
            answer[key] = value?.DeepClone();
        answer["ccgateway"] = false;
        answer["items"] = Answer.Listed("item", panel.Database.Rows("SELECT * FROM tblinvoiceitems WHERE invoiceid = @id ORDER BY id", new { id })
            .Select(item => Answer.Pick(item, "id type relid description amount taxed")));
        answer["transactions"] = Answer.Listed("transaction", Transactions("invoiceid = @id", new { id }));
        return answer;
    }

    public JsonObject GetTransactions(Arguments a)
    {
        IReadOnlyList<Row> rows = new Query(panel.Database, "tblaccounts", a).Where("invoiceid", a.Given("invoiceid")).Where("userid", a.Given("clientid"))
            .Where("transid", a.Text("transid")).All();
        return Answer.Success([.. Answer.Paged(rows.Count, 0, rows.Count), ("transactions", Answer.Listed("transaction", rows.Select(Transaction)))]);
    }

    IEnumerable<JsonNode> Transactions(string where, object parameters) =>
        panel.Database.Rows($"SELECT * FROM tblaccounts WHERE {where} ORDER BY id", parameters).Select(Transaction);

    static JsonNode Transaction(Row row) =>
        Answer.Pick(row, "id userid currency gateway date description amountin fees amountout rate transid invoiceid refundid");
}
