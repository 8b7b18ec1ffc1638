using Billing.Core.Facts;
using Billing.Engine.Panel;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>A row that cannot be understood is reported and left out; everything beside it is read.</summary>
public sealed class UnreadableRowsTests
{
    [Theory]
    [InlineData("tblhosting", "INSERT INTO tblhosting (id, domainstatus) VALUES (50, 'Parked')", "'Parked' is no status of a service")]
    [InlineData("tblhosting", "INSERT INTO tblhosting (id, domainstatus) VALUES (50, '')", "'' is no status of a service")]
    [InlineData("tblhosting", "INSERT INTO tblhosting (id, billingcycle) VALUES (50, 'Weekly')", "'Weekly' is no billing cycle")]
    [InlineData("tblhosting", "INSERT INTO tblhosting (id, amount) VALUES (50, NULL)", "its recurring amount is missing or negative")]
    [InlineData("tblhosting", "INSERT INTO tblhosting (id, amount) VALUES (50, -1)", "its recurring amount is missing or negative")]
    [InlineData("tblhostingaddons", "INSERT INTO tblhostingaddons (id, hostingid, userid, billingcycle) VALUES (50, 10, 1, 'Hourly')", "'Hourly' is no billing cycle")]
    [InlineData("tbldomains", "INSERT INTO tbldomains (id, registrationperiod) VALUES (50, 0)", "a registration period of 0 years is not 1 to 10")]
    [InlineData("tbldomains", "INSERT INTO tbldomains (id, status) VALUES (50, 'Sold')", "'Sold' is no status of a domain")]
    [InlineData("tblinvoices", "INSERT INTO tblinvoices (id, duedate) VALUES (50, '0000-00-00')", "it is owed and has no due date")]
    [InlineData("tblinvoices", "INSERT INTO tblinvoices (id, status) VALUES (50, 'Draft')", "it has neither a date nor a due date")]
    [InlineData("tblinvoices", "INSERT INTO tblinvoices (id, duedate, total) VALUES (50, '2026-11-01', NULL)", "it has no total")]
    [InlineData("tblcancelrequests", "INSERT INTO tblcancelrequests (id, relid, date, type) VALUES (50, 10, '2026-11-01', 'Someday')", "'Someday' is no type of request")]
    [InlineData("tblcancelrequests", "INSERT INTO tblcancelrequests (id, relid, type) VALUES (50, 10, 'Immediate')", "the request has no date")]
    public async Task such_a_row_is_reported_once_and_the_rest_is_read(string table, string row, string why)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Suspended" });
        await panel.DoAsync(row);
        PanelReading all = TestPanel.Reading(), one = TestPanel.Reading();
        ClientFacts facts = Assert.Single(await panel.ReadAllAsync(all));
        Assert.Equal(["service 10"], facts.Services.Select(service => service.Target.ToString()));
        Assert.Empty(facts.Invoices);
        Assert.Equal([new UnreadableRow(table, 50, 1, why)], all.Unreadable);
        Assert.Equal(TestPanel.Print(facts), TestPanel.Print((await panel.ReadClientAsync(1, one))!));
        Assert.Equal(all.Unreadable, one.Unreadable);
    }

    [Theory]
    [InlineData("UPDATE tblclients SET currency = 9", "the panel has no currency 9")]
    [InlineData("UPDATE tblclients SET status = 'Gone'", "'Gone' is no status of a client")]
    public async Task a_client_that_cannot_be_understood_is_reported_and_the_next_one_read(string change, string why)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync(change);
        await panel.HasAsync("tblclients", new { id = 2 });
        await panel.HasAsync("tblinvoices", new { id = 100, userid = 1, duedate = "2026-11-01" }, new { id = 101, userid = 2, duedate = "2026-11-01" });
        PanelReading all = TestPanel.Reading(), one = TestPanel.Reading();
        Assert.Equal([2], (await panel.ReadAllAsync(all)).Select(facts => facts.Client.Id));
        Assert.Null(await panel.ReadClientAsync(1, one));
        Assert.Equal([new UnreadableRow("tblclients", 1, 1, why)], all.Unreadable);
        Assert.Equal(all.Unreadable, one.Unreadable);
    }

    [Fact]
    public async Task what_belongs_to_nobody_is_reported()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblhosting", new { id = 10, userid = 404 }, new { id = 11, userid = 0 });
        await panel.HasAsync("tblhostingaddons", new { id = 20, hostingid = 99 });
        await panel.HasAsync("tblinvoices", new { id = 100, userid = 405, duedate = "2026-11-01" });
        PanelReading reading = TestPanel.Reading();
        Assert.Empty(await panel.ReadAllAsync(reading));
        Assert.Equal(["tblhosting 10 of 404", "tblhosting 11 of 0", "tblhostingaddons 20 of 0", "tblinvoices 100 of 405"],
            reading.Unreadable.Select(row => $"{row.Table} {row.Id} of {row.Client}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task an_invoice_with_a_status_that_nobody_knows_is_reported_also_when_everybody_is_read()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-01", status = "Overdue" }, new { id = 101, duedate = "2026-11-01", status = "Partially Paid" }, new { id = 102, duedate = "2026-11-01", status = "" },
            new { id = 103, duedate = "2026-11-01", status = "Paid" });
        PanelReading reading = TestPanel.Reading();
        await panel.ReadAllAsync(reading);
        Assert.Equal([100L, 101, 102], reading.Unreadable.Select(row => row.Id).Order());
    }
}
