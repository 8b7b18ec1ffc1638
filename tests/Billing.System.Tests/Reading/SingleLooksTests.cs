using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;
using Billing.Whmcs.Reading;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>The short questions: an invoice now, as a notice shows it, a service as an adapter needs it, the invoice of a renewal.</summary>
public sealed class SingleLooksTests
{
    private static readonly Target Service10 = new(TargetKind.Service, 10), Service11 = new(TargetKind.Service, 11), Domain10 = new(TargetKind.Domain, 10);
    private static readonly DateOnly Due = new(2026, 12, 8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_invoice_is_asked_for_its_status_and_balance_at_this_moment()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using WhmcsDatabase database = panel.Open();
        await panel.HasAsync("tblinvoices", new { id = 100, total = 100m });
        Assert.Equal(new InvoiceNow(100, InvoiceStatus.Unpaid, 100m), await database.ReadInvoiceNowAsync(100, Cancel));
        await panel.HasAsync("tblaccounts", new { invoiceid = 100, amountin = 100m });
        await panel.DoAsync("UPDATE tblinvoices SET status = 'Paid'");
        Assert.Equal(new InvoiceNow(100, InvoiceStatus.Paid, 0m), await database.ReadInvoiceNowAsync(100, Cancel));
        Assert.Null(await database.ReadInvoiceNowAsync(404, Cancel));
    }

    [Fact]
    public async Task an_invoice_whose_status_nobody_knows_is_not_guessed()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using WhmcsDatabase database = panel.Open();
        await panel.HasAsync("tblinvoices", new { id = 100, status = "Overdue" });
        PanelException error = await Assert.ThrowsAsync<PanelException>(() => database.ReadInvoiceNowAsync(100, Cancel));
        Assert.Equal((PanelFailure.BadAnswer, true), (error.Failure, error.Message.Contains("'Overdue'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task a_notice_shows_number_method_link_and_lines()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Address = new Uri("https://panel.example/whmcs/") };
        await using WhmcsDatabase database = panel.Open();
        await panel.HasAsync("tblpaymentgateways", new { gateway = "mercadopago", setting = "secret", value = "do not read" }, new { gateway = "mercadopago", setting = "name", value = "Mercado Pago &amp; more" });
        await panel.HasAsync("tblinvoices", new { id = 100, invoicenum = "A-7", date = "2026-11-20", duedate = "2026-12-05", total = 121m, paymentmethod = "mercadopago" }, new { id = 101, invoicenum = "", date = "2026-11-20", duedate = "2026-12-05", total = 1m, paymentmethod = "gone" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, description = "Hosting &quot;Pro&quot;", amount = 130m }, new { invoiceid = 100, description = "Discount", amount = -9m });
        await panel.HasAsync("tblaccounts", new { invoiceid = 100, amountin = 21m });
        InvoiceSheet sheet = (await database.ReadInvoiceSheetAsync(100, Cancel))!;
        Assert.Equal(new InvoiceSheet(100, "A-7", new(2026, 11, 20), new(2026, 12, 5), 121m, 100m, "ARS", "Mercado Pago & more", "https://panel.example/whmcs/viewinvoice.php?id=100", sheet.Lines), sheet);
        Assert.Equal([new SheetLine("Hosting \"Pro\"", 130m), new SheetLine("Discount", -9m)], sheet.Lines);
        InvoiceSheet plain = (await database.ReadInvoiceSheetAsync(101, Cancel))!;
        Assert.Equal(("101", "gone"), (plain.Number, plain.PaymentMethod));
        Assert.Null(await database.ReadInvoiceSheetAsync(404, Cancel));
    }

    [Fact]
    public async Task an_adapter_gets_what_it_needs_to_find_the_thing()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using WhmcsDatabase database = panel.Open();
        await panel.DoAsync(PanelSchema.Projects);
        await panel.HasAsync("tblservers", new { id = 3, name = "Web 3", hostname = "web3.example.com", ipaddress = "192.0.2.3" }, new { id = 4, name = "Web 4", hostname = "", ipaddress = "192.0.2.4" });
        await panel.HasAsync("tblhosting", new { id = 10, server = 3, domain = "example.com", username = "exam" }, new { id = 11, server = 0, domain = "", username = "" }, new { id = 12, server = 4, domain = "x.example", username = "x" });
        await panel.HasAsync("tblhostingaddons", new { id = 20, hostingid = 10 });
        await panel.HasAsync("tbldomains", new { id = 10, domain = "example.com", registrar = "enom" });
        await panel.HasAsync("mod_project", new { id = 5, status = "In Progress" });

        ServiceHandle service = (await database.ReadHandleAsync(Service10, Cancel))!;
        Assert.Equal(("service 10", 1, "example.com", "exam", new ServerHandle(3, "Web 3", "web3.example.com")), (service.Target, service.Client, service.Domain, service.Username, service.Server));
        Assert.Null((await database.ReadHandleAsync(Service11, Cancel))!.Server);
        Assert.Equal("192.0.2.4", (await database.ReadHandleAsync(new Target(TargetKind.Service, 12), Cancel))!.Server!.Hostname);
        ServiceHandle addon = (await database.ReadHandleAsync(new Target(TargetKind.Addon, 20), Cancel))!;
        Assert.Equal(("", "", "10", "example.com", 3), (addon.Username, addon.Domain, addon["service"], addon["domain"], addon.Server!.Id));   // what is its service's must not go offline for it
        ServiceHandle domain = (await database.ReadHandleAsync(Domain10, Cancel))!;
        Assert.Equal(("domain 10", "example.com", "example.com", "enom"), (domain.Target, domain.Domain, domain["zone"], domain["registrar"]));
        Assert.Equal("5", (await database.ReadHandleAsync(new Target(TargetKind.Project, 5), Cancel))!["project"]);
        Assert.Null(await database.ReadHandleAsync(new Target(TargetKind.Service, 404), Cancel));
        Assert.Equal("In Progress", await database.ReadProjectStatusAsync(5, Cancel));
        Assert.Null(await database.ReadProjectStatusAsync(404, Cancel));
    }

    [Fact]
    public async Task a_panel_without_projects_has_none()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using WhmcsDatabase database = panel.Open();
        Assert.Null(await database.ReadProjectStatusAsync(5, Cancel));
        Assert.Null(await database.ReadHandleAsync(new Target(TargetKind.Project, 5), Cancel));
    }

