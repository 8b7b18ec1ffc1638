using System.Text.Json.Nodes;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Sandbox;

public sealed class PanelBillingOverSqliteTests : PanelBillingTests
{
    protected override SandboxStoreOfATest NewStore() => new SqliteOfATest();
}

public sealed class PanelBillingOverMariaDbTests : PanelBillingTests
{
    protected override SandboxStoreOfATest NewStore() => new MariaDbOfATest();
}

/// <summary>Renewal invoices, payments and what takes them back.</summary>
public abstract class PanelBillingTests : PanelTrial
{
    async Task<int> RenewAsync(params int[] services)
    {
        JsonNode answer = await CallAsync("GenInvoices",
            [("clientid", "1"), ("noemails", "1"), .. services.Select((id, n) => ($"serviceids[{n}]", id.ToString(null, null)))]);
        Assert.Equal("1", (string?)answer["numcreated"]);
        return int.Parse((string)answer["latestinvoiceid"]!, null);
    }

    [Fact] public async Task what_renews_on_one_day_lies_on_one_invoice_with_real_lines()
    {
        int service = Service();
        int addon = Panel.AddAddon(new AddonSeed(service, "Backup", Day("2026-03-16"), 900m));
        int domain = Panel.AddDomain(new DomainSeed(1, "ejemplo.com.ar", Day("2026-03-16"), 9000m));

        JsonNode answer = await CallAsync("GenInvoices", ("clientid", "1"), ("serviceids[0]", $"{service}"), ("addonids[0]", $"{addon}"), ("domainids[0]", $"{domain}"));

        InvoiceView invoice = Panel.Invoice(int.Parse((string)answer["latestinvoiceid"]!, null))!;
        Assert.Equal("1", (string?)answer["numcreated"]);
        Assert.Equal(("Unpaid", 14900m, Day("2026-03-16")), (invoice.Status, invoice.Balance, invoice.Due!.Value));
        Assert.Equal(["Addon", "Domain", "Hosting"], invoice.Lines.Select(line => line.Type).Order());
        Assert.All(invoice.Lines, line => Assert.Equal(Day("2026-03-16"), line.Due));
        Assert.Equal(Day("2026-04-16"), Panel.Service(service)!.NextInvoice);
    }

    [Fact] public async Task a_period_is_invoiced_once_unless_its_invoice_was_cancelled()
    {
        int service = Service(), first = await RenewAsync(service);
        Assert.Equal("0", (string?)(await CallAsync("GenInvoices", ("clientid", "1"), ("serviceids[0]", $"{service}")))["numcreated"]);
        Panel.Cancel(first);
        Assert.NotEqual(first, await RenewAsync(service));
    }

    [Fact] public async Task different_days_and_payment_methods_make_different_invoices()
    {
        int[] services = [Service(), Service("2026-03-20"), Panel.AddService(new ServiceSeed(1, 1, Day("2026-03-16"), 10m) { PaymentMethod = "mercadopago" })];
        JsonNode answer = await CallAsync("GenInvoices", [("clientid", "1"), .. services.Select((id, n) => ($"serviceids[{n}]", $"{id}"))]);
        Assert.Equal("3", (string?)answer["numcreated"]);
    }

    [Fact] public async Task an_unknown_client_is_refused() => Assert.Equal("Client ID Not Found", await MessageAsync("GenInvoices", ("clientid", "999")));

    [Fact] public async Task the_31st_comes_back_after_february()
    {
        int service = Service("2026-01-31");
        foreach (string next in new[] { "2026-02-28", "2026-03-31", "2026-04-30" })
        {
            Panel.Pay(await RenewAsync(service));
            Assert.Equal(Day(next), Panel.Service(service)!.NextDue);
        }
    }

    [Fact] public async Task part_payments_pay_an_invoice_when_nothing_is_owed()
    {
        int invoice = await RenewAsync(Service());
        Panel.Pay(invoice, 1999.99m);
        Assert.Equal(("Unpaid", 3000.01m), (Panel.Invoice(invoice)!.Status, Panel.Invoice(invoice)!.Balance));
        await CallAsync("AddInvoicePayment", ("invoiceid", $"{invoice}"), ("transid", "T1"), ("gateway", "banktransfer"), ("date", "2026-03-02 10:00:00"));
        Assert.Equal(("Paid", 0m), (Panel.Invoice(invoice)!.Status, Panel.Invoice(invoice)!.Balance));
        JsonNode transactions = (await CallAsync("GetTransactions", ("invoiceid", $"{invoice}")))["transactions"]!["transaction"]!;
        Assert.Equal(["1999.99", "3000.01"], transactions.AsArray().Select(t => (string?)t!["amountin"]));
    }

    [Fact] public async Task money_for_a_paid_invoice_becomes_credit_and_moves_nothing()
    {
        int service = Service(), invoice = await RenewAsync(service);
        Panel.Pay(invoice);
        Panel.Pay(invoice, 700m);
        Assert.Equal((700m, Day("2026-04-16")), (Panel.Credit(1), Panel.Service(service)!.NextDue!.Value));
    }

    [Fact] public async Task a_payment_on_a_cancelled_invoice_is_refused()
    {
        int invoice = await RenewAsync(Service());
        Panel.Cancel(invoice);
        Assert.Contains("Cancelled", Assert.Throws<InvalidOperationException>(() => Panel.Pay(invoice)).Message, StringComparison.Ordinal);
    }

