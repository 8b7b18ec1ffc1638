using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Reading;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>What one client looks like, whichever way it is read.</summary>
public sealed class ClientReadingTests
{
    private static readonly Target Service10 = new(TargetKind.Service, 10);

    [Fact]
    public async Task a_debtor_is_read_with_all_that_renews_and_all_that_is_owed()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Adapters = AdapterMap.None with { ServerTypes = new Dictionary<string, string> { ["cpanel"] = "cpanel" }, Domains = "dns" } };
        await panel.HasAsync("tblproductgroups", new { id = 3, name = "Hosting &amp; mail" });
        await panel.HasAsync("tblproducts", new { id = 5, gid = 3, servertype = "cpanel" });
        await panel.HasAsync("tblhosting", new { id = 10, packageid = 5, amount = 1500m, billingcycle = "Monthly", nextduedate = "2026-11-20" }, new { id = 11, packageid = 6, billingcycle = "Free Account" });
        await panel.HasAsync("tbldomains", new { id = 7, registrationperiod = 2, nextduedate = "2027-05-01" });
        await panel.HasAsync("tblinvoices", new { id = 100, date = "2026-11-05", duedate = "2026-11-20", total = 1815m });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, amount = 1500m, duedate = "2026-11-20" }, new { invoiceid = 100, type = "LateFee", relid = 10, amount = 15m });

        ClientFacts facts = await panel.ReadBothWaysAsync();

        Assert.Equal(("Ana Paz", "ana@example.com", "ARS", ClientStatus.Active), (facts.Client.Name, facts.Client.Email, facts.Client.Currency, facts.Client.Status));
        Assert.Equal(["service 10", "service 11", "domain 7"], facts.Services.Select(service => service.Target.ToString()));
        Service hosting = facts.Services[0];
        Assert.Equal(("Hosting & mail", "cpanel", BillingCycle.Monthly, 1500m, new DateOnly(2026, 11, 20)), (hosting.ProductGroup, hosting.Adapter, hosting.Cycle, hosting.Amount, hosting.NextDue!.Value));
        Assert.Equal((null, BillingCycle.FreeAccount, null), (facts.Services[1].Adapter, facts.Services[1].Cycle, facts.Services[1].NextDue));
        Assert.Equal(("dns", BillingCycle.Years(2)), (facts.Services[2].Adapter, facts.Services[2].Cycle));
        Invoice invoice = Assert.Single(facts.Invoices);
        Assert.Equal((100, new DateOnly(2026, 11, 5), new DateOnly(2026, 11, 20), 1815m, true), (invoice.Id, invoice.Date, invoice.Due, invoice.Balance, invoice.Owed));
        Assert.Equal([new InvoiceLine(Service10, 1500m, new DateOnly(2026, 11, 20)), new InvoiceLine(null, 15m)], invoice.Lines);
    }

    [Fact]
    public async Task what_was_paid_and_given_back_makes_the_balance()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-20", total = 100m }, new { id = 101, duedate = "2026-11-20", total = -5m });
        await panel.HasAsync("tblaccounts", new { invoiceid = 100, amountin = 70.25m, amountout = 0m }, new { invoiceid = 100, amountin = 0m, amountout = 20m }, new { invoiceid = 99, amountin = 1m, amountout = 0m });
        Assert.Equal([49.75m, -5m], (await panel.ReadBothWaysAsync()).Invoices.Select(invoice => invoice.Balance));
    }

    [Fact]
    public async Task zero_dates_and_missing_dates_are_no_dates()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, nextduedate = "0000-00-00", domainstatus = "Suspended" }, new { id = 11, nextduedate = (string?)null });
        await panel.HasAsync("tbldomains", new { id = 7, nextduedate = "0000-00-00" });
        await panel.HasAsync("tblinvoices", new { id = 100, date = "0000-00-00", duedate = "2026-12-01" }, new { id = 101, date = "2026-12-01", duedate = "0000-00-00", status = "Draft" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, duedate = "0000-00-00" });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.All(facts.Services, service => Assert.Null(service.NextDue));
        Assert.All(facts.Invoices, invoice => Assert.Equal((new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 1)), (invoice.Date, invoice.Due)));
        Assert.Equal(new DateOnly(2026, 12, 1), facts.Invoices[0].PeriodOf(Service10));
    }

    [Theory]
    [InlineData("AddFunds", 0, InvoiceKind.AddFunds), InlineData("Invoice", 99, InvoiceKind.MassPayment), InlineData("PromoHosting", 10, InvoiceKind.Ordinary), InlineData("ProrataProduct5", 10, InvoiceKind.Ordinary),
     InlineData("Setup", 10, InvoiceKind.Ordinary), InlineData("onappusers", 10, InvoiceKind.Ordinary), InlineData("", 0, InvoiceKind.Ordinary)]
    public async Task such_a_line_renews_nothing(string type, int relid, InvoiceKind kind)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10 });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-20" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type, relid, amount = -3m });
        Invoice invoice = Assert.Single((await panel.ReadBothWaysAsync()).Invoices);
        Assert.Equal((kind, new InvoiceLine(null, -3m)), (invoice.Kind, invoice.Lines[0]));
    }

    [Fact]
    public async Task the_same_line_twice_is_one_thing_on_the_invoice()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10 });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-20" }, new { id = 101, duedate = "2026-11-21" });
        object twice = new { invoiceid = 100, type = "Hosting", relid = 10, duedate = "2026-11-20" };
        await panel.HasAsync("tblinvoiceitems", twice, twice);
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.Equal(2, facts.Invoices[0].Lines.Count);
        Assert.Equal([Service10], facts.Invoices[0].Targets);
        Assert.Empty(facts.Invoices[1].Lines);
    }

    [Fact]
    public async Task what_a_client_has_to_its_credit_is_known()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("UPDATE tblclients SET credit = 1234.56");
        Assert.Equal(1234.56m, (await panel.ReadBothWaysAsync()).Client.Credit);
    }

    [Fact]
    public async Task who_bears_no_late_fees_is_known_and_so_is_a_late_fee()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-30", notes = "[billing:late-fee invoice 99]" });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.False(facts.Client.NoLateFees);
        Assert.Equal(InvoiceKind.LateFee, facts.Invoices[0].Kind);
        await panel.DoAsync("UPDATE tblclients SET latefeeoveride = 1");
        Assert.True((await panel.ReadBothWaysAsync()).Client.NoLateFees);
    }

    [Fact]
    public async Task a_marked_invoice_is_the_fee_of_a_recovery()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Terminated" });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-30", notes = "[billing:recovery service 10]" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, description = "Recovery of example.com", amount = 15000m }, new { invoiceid = 100, description = "Something else", amount = 1m });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.Equal(ServiceStatus.Terminated, facts.Find(Service10)?.Status);
        Assert.Equal((InvoiceKind.Recovery, Service10, null), (facts.Invoices[0].Kind, facts.Invoices[0].Lines[0].Target!.Value, facts.Invoices[0].Lines[1].Target));
    }

    [Fact]
    public async Task an_addon_hangs_on_its_service_and_belongs_to_its_owner()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Adapters = AdapterMap.None with { Addons = new Dictionary<int, string> { [1] = "named" }, ServerTypes = new Dictionary<string, string> { ["backup"] = "by-module" } } };
        await panel.HasAsync("tbladdons", new { id = 1, module = "" }, new { id = 2, module = "backup" });
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Suspended" });
        await panel.HasAsync("tblhostingaddons", new { id = 20, hostingid = 10, addonid = 1, userid = 0 }, new { id = 21, hostingid = 10, addonid = 2, userid = 1 }, new { id = 22, hostingid = 10, addonid = 0, userid = 1 });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.Equal(["named", "by-module", null], facts.Services.Skip(1).Select(addon => addon.Adapter));
        Assert.All(facts.Services.Skip(1), addon => Assert.Equal((Service10, 5m), (addon.Parent!.Value, addon.Amount)));
    }

    [Fact]
    public async Task a_request_to_end_a_service_comes_with_it_and_the_latest_counts()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10 }, new { id = 11 });
        await panel.HasAsync("tblcancelrequests", new { relid = 10, date = "2026-11-01 10:00:00", type = "Immediate" }, new { relid = 10, date = "2026-11-02 23:59:00", type = "End of Billing Period" });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.Equal([new Cancellation(new DateOnly(2026, 11, 2), false), null], facts.Services.Select(service => service.Cancellation));
    }

    [Fact]
    public async Task a_suspension_says_why_and_a_flag_until_when()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting",
            new { id = 10, domainstatus = "suspended", suspendreason = "Overdue on Payment", overideautosuspend = 0, overidesuspenduntil = "2027-01-01" },
            new { id = 11, domainstatus = "Active", suspendreason = "of old", overideautosuspend = 1, overidesuspenduntil = "2026-12-31" },
            new { id = 12, domainstatus = "Suspended", suspendreason = "", overideautosuspend = 1, overidesuspenduntil = "0000-00-00" });
        Assert.Equal([("Overdue on Payment", false, null), ("", true, new DateOnly(2026, 12, 31)), ("", true, (DateOnly?)null)],
            (await panel.ReadBothWaysAsync()).Services.Select(service => (service.SuspendReason, service.NoSuspend, service.NoSuspendUntil)));
    }

    [Fact]
    public async Task projects_speak_the_words_of_the_configuration()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Projects = new(["En curso"], "Congelado") };
        await panel.DoAsync(PanelSchema.Projects);
        await panel.HasAsync("mod_project", new { id = 1, userid = 1, status = "En curso", completed = 0 }, new { id = 2, userid = 1, status = "Congelado", completed = 0 },
            new { id = 3, userid = 1, status = "En curso", completed = 1 }, new { id = 4, userid = 0, status = "En curso", completed = 0 });
        Assert.Equal([ServiceStatus.Active, ServiceStatus.Suspended, ServiceStatus.Completed], (await panel.ReadBothWaysAsync()).Services.Select(project => project.Status));
    }

    [Fact]
    public async Task prices_are_those_of_the_clients_currency_and_only_of_cycles_that_are_sold()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblclients", new { id = 2, currency = 2 });
        await panel.HasAsync("tblhosting", new { id = 10, userid = 2, packageid = 5, domainstatus = "Suspended" });
        await panel.HasAsync("tblpricing", new { relid = 5, currency = 1, monthly = 100m, quarterly = 300m, annually = 0m }, new { relid = 5, currency = 2, monthly = 1m, quarterly = -1m, annually = 0m });
        Service service = Assert.Single((await panel.ReadBothWaysAsync(2)).Services);
        Assert.Equal([KeyValuePair.Create(BillingCycle.Monthly, 1m)], service.Prices);
    }

    [Fact]
    public async Task the_client_is_written_to_where_it_wants_to_be_billed()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblclientgroups", new { id = 4, groupname = "Friends &amp; family", susptermexempt = "on" });
        await panel.HasAsync("tblclients", new { id = 2, companyname = "Caf&eacute; S.A.", email = "own@example.com", billingcid = 9, groupid = 4, phonenumber = "+54.1144445555", country = "AR", language = "spanish", status = "inactive" },
            new { id = 3, companyname = "", email = "third@example.com", billingcid = 8, groupid = 77, phonenumber = "", country = "", language = "", status = "Active" });
        await panel.HasAsync("tblcontacts", new { id = 9, userid = 2, email = "bills@example.com" }, new { id = 8, userid = 2, email = "not-theirs@example.com" });
        Client two = (await panel.ReadBothWaysAsync(2)).Client, three = (await panel.ReadBothWaysAsync(3)).Client;
        Assert.Equal(("Café S.A.", "bills@example.com", "+54.1144445555", "AR", "spanish"), (two.Name, two.Email, two.Phone, two.Country, two.Language));
        Assert.Equal(("Friends & family", true, ClientStatus.Inactive, false), (two.Group, two.PanelExempt, two.Status, two.Consent));
        Assert.Equal(("third@example.com", "", false, ""), (three.Email, three.Group, three.PanelExempt, three.Language));
    }

    [Theory]
    [InlineData("WhatsApp", "on", true)]
    [InlineData("mensajes por whatsapp", "ON", true)]
    [InlineData("3", "on", true)]
    [InlineData("WhatsApp", "", false)]
    [InlineData("WhatsApp", "off", false)]
    [InlineData("WhatsApp", "on,off", false)]
    [InlineData("WhatsApp", null, false)]
    [InlineData("Telegram", "on", false)]
    public async Task who_agreed_stands_in_a_custom_field_by_name_or_number(string field, string? values, bool agreed)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Consent = new ConsentRule { Field = field, Yes = ["on"] } };
        await panel.HasAsync("tblcustomfields", new { id = 3, type = "client", fieldname = "WhatsApp|Mensajes por WhatsApp" }, new { id = 4, type = "product", fieldname = "Telegram" });
        foreach (string value in values?.Split(',') ?? []) await panel.HasAsync("tblcustomfieldsvalues", new { fieldid = 3, relid = 1, value });
        Assert.Equal(agreed, (await panel.ReadBothWaysAsync()).Client.Consent);
    }

    [Theory]
    [InlineData("WhatsApp", 0)]
    [InlineData("Telegram", 1)]
    public async Task a_field_that_is_not_there_is_a_finding(string field, int findings)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Consent = new ConsentRule { Field = field, Yes = ["on"] } };
        await panel.HasAsync("tblcustomfields", new { id = 3, type = "client", fieldname = "WhatsApp" });
        await using WhmcsDatabase database = panel.Open();
        Assert.Equal(findings, (await database.CheckAsync(TestContext.Current.CancellationToken)).Count(finding => finding.Contains("custom field", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task a_renewal_that_was_invoiced_and_withdrawn_or_paid_comes_with_its_invoice()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, nextduedate = "2026-12-08" });
        await panel.HasAsync("tbldomains", new { id = 10, nextduedate = "2026-12-01" });
        await panel.HasAsync("tblinvoices", new { id = 100, date = "2026-01-01", duedate = "2026-01-15", status = "Cancelled" }, new { id = 101, date = "2026-01-01", duedate = "2026-12-01", status = "Refunded" },
            new { id = 102, date = "2026-01-01", duedate = "2026-01-15", status = "Paid" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, duedate = "2026-12-08" }, new { invoiceid = 101, type = "DomainTransfer", relid = 10, duedate = "0000-00-00" },
            new { invoiceid = 102, type = "Hosting", relid = 10, duedate = "2026-01-15" }, new { invoiceid = 102, type = "Addon", relid = 10, duedate = "2026-12-08" });
        Assert.Equal([100, 101], (await panel.ReadClientAsync(1))!.Invoices.Where(invoice => invoice.Id != 102).Select(invoice => invoice.Id));
        Assert.Equal([100, 101], Assert.Single(await panel.ReadAllAsync()).Invoices.Select(invoice => invoice.Id));
    }

    [Fact]
    public async Task lately_settled_invoices_and_ended_services_come_with_a_client_that_is_wanted_in_any_case()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Terminated" });
        await panel.HasAsync("tblinvoices", new { id = 100, date = "2026-11-01", duedate = "2026-11-02", datepaid = "2026-11-03", status = "Paid" }, new { id = 101, date = "2024-11-01", duedate = "2024-11-02", datepaid = "2026-11-20", status = "Paid" },
            new { id = 102, date = "2024-11-01", duedate = "2024-11-02", datepaid = "2024-11-20", status = "Paid" });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.Equal([100, 101], facts.Invoices.Select(invoice => invoice.Id));
        Assert.Equal(ServiceStatus.Terminated, Assert.Single(facts.Services).Status);
    }

    [Fact]
    public async Task a_panel_of_the_seventh_version_is_read_too()
    {
        await using TestPanel panel = await TestPanel.CreateAsync(version: 7);
        await panel.HasAsync("tblhosting", new { id = 10, nextduedate = "2026-11-20", overideautosuspend = "on" }, new { id = 11, nextduedate = "2026-11-20", overideautosuspend = "" });
        await panel.HasAsync("tblhostingaddons", new { id = 20, hostingid = 10, addonid = 1 });
        await panel.HasAsync("tbldomains", new { id = 7, donotrenew = "on" }, new { id = 8, donotrenew = "" });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-20" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, duedate = "2026-11-20" });
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Assert.Equal(["service 10", "service 11", "addon 20", "domain 7", "domain 8"], facts.Services.Select(service => service.Target.ToString()));
        Assert.Equal([true, false], facts.Services.Take(2).Select(service => service.NoSuspend));
        Assert.Equal([true, false], facts.Services.Skip(3).Select(service => service.DoNotRenew));
        Assert.Equal([100], facts.Invoices.Select(invoice => invoice.Id));
    }

    [Fact]
    public async Task a_client_that_is_gone_is_null()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        PanelReading reading = TestPanel.Reading();
        Assert.Null(await panel.ReadClientAsync(99, reading));
        Assert.Empty(reading.Unreadable);
    }

    [Fact]
    public async Task reading_the_second_client_shows_nothing_of_the_first()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblclients", new { id = 2 });
        await panel.HasAsync("tblhosting", new { id = 10, userid = 1, domainstatus = "Suspended" }, new { id = 11, userid = 2, domainstatus = "Suspended" });
        await panel.HasAsync("tblhostingaddons", new { id = 20, hostingid = 10, userid = 1 }, new { id = 21, hostingid = 11, userid = 2 });
        await panel.HasAsync("tblinvoices", new { id = 100, userid = 1, duedate = "2026-11-20" }, new { id = 101, userid = 2, duedate = "2026-11-20" });
        ClientFacts facts = await panel.ReadBothWaysAsync(2);
        Assert.Equal(["service 11", "addon 21"], facts.Services.Select(service => service.Target.ToString()));
        Assert.Equal([101], facts.Invoices.Select(invoice => invoice.Id));
    }
}