    [Theory]
    [InlineData("Unpaid", "2026-12-08", 100), InlineData("Cancelled", "2026-12-08", 100), InlineData("Draft", "0000-00-00", 100), InlineData("Unpaid", "2026-12-07", null)]
    public async Task the_invoice_of_a_renewal_is_found_whatever_its_status(string status, string duedate, int? found)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using WhmcsDatabase database = panel.Open();
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-12-08", status });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, duedate }, new { invoiceid = 100, type = "PromoHosting", relid = 11, duedate = "2026-12-08" });
        Assert.Equal(found, await database.FindRenewalAsync(1, [Service10], Due, Cancel));
        Assert.Null(await database.FindRenewalAsync(2, [Service10], Due, Cancel));
        Assert.Null(await database.FindRenewalAsync(1, [Service11], Due, Cancel));
        Assert.Null(await database.FindRenewalAsync(1, [new Target(TargetKind.Project, 10)], Due, Cancel));
    }

    [Fact]
    public async Task among_several_the_one_that_bills_most_counts_then_one_that_is_not_withdrawn()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using WhmcsDatabase database = panel.Open();
        await panel.HasAsync("tblinvoices", new { id = 100, status = "Cancelled" }, new { id = 101, status = "Unpaid" }, new { id = 102, status = "Unpaid" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, duedate = "2026-12-08" }, new { invoiceid = 101, type = "Hosting", relid = 10, duedate = "2026-12-08" },
            new { invoiceid = 102, type = "Domain", relid = 10, duedate = "2026-12-08" }, new { invoiceid = 102, type = "Hosting", relid = 11, duedate = "2026-12-08" });
        Assert.Equal(101, await database.FindRenewalAsync(1, [Service10], Due, Cancel));
        Assert.Equal(102, await database.FindRenewalAsync(1, [Service10, Service11, Domain10], Due, Cancel));
    }
}
