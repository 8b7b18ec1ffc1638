using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sandbox;
using Billing.System.Tests.Sandbox;
using Billing.Whmcs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>WHMCS for a provider who gives us its API only.</summary>
public sealed class ApiPanelTests : WhmcsPanelContract
{
    private protected override SandboxStoreOfATest NewStore() => new SqliteOfATest();

    private protected override WhmcsOptions With(WhmcsOptions options) => options with { Welcome = new Dictionary<int, string> { [1] = PanelWorld.Welcome, [2] = "" } };

    [Fact]
    public async Task which_welcome_a_product_has_is_what_the_configuration_says_and_else_is_asked_for_in_one_line()
    {
        foreach (int product in new[] { 2, 3 })
        {
            Sandbox.AddProduct(new ProductSeed("Other") { Id = product, Module = "", Welcome = PanelWorld.Welcome });
            Sandbox.AddService(new ServiceSeed(1, product, PanelWorld.Far, 5000m) { Id = 50 + product });
        }
        Assert.Null(await Panel.FindWelcomeAsync(new Target(TargetKind.Service, 52), Cancel));
        PanelException unknown = await Assert.ThrowsAsync<PanelException>(() => Panel.FindWelcomeAsync(new Target(TargetKind.Service, 53), Cancel));
        Assert.Equal(PanelFailure.Rejected, unknown.Failure);
        Assert.Contains("\"welcome\": { \"3\":", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_template_that_the_panel_does_not_have_is_refused_and_nothing_is_sent()
    {
        PanelException no = await Assert.ThrowsAsync<PanelException>(() => Panel.SendWelcomeAsync(Hosting, "No such template", Cancel));
        Assert.Equal(PanelFailure.Rejected, no.Failure);
        Assert.Empty(Sent(1));
    }

    [Fact]
    public async Task an_order_paid_is_found_though_its_next_due_date_is_another_day()
    {
        DateOnly ordered = PanelWorld.Today.AddDays(-200);
        Sandbox.AddService(new ServiceSeed(1, 1, PanelWorld.Far, 5000m) { Id = 60, Status = "Pending", Registered = ordered });
        Sandbox.AddInvoice(new InvoiceSeed(1, ordered.AddDays(3), [new InvoiceLineSeed("Hosting", 60, 5000m)]) { Id = 300, Date = ordered, Status = "Paid" });
        Sandbox.AddInvoice(new InvoiceSeed(1, ordered.AddDays(90), [new InvoiceLineSeed("Hosting", 11, 5000m)]) { Id = 301, Date = ordered.AddDays(80), Status = "Paid" });
        ClientFacts among = (await AllAsync(Reading())).Single(facts => facts.Client.Id == 1);
        foreach (ClientFacts ana in new[] { among, await AnaAsync() })
            Assert.NotNull(ana.FindInvoice(300)!.PeriodOf(new Target(TargetKind.Service, 60)));
        Assert.Null(among.FindInvoice(301));   // no call is spent on what can be no order's; of one client what was paid lately is read whatever it is
    }

    [Fact]
    public async Task whom_nothing_can_follow_for_is_left_out_unless_wanted()
    {
        Sandbox.AddClient(new ClientSeed("Carla", "Sosa", "carla@example.com") { Id = 3 });
        Sandbox.AddService(new ServiceSeed(3, 1, PanelWorld.Far, 5000m) { Id = 13 });
        Assert.Equal([1, 2], (await AllAsync(Reading())).Select(facts => facts.Client.Id));
        Assert.Equal([1, 2, 3], (await AllAsync(Reading(3))).Select(facts => facts.Client.Id));
    }

    [Fact]
    public async Task what_fills_several_pages_comes_page_by_page_and_each_once()
    {
        for (int more = 0; more < 300; more++) Sandbox.AddService(new ServiceSeed(1, 1, PanelWorld.Far, 5000m) { Id = 1000 + more });
        List<ServiceInUse> all = await InUseAsync();
        Assert.Equal(306, all.Count);
        Assert.Equal(306, all.Select(thing => thing.Target).Distinct().Count());
    }

    [Fact]
    public async Task a_closed_client_is_read_while_it_still_has_something()
    {
        Sandbox.AddClient(new ClientSeed("Carla", "Sosa", "carla@example.com") { Id = 3, Status = "Closed" });
        Sandbox.AddClient(new ClientSeed("Dora", "Vega", "dora@example.com") { Id = 4, Status = "Closed" });
        Sandbox.AddService(new ServiceSeed(3, 1, PanelWorld.Far, 5000m) { Id = 13 });
        Assert.Equal([1, 2, 3], (await AllAsync(Reading())).Select(facts => facts.Client.Id));
    }

    [Theory]
    [InlineData("Cancelled", InvoiceStatus.Cancelled)]
    [InlineData("Draft", InvoiceStatus.Draft)]
    public async Task a_near_renewal_that_was_invoiced_and_withdrawn_is_seen(string status, InvoiceStatus seen)
    {
        Sandbox.AddInvoice(new InvoiceSeed(1, PanelWorld.Near, [new InvoiceLineSeed("Hosting", 10, 5000m)]) { Id = 101, Status = status });
        ClientFacts ana = (await AllAsync(Reading()))[0];
        Assert.Equal((101, seen, PanelWorld.Near), (ana.Invoices[0].Id, ana.Invoices[0].Status, ana.Invoices[0].PeriodOf(Hosting)!.Value));
        Assert.Equal(101, await Panel.FindRenewalAsync(1, [Hosting], PanelWorld.Near, Cancel));
    }

    [Fact]
    public async Task an_invoice_that_was_granted_a_later_due_date_still_bills_its_period()
    {
        Sandbox.AddInvoice(new InvoiceSeed(1, PanelWorld.Near.AddDays(9), [new InvoiceLineSeed("Hosting", 10, 5000m, Due: PanelWorld.Near)]) { Id = 101 });
        Assert.Equal(PanelWorld.Near, (await AnaAsync()).FindInvoice(101)!.PeriodOf(Hosting));
        Assert.Equal(101, await Panel.FindRenewalAsync(1, [Hosting], PanelWorld.Near, Cancel));
    }

    [Fact]
    public async Task a_row_that_cannot_be_understood_is_reported_and_left_out()
    {
        Sandbox.AddService(new ServiceSeed(1, 1, PanelWorld.Near, 5000m) { Id = 14, Cycle = "Fortnightly" });
        PanelReading reading = Reading();
        ClientFacts ana = (await AllAsync(reading))[0];
        Assert.Null(ana.Find(new Target(TargetKind.Service, 14)));
        UnreadableRow row = Assert.Single(reading.Unreadable);
        Assert.Equal(("tblhosting", 14L, 1), (row.Table, row.Id, row.Client));
        Assert.Contains("Fortnightly", row.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_part_payment_lowers_the_balance()
    {
        Sandbox.Pay(PanelWorld.Debt, 2000m);
        Assert.Equal(new InvoiceNow(PanelWorld.Debt, InvoiceStatus.Unpaid, 3000m), await Panel.ReadInvoiceNowAsync(PanelWorld.Debt, Cancel));
    }

    [Fact]
    public async Task names_come_as_people_wrote_them()
    {
        Sandbox.AddClient(new ClientSeed("Niamh", "O&#039;Brien", "n@example.com") { Id = 3, Company = "" });
        Assert.Equal("Niamh O'Brien", (await Panel.ReadClientAsync(3, Reading(), Cancel))!.Client.Name);
    }

    [Fact]
    public async Task a_renewal_whose_answer_was_cut_is_in_doubt_and_found()
    {
        Sandbox.Faults.Add(new Fault("GenInvoices", FaultKind.CutAfterWork) { Count = 1 });
        PanelException doubt = await Assert.ThrowsAsync<PanelException>(() => Panel.GenerateInvoiceAsync(1, [Hosting], PanelWorld.Near, Cancel));
        Assert.Equal(PanelFailure.InDoubt, doubt.Failure);
        Assert.NotNull(await Panel.FindRenewalAsync(1, [Hosting], PanelWorld.Near, Cancel));
    }

    [Fact]
    public async Task nobody_is_invoiced_when_nothing_is_named()
    {
        Assert.Equal(PanelFailure.Rejected, (await Assert.ThrowsAsync<PanelException>(() => Panel.GenerateInvoiceAsync(1, [Project], PanelWorld.Near, Cancel))).Failure);
        Assert.Equal(PanelWorld.Debt, Assert.Single(Sandbox.Invoices()).Id);
    }

    [Fact]
    public async Task a_module_command_is_run_with_our_reason()
    {
        Sandbox.AddProduct(new ProductSeed("Server") { Id = 2, Module = "other" });
        Sandbox.AddService(new ServiceSeed(1, 2, PanelWorld.Far, 9000m) { Id = 15 });
        Target server = new(TargetKind.Service, 15);
        await Panel.RunModuleAsync(ModuleCommand.Suspend, server, "unpaid [billing:suspend/100]", Cancel);
        Assert.Equal(("Suspended", "unpaid [billing:suspend/100]"), (Sandbox.Service(15)!.Status, Sandbox.Service(15)!.SuspendReason));
        await Panel.RunModuleAsync(ModuleCommand.Unsuspend, server, "", Cancel);
        Assert.Equal("Active", Sandbox.Service(15)!.Status);
        Assert.Equal(PanelFailure.Rejected, (await Assert.ThrowsAsync<PanelException>(() => Panel.RunModuleAsync(ModuleCommand.Suspend, Hosting, "", Cancel))).Failure);
    }

    [Fact]
    public async Task a_line_is_logged_beside_the_client()
    {
        await Panel.LogAsync(1, "service 10 was suspended", Cancel);
        Assert.Contains(Sandbox.ActivityLog(), entry => entry is { ClientId: 1, Description: "service 10 was suspended" });
    }

    [Fact]
    public async Task a_panel_in_order_has_no_findings_and_is_left_as_it_was()
    {
        int before = Sandbox.ActivityLog().Count;
        Assert.Empty(await Panel.CheckAsync(Cancel));
        Assert.Single(Sandbox.Invoices());
        Assert.Equal(before, Sandbox.ActivityLog().Count);
    }

    [Fact]
    public async Task what_the_role_lacks_is_one_line()
    {
        Sandbox.Faults.Add(new Fault("ModuleSuspend", FaultKind.Forbidden));
        Sandbox.Faults.Add(new Fault("GetContacts", FaultKind.Forbidden));
        string finding = Assert.Single(await Panel.CheckAsync(Cancel));
        Assert.Contains("lacks GetContacts, ModuleSuspend;", finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_department_that_is_not_there_is_a_finding_and_none_is_not()
    {
        await using WhmcsPanel lost = Create(options => options with { TicketDepartment = 7 }, new FakeTimeProvider(Now));
        Assert.EndsWith("there is no support department 7 (panel.tickets.department): write one of 1 (Administración)", Assert.Single(await lost.CheckAsync(Cancel)), StringComparison.Ordinal);
        await using WhmcsPanel none = Create(options => options with { TicketDepartment = null }, new FakeTimeProvider(Now));
        Assert.Empty(await none.CheckAsync(Cancel));
        Assert.Empty(Sandbox.Tickets());
    }

    [Fact]
    public async Task a_role_that_may_open_no_ticket_is_one_line()
    {
        Sandbox.Faults.Add(new Fault("OpenTicket", FaultKind.Forbidden));
        Sandbox.Faults.Add(new Fault("GetSupportDepartments", FaultKind.Forbidden));
        Assert.Contains("lacks OpenTicket, GetSupportDepartments;", Assert.Single(await Panel.CheckAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_ticket_whose_answer_was_cut_off_is_in_doubt_and_found_by_its_mark()
    {
        const string Mark = "[billing:objection 100/2026-03-01]";
        Sandbox.Faults.Add(new Fault("OpenTicket", FaultKind.CutAfterWork));
        Assert.Equal(PanelFailure.InDoubt, (await Assert.ThrowsAsync<PanelException>(() => Panel.OpenTicketAsync(2, $"Objection {Mark}", "No 🙂", Cancel))).Failure);
        Sandbox.Faults.Clear();
        Assert.Equal("No \uFFFD", Assert.Single(Sandbox.Tickets()).Message);
        Assert.Equal(Sandbox.Tickets()[0].Id, await Panel.FindTicketAsync(2, Mark, Cancel));
    }

    [Fact]
    public async Task without_a_department_no_ticket_is_opened_and_the_admin_reads_what_to_write()
    {
        await using WhmcsPanel none = Create(options => options with { TicketDepartment = null }, new FakeTimeProvider(Now));
        PanelException no = await Assert.ThrowsAsync<PanelException>(() => none.OpenTicketAsync(2, "x", "y", Cancel));
        Assert.Equal(PanelFailure.Rejected, no.Failure);
        Assert.Contains("\"tickets\": { \"department\": 1 }", no.Message, StringComparison.Ordinal);
        Assert.Empty(Sandbox.Tickets());
    }

    [Fact]
    public async Task a_clock_that_is_wrong_is_a_finding()
    {
        await using WhmcsPanel slow = Create(options => options, new FakeTimeProvider(Now.AddMinutes(4)));
        Assert.Contains("4 minutes behind ours", Assert.Single(await slow.CheckAsync(Cancel)), StringComparison.Ordinal);
        await using WhmcsPanel elsewhere = Create(options => options with { Zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(-3), "x", "x") }, new FakeTimeProvider(Now));
        Assert.Contains("180 minutes ahead of ours", Assert.Single(await elsewhere.CheckAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_wrong_secret_is_one_finding()
    {
        await using WhmcsPanel stranger = Create(options => options with { Secret = () => "another" }, new FakeTimeProvider(Now));
        Assert.Contains("wrong identifier or secret", Assert.Single(await stranger.CheckAsync(Cancel)), StringComparison.Ordinal);
    }
}
