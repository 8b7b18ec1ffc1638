using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.System.Tests.Plugins;
using Billing.Whmcs.Reading;
using Billing.Core.Policy;
using Billing.Engine.Simulation;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>An order's first invoice is due on the day of the order; the next due date of its service is whatever the panel makes of it.</summary>
public sealed class OrderReadingTests
{
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly BillingPolicy Policy = Shipped.Read(Shipped.Json);
    private static readonly Target Ordered = new(TargetKind.Service, 10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-11-20", "2026-11-20", "2026-11-20"), InlineData("2026-12-20", "2026-11-20", "2026-11-20"), InlineData("2026-12-20", "2026-11-20", "0000-00-00"), InlineData("2027-11-20", "2026-11-22", "2026-11-20"),
     InlineData("0000-00-00", "2026-11-20", "2026-11-20"), InlineData("2026-11-19", "2026-03-01", "2026-03-01")]
    public async Task a_paid_order_is_found_whatever_its_next_due_date(string nextDue, string due, string period)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderAsync(panel, nextDue, due, period);
        ClientFacts facts = await panel.ReadBothWaysAsync();
        Invoice paid = Assert.Single(facts.Invoices);
        Assert.Equal((100, InvoiceStatus.Paid, new DateOnly(2026, 11, 21)), (paid.Id, paid.Status, paid.PaidOn));
        Assert.NotNull(paid.PeriodOf(Ordered));
        Assert.Equal("activate/service 10", Assert.Single(Wants(facts)).Key);
        Assert.Equal(TestPanel.Print(facts), TestPanel.Print(Assert.Single(await panel.ReadAllAsync())));   // also when nobody asks for that client
    }

    [Fact]
    public async Task one_that_was_paid_before_our_first_day_is_reported_and_not_created()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderAsync(panel, "2025-12-20", "2025-11-20", "2025-11-20");
        await panel.DoAsync("UPDATE tblinvoices SET datepaid = '2025-11-20 10:00:00'");
        Assert.Equal("report/pending-order/service 10", Assert.Single(Wants(await panel.ReadBothWaysAsync())).Key);
    }

    [Theory]
    [InlineData("Cancelled"), InlineData("Refunded")]
    public async Task a_withdrawn_order_is_created_by_nobody(string status)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderAsync(panel, "2026-12-20", "2026-11-20", "2026-11-20");
        await panel.DoAsync($"UPDATE tblinvoices SET status = '{status}'");
        Assert.DoesNotContain(Wants(await panel.ReadBothWaysAsync()), action => action is BillingAction.Activate);
    }

    [Fact]
    public async Task the_welcome_of_a_product_is_the_template_that_the_panel_names_unless_it_is_switched_off()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.HasAsync("tblemailtemplates", new { id = 5, name = "Hosting Account Welcome Email" }, new { id = 6, name = "Old one", disabled = 1 }, new { id = 50, name = "Hosting Account Welcome Email", language = "spanish" });
        await panel.HasAsync("tblproducts", new { id = 1, welcomeemail = 5 }, new { id = 2, welcomeemail = 6 }, new { id = 3, welcomeemail = 0 });
        await panel.HasAsync("tblhosting", new { id = 10, packageid = 1 }, new { id = 11, packageid = 2 }, new { id = 12, packageid = 3 });
        await using WhmcsDatabase database = panel.Open();
        List<(bool Known, string? Template)> found = [];
        foreach (int id in new[] { 10, 11, 12, 99 }) found.Add(await database.FindWelcomeAsync(new Target(TargetKind.Service, id), Cancel));
        Assert.Equal([(true, "Hosting Account Welcome Email"), (true, null), (true, null), (true, null)], found);
    }

    [Fact]
    public async Task where_the_templates_may_not_be_read_nothing_is_known_and_the_check_says_so()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("DROP TABLE tblemailtemplates");
        await using WhmcsDatabase database = panel.Open();
        Assert.Equal((false, null), await database.FindWelcomeAsync(Ordered, Cancel));
        Assert.Contains("panel.welcome", Assert.Single(await database.CheckAsync(Cancel)), StringComparison.Ordinal);
    }

    private static async Task OrderAsync(TestPanel panel, string nextDue, string due, string period)
    {
        await panel.HasAsync("tblhosting", new { id = 10, domainstatus = "Pending", nextduedate = nextDue });
        await panel.HasAsync("tblinvoices", new { id = 100, date = due, duedate = due, status = "Paid", datepaid = "2026-11-21 10:00:00", total = 0m });
        await panel.HasAsync("tblinvoiceitems", new { invoiceid = 100, type = "Hosting", relid = 10, amount = 5000m, duedate = period });
    }

    private static BillingAction[] Wants(ClientFacts facts) => [.. Decider.Decide(facts with { Past = new Past([]) { FirstDay = TestPanel.Today.AddDays(-30) } }, Policy, TestPanel.Today, Occasion.Look)
        .OfType<Decision.Act>().Select(act => act.Action).Concat(Decider.Decide(facts with { Past = new Past([]) { FirstDay = TestPanel.Today.AddDays(-30) } }, Policy, TestPanel.Today)
        .OfType<Decision.Act>().Select(act => act.Action)).Where(action => action is BillingAction.Activate or BillingAction.Report { Kind: ReportKind.PendingOrder }).DistinctBy(action => action.Key)];
}
