using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Reading;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>Who comes when everybody is read, what is counted, and what is reported.</summary>
public sealed class WholeReadingTests
{
    private static async Task<IEnumerable<int>> WhoAsync(TestPanel panel, params int[] always) => (await panel.ReadAllAsync(TestPanel.Reading(always))).Select(facts => facts.Client.Id);

    [Fact]
    public async Task who_has_nothing_due_soon_and_owes_nothing_stays_out_unless_wanted()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, nextduedate = "2026-12-09", billingcycle = "Monthly", domainstatus = "Active" }, new { id = 11, nextduedate = "2026-11-01", billingcycle = "One Time", domainstatus = "Active" },
            new { id = 12, nextduedate = "2026-11-01", billingcycle = "Monthly", domainstatus = "Terminated" });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-01", status = "Paid" });
        Assert.Empty(await WhoAsync(panel));
        Assert.Equal([1], await WhoAsync(panel, 1));
    }

    [Theory]
    [InlineData("tblhosting", "Active", "2026-12-08"), InlineData("tblhosting", "Suspended", "2030-01-01"), InlineData("tblhosting", "Pending", "0000-00-00"),
     InlineData("tbldomains", "Grace", "2026-10-01"), InlineData("tbldomains", "Pending Transfer", "0000-00-00")]
    public async Task something_near_held_or_waiting_brings_its_client(string table, string status, string nextduedate)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        if (table == "tblhosting") await panel.HasAsync(table, new { id = 10, domainstatus = status, nextduedate });
        else await panel.HasAsync(table, new { id = 10, status, nextduedate });
        Assert.Equal([1], await WhoAsync(panel));
    }

    [Theory]
    [InlineData("Unpaid"), InlineData("Draft"), InlineData("Payment Pending"), InlineData("Collections"), InlineData("unpaid")]
    public async Task an_invoice_that_is_not_settled_brings_its_client(string status)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-01", status });
        Assert.Equal([1], await WhoAsync(panel));
    }

    [Fact]
    public async Task a_request_to_end_something_alive_and_a_closed_client_with_something_alive_are_brought()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblclients", new { id = 2, status = "Active" }, new { id = 3, status = "Closed" }, new { id = 4, status = "Closed" });
        await panel.HasAsync("tblhosting", new { id = 10, userid = 1, domainstatus = "Active" }, new { id = 20, userid = 2, domainstatus = "Cancelled" }, new { id = 30, userid = 3, domainstatus = "Active" });
        await panel.HasAsync("tblcancelrequests", new { relid = 10, date = "2026-11-01", type = "Immediate" }, new { relid = 20, date = "2026-11-01", type = "Immediate" });
        Assert.Equal([1, 3], await WhoAsync(panel));
    }

    [Fact]
    public async Task a_debtor_brings_all_that_is_alive_and_what_ended_only_if_an_open_invoice_names_it()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Active" }, new { id = 11, domainstatus = "Terminated" }, new { id = 12, domainstatus = "Cancelled" });
        await panel.HasAsync("tblhostingaddons", new { id = 11, hostingid = 11, userid = 1, status = "Terminated" });
        await panel.HasAsync("tbldomains", new { id = 11, status = "Expired" }, new { id = 12, status = "Expired" });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-01" });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 11 }, new { invoiceid = 100, type = "Addon", relid = 11 }, new { invoiceid = 100, type = "Domain", relid = 11 }, new { invoiceid = 100, type = "Hosting", relid = 404 });
        Assert.Equal(["service 10", "service 11", "addon 11", "domain 11"], Assert.Single(await panel.ReadAllAsync()).Services.Select(service => service.Target.ToString()));
    }

    [Fact]
    public async Task all_that_is_in_use_is_counted_also_of_clients_left_out()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Adapters = AdapterMap.None with { Domains = "dns" } };
        await panel.DoAsync(PanelSchema.Projects);
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Active" }, new { id = 11, domainstatus = "Suspended" }, new { id = 12, domainstatus = "Terminated" });
        await panel.HasAsync("tblhostingaddons", new { id = 20, hostingid = 10, userid = 1 });
        await panel.HasAsync("tbldomains", new { id = 30 });
        await panel.HasAsync("mod_project", new { id = 40 }, new { id = 41, status = "Frozen" });
        PanelReading reading = TestPanel.Reading();
        await panel.ReadAllAsync(reading);
        Assert.Equal(3, reading.ActiveServices);
    }

    [Fact]
    public async Task clients_come_in_order_each_once_whatever_the_number_of_pages()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("INSERT INTO tblclients (id) SELECT seq * 3 FROM seq_1_to_9001; INSERT INTO tblinvoices (id, userid, duedate) SELECT id, id, '2026-11-01' FROM tblclients; INSERT INTO tblclients (id) VALUES (2000000000); INSERT INTO tblinvoices (id, userid, duedate) VALUES (2000000000, 2000000000, '2026-11-01')");
        List<ClientFacts> all = await panel.ReadAllAsync();
        Assert.Equal([1, .. Enumerable.Range(1, 9001).Select(id => id * 3), 2000000000], all.Select(facts => facts.Client.Id));
        Assert.All(all, facts => Assert.Equal(facts.Client.Id, Assert.Single(facts.Invoices).Id));
    }

    [Fact]
    public async Task many_near_renewals_are_looked_up_together_and_none_is_mixed_up()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("""
            INSERT INTO tblclients (id) SELECT seq FROM seq_2_to_800;
            INSERT INTO tblhosting (id, userid, nextduedate) SELECT 5000 + id, id, '2026-12-01' + INTERVAL id % 7 DAY FROM tblclients;
            INSERT INTO tblinvoices (id, userid, duedate, status) SELECT 9000 + id, id, '2026-01-01', 'Paid' FROM tblclients;
            INSERT INTO tblinvoiceitems (invoiceid, userid, type, relid, duedate) SELECT 9000 + id, id, 'Hosting', 5000 + id, '2026-12-01' + INTERVAL IF(id % 2 = 0, id % 7, (id + 1) % 7) DAY FROM tblclients
            """);
        Assert.All(await panel.ReadAllAsync(), facts => Assert.Equal(facts.Client.Id % 2 == 0 ? [9000 + facts.Client.Id] : Array.Empty<int>(), facts.Invoices.Select(invoice => invoice.Id)));
    }

    [Fact]
    public async Task among_very_many_a_withdrawn_renewal_is_found_behind_years_of_paid_ones()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("""
            ALTER TABLE tblinvoices ADD KEY duedate (duedate);
            INSERT INTO tblclients (id) SELECT seq FROM seq_2_to_400;
            INSERT INTO tblhosting (id, userid, nextduedate) SELECT id, id, '2026-12-08' FROM tblclients;
            INSERT INTO tblinvoices (id, userid, duedate, status) SELECT seq * 1000 + id, id, '2026-12-08' - INTERVAL 36 - seq MONTH, IF(seq = 36, 'Cancelled', 'Paid') FROM tblclients, seq_1_to_36;
            INSERT INTO tblinvoiceitems (id, invoiceid, userid, type, relid, duedate) SELECT id, id, userid, 'Hosting', userid, duedate FROM tblinvoices ORDER BY id
            """);
        Assert.All(await panel.ReadAllAsync(), facts => Assert.Equal([36000 + facts.Client.Id], facts.Invoices.Select(invoice => invoice.Id)));
        Assert.Equal(400, (await panel.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task what_others_write_meanwhile_is_not_seen()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("INSERT INTO tblclients (id) SELECT seq FROM seq_2_to_9000; INSERT INTO tblinvoices (id, userid, duedate) SELECT id, id, '2026-11-01' FROM tblclients");
        await using WhmcsDatabase database = panel.Open();
        int clients = 0;
        await foreach (ClientFacts facts in database.ReadAllAsync(TestPanel.Reading(), TestContext.Current.CancellationToken))
            if (++clients == 1) await panel.DoAsync("DELETE FROM tblclients WHERE id > 4500; INSERT INTO tblclients (id) VALUES (9500)");
        Assert.Equal(9000, clients);
    }

    [Fact]
    public async Task who_stops_reading_gets_no_further_client()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-01" });
        await using WhmcsDatabase database = panel.Open();
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await database.ReadAllAsync(TestPanel.Reading(), stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync());
    }
}