    [Fact] public async Task a_reopened_invoice_owes_its_total_and_moves_the_due_date_no_second_time()
    {
        int service = Service(), invoice = await RenewAsync(service);
        Panel.Pay(invoice);
        Panel.Reopen(invoice);
        Assert.Equal(("Unpaid", 5000m, Day("2026-04-16")), (Panel.Invoice(invoice)!.Status, Panel.Invoice(invoice)!.Balance, Panel.Service(service)!.NextDue!.Value));
        Panel.Pay(invoice);
        Assert.Equal(Day("2026-04-16"), Panel.Service(service)!.NextDue);
    }

    [Fact] public async Task a_chargeback_takes_the_due_date_back_and_a_new_payment_moves_it_again()
    {
        int service = Service("2026-01-31"), invoice = await RenewAsync(service);
        Panel.Pay(invoice);
        Panel.Chargeback(invoice);
        Assert.Equal(("Collections", 5000m, Day("2026-01-31")), (Panel.Invoice(invoice)!.Status, Panel.Invoice(invoice)!.Balance, Panel.Service(service)!.NextDue!.Value));
        Panel.Pay(invoice);
        Assert.Equal(Day("2026-02-28"), Panel.Service(service)!.NextDue);
    }

    [Fact] public async Task hooks_tell_what_is_already_true()
    {
        int invoice = await RenewAsync(Service());
        Panel.Pay(invoice, 1000m);
        Panel.Pay(invoice);
        Panel.Reopen(invoice);
        Assert.Equal(["InvoiceCreated Unpaid", "AddInvoicePayment Unpaid", "AddInvoicePayment Paid", "InvoicePaid Paid", "InvoiceUnpaid Unpaid"], hooks);
    }

    readonly List<string> hooks = [];
    protected override SandboxPanelOptions Options => new() { Hook = hook => hooks.Add($"{hook.Point} {Panel.Invoice(hook.InvoiceId)!.Status}") };

    [Fact] public async Task a_refund_leaves_the_due_date()
    {
        int service = Service(), invoice = await RenewAsync(service);
        Panel.Pay(invoice);
        Panel.Refund(invoice);
        Assert.Equal(("Refunded", Day("2026-04-16")), (Panel.Invoice(invoice)!.Status, Panel.Service(service)!.NextDue!.Value));
    }

    [Fact] public async Task paying_a_domain_renews_it_for_its_years()
    {
        int domain = Panel.AddDomain(new DomainSeed(1, "ejemplo.com.ar", Day("2026-03-16"), 9000m) { Years = 2 });
        JsonNode answer = await CallAsync("GenInvoices", ("clientid", "1"), ("domainids[]", $"{domain}"));
        Panel.Pay(int.Parse((string)answer["latestinvoiceid"]!, null));
        Assert.Equal(Day("2028-03-16"), Panel.Domain(domain)!.NextDue);
    }

    [Theory, InlineData("", "Active"), InlineData("Overdue on Payment", "Active"), InlineData("Overdue invoice 100", "Suspended")]
    public async Task with_its_own_unsuspension_on_the_panel_lifts_only_its_own_reasons(string reason, string after)
    {
        int service = Service(), invoice = await RenewAsync(service);
        Panel.SetStatusByHand(PanelTarget.Service, service, "Suspended", reason);
        Panel.SetSetting("AutoUnsuspend", "on");
        Panel.Pay(invoice);
        Assert.Equal(after, Panel.Service(service)!.Status);
    }

    [Fact] public async Task a_payment_lifts_nothing_by_default()
    {
        int service = Service(), invoice = await RenewAsync(service);
        Panel.SetStatusByHand(PanelTarget.Service, service, "Suspended");
        Panel.Pay(invoice);
        Assert.Equal("Suspended", Panel.Service(service)!.Status);
    }

    [Fact] public async Task credit_pays_as_far_as_it_goes()
    {
        int client = Panel.AddClient(new ClientSeed("Eva", "Paz", "eva@example.com") { Credit = 6000m });
        int invoice = Panel.AddInvoice(new InvoiceSeed(client, Day("2026-03-10"), [new InvoiceLineSeed("", 0, 5000m)]));
        Assert.Equal("Amount Exceeds Invoice Balance", await MessageAsync("ApplyCredit", ("invoiceid", $"{invoice}"), ("amount", "5500")));
        Assert.Equal("true", (string?)(await CallAsync("ApplyCredit", ("invoiceid", $"{invoice}"), ("amount", "full")))["invoicepaid"]);
        Assert.Equal((1000m, "Paid"), (Panel.Credit(client), Panel.Invoice(invoice)!.Status));
    }

    [Fact] public async Task an_invoice_made_by_hand_renews_nothing()
    {
        int service = Service();
        JsonNode answer = await CallAsync("CreateInvoice", ("userid", "1"), ("date", "2026-03-01"), ("duedate", "2026-03-08"), ("itemdescription1", "Recovery"), ("itemamount1", "15000.00"));
        int invoice = (int)answer["invoiceid"]!;
        Panel.Pay(invoice);
        Assert.Equal(("Paid", "", Day("2026-03-16")), (Panel.Invoice(invoice)!.Status, Panel.Invoice(invoice)!.Lines[0].Type, Panel.Service(service)!.NextDue!.Value));
    }

    [Fact] public async Task paying_a_mass_payment_pays_what_it_gathers()
    {
        int service = Service(), invoice = await RenewAsync(service);
        int mass = Panel.AddInvoice(new InvoiceSeed(1, Day("2026-03-16"), [new InvoiceLineSeed("Invoice", invoice, 5000m)]));
        Panel.Pay(mass);
        Assert.Equal(("Paid", Day("2026-04-16"), 0m), (Panel.Invoice(invoice)!.Status, Panel.Service(service)!.NextDue!.Value, Panel.Credit(1)));
    }
}
