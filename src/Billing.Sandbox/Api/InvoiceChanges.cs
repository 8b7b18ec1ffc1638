using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

/// <summary>Making, changing and paying invoices.</summary>
internal sealed class InvoiceChanges(Panel panel)
{
    static readonly string[] editable = ["paymentmethod", "taxrate", "taxrate2", "credit", "date", "duedate", "datepaid", "notes", "invoicenum"];

    public JsonObject GenInvoices(Arguments a)
    {
        int? client = a.Given("clientid");
        IReadOnlyList<int> made = panel.Run.Make(new InvoiceRunScope(client, a.Ids("serviceids"), a.Ids("addonids"), a.Ids("domainids")), a.Flag("noemails"));
        JsonObject answer = Answer.Success(("numcreated", made.Count.ToString(CultureInfo.InvariantCulture)));
        if (client is not null)
            answer["latestinvoiceid"] = panel.Database.Number("SELECT MAX(id) FROM tblinvoices WHERE userid = @client", new { client }).ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    public JsonObject CreateInvoice(Arguments a)
    {
        int client = a.Int("userid");
        Row row = panel.Database.Find("tblclients", client) ?? throw new PanelRefusal("Client ID Not Found");
        if (a.Flag("draft") && a.Flag("sendinvoice")) throw new PanelRefusal("Cannot create and send a draft invoice in a single API request. Please create and send separately.");
        List<InvoiceLine> lines = [];
        for (int n = 1; a.Has($"itemdescription{n}") || a.Has($"itemamount{n}"); n++)
            lines.Add(new InvoiceLine("", 0, a.Text($"itemdescription{n}"), a.Money($"itemamount{n}") ?? 0m, null));
        DateOnly date = a.Date("date") ?? panel.Clock.Today;
        string status = a.Flag("draft") ? "Draft" : a.Text("status", "Unpaid");
        int invoice = panel.Book.Write(client, date, a.Date("duedate") ?? date, status, a.Text("paymentmethod", row.Text("defaultgateway")), lines, a.Text("notes"));
        if (a.Flag("autoapplycredit")) panel.Payments.ApplyAvailableCredit(invoice);
        return Answer.Success(("invoiceid", invoice), ("status", panel.Book.Find(invoice).Text("status")));
    }

    public JsonObject UpdateInvoice(Arguments a)
    {
        int id = a.Int("invoiceid");
        Row row = panel.Book.Find(id);
        bool draft = row.Text("status") is "Draft";
        if (ChangesContent(a) && !draft && int.Parse(panel.Options.Version.Split('.')[0], CultureInfo.InvariantCulture) >= 9)
            throw new PanelRefusal("This invoice has been published and cannot be modified");
        if ((a.Flag("publish") || a.Flag("publishandsendemail")) && !draft) throw new PanelRefusal("Invoice must be in Draft status to be published");
        ChangeLines(a, row);
        panel.Database.Update("tblinvoices", id, from name in editable
                                                 where a.Has(name) select (name, (object?)a.Text(name)));
        if (ChangesContent(a)) panel.Book.AddUp(id);
        if (draft && (a.Flag("publish") || a.Flag("publishandsendemail"))) panel.Book.SetStatus(id, "Unpaid");
        ChangeStatus(id, a.Text("status"));
        panel.Log.Write($"Modified Invoice - Invoice ID: {id}", row.Int("userid"));
        return Answer.Success(("invoiceid", id));
    }

    static bool ChangesContent(Arguments a) => a.Has("date") || a.Has("duedate") || a.Has("taxrate") || a.Has("taxrate2") || a.Has("credit")
        || a.Map("itemdescription").Count + a.Many("newitemdescription").Count + a.Many("deletelineids").Count > 0;

    void ChangeLines(Arguments a, Row invoice)
    {
        int id = invoice.Int("id");
        foreach (int line in a.Ids("deletelineids")) panel.Database.Run("DELETE FROM tblinvoiceitems WHERE id = @line AND invoiceid = @id", new { line, id });
        IReadOnlyDictionary<string, string> amounts = a.Map("itemamount"), taxed = a.Map("itemtaxed");
        foreach ((string key, string description) in a.Map("itemdescription"))
        {
            if (!amounts.TryGetValue(key, out string? amount) || !taxed.ContainsKey(key)) continue;
            panel.Database.Update("tblinvoiceitems", int.Parse(key, CultureInfo.InvariantCulture), ("description", description), ("amount", decimal.Parse(amount, CultureInfo.InvariantCulture)));
        }
        IReadOnlyList<string> added = a.Many("newitemdescription"), prices = a.Many("newitemamount");
        for (int n = 0; n < added.Count && n < prices.Count; n++)
            panel.Book.Add(id, invoice.Int("userid"), invoice.Text("paymentmethod"), new InvoiceLine("", 0, added[n], decimal.Parse(prices[n], CultureInfo.InvariantCulture), null));
    }

    void ChangeStatus(int invoice, string status)
    {
        if (status is "" || panel.Book.Find(invoice).Text("status") == status) return;
        switch (status)
        {
            case "Paid": panel.Payments.MarkPaid(invoice); break;
            case "Cancelled": panel.Reversals.Cancel(invoice); break;
            default: panel.Book.SetStatus(invoice, status); break;
        }
    }

    public JsonObject AddInvoicePayment(Arguments a)
    {
        panel.Payments.Pay(a.Int("invoiceid"), a.Money("amount"), a.Text("transid"), a.Text("gateway"), a.Text("date"), a.Money("fees") ?? 0m);
        return Answer.Success();
    }

    public JsonObject ApplyCredit(Arguments a)
    {
        Row row = panel.Book.Find(a.Int("invoiceid"));
        decimal balance = panel.Book.Balance(row), available = panel.Database.Find("tblclients", row.Int("userid"))?.Money("credit") ?? 0m;
        if (row.Text("status") is not "Unpaid") throw new PanelRefusal("Invoice Not in Unpaid Status");
        decimal amount = a.Text("amount") is "full" ? Math.Min(balance, available) : a.Money("amount") ?? 0m;
        if (amount > available || amount <= 0) throw new PanelRefusal("Amount exceeds customer credit balance");
        if (amount > balance) throw new PanelRefusal("Amount Exceeds Invoice Balance");
        bool paid = panel.Payments.ApplyCredit(row.Int("id"), amount);
        return Answer.Success(("invoiceid", row.Text("id")), ("amount", Answer.Money(amount)), ("invoicepaid", paid ? "true" : "false"));
    }
}
