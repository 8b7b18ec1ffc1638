using Billing.Core.Facts;
using Billing.Core.Policy;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>Who pays late, and what it costs.</summary>
public sealed class LateFeeStories
{
    private static string Policy(string fee, string more = "") => $$"""
        { "lateFee": {{fee}}, "timeline": [
          { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+1d", "do": ["late-fee"], "tell": { "late-fee": ["email"] } },
          { "at": "+2d", "do": ["suspend-service"] }, { "after": "5bd", "do": ["suspend-client"] } ]{{more}} }
        """;

    private static readonly BillingPolicy TenPercent = APolicy(Policy("""{ "percent": 10, "minimum": { "ARS": 300 }, "dueDays": 7 }"""));

    [Fact]
    public void a_day_late_bears_a_fee_and_the_client_is_told_of_both() => Assert.Equal("""
        Jul 19  invoice/1/2026-08-03/service 10
        Jul 19  notify/100/proforma by email
        Aug 04  late-fee/100
        Aug 04  accept/100
        Aug 04  notify/101/proforma by email
        Aug 04  notify/100/late-fee by email

        """, AClientWith(AService()).Tell(Aug(4), TenPercent));

    [Fact]
    public void a_part_payment_makes_the_fee_smaller() =>
        Assert.Equal([400m], Fees(AClientWith(AService()), TenPercent, (Aug(1), Pays(100, 1000))));

    [Fact]
    public void the_least_fee_holds() => Assert.Equal([300m], Fees(AClientWith(AService()), TenPercent, (Aug(1), Pays(100, 4000))));

    [Fact]
    public void halves_of_a_cent_go_up() =>
        Assert.Equal([500.01m], Fees(AClientWith(AService() with { Amount = 5000.05m }), TenPercent));

    [Fact]
    public void pesos_of_chile_have_no_cents() => Assert.Equal([100m], Fees(
        new ClientFacts { Client = AClient() with { Currency = "CLP" }, Services = [AService() with { Amount = 995 }] }, APolicy(Policy("""{ "percent": 10, "dueDays": 7 }"""))));

    [Fact]
    public void a_fixed_fee_is_by_currency_and_none_where_the_policy_has_none()
    {
        BillingPolicy fixedFee = APolicy(Policy("""{ "fixed": { "ARS": 1500, "USD": 2 }, "dueDays": 7 }"""));
        Assert.Equal([1500m], Fees(AClientWith(AService()), fixedFee));
        Assert.Equal([2m], Fees(new ClientFacts { Client = AClient() with { Currency = "USD" }, Services = [AService()] }, fixedFee));
        ClientFacts euros = new() { Client = AClient() with { Currency = "EUR" }, Services = [AService()] };
        Assert.Empty(Fees(euros, fixedFee));
        Assert.Contains("no late fee in EUR", Why(euros, fixedFee), StringComparison.Ordinal);
    }

    [Fact]
    public void who_pays_in_time_bears_none() => Assert.Empty(Fees(AClientWith(AService()), TenPercent, (Aug(3), Pays(100))));

    [Fact]
    public void a_payment_pending_bears_none() => Assert.Empty(Fees(AClientWith(AService()), TenPercent, (Aug(3), Becomes(100, InvoiceStatus.PaymentPending))));

    [Fact]
    public void who_is_exempt_or_marked_in_the_panel_bears_none()
    {
        Assert.Empty(Fees(new ClientFacts { Client = AClient() with { PanelExempt = true }, Services = [AService()] }, TenPercent));
        Assert.Empty(Fees(new ClientFacts { Client = AClient() with { NoLateFees = true }, Services = [AService()] }, TenPercent));
    }

    [Fact]
    public void an_order_that_was_never_paid_bears_none() =>
        Assert.Empty(Fees(AClientWith(AService() with { Status = ServiceStatus.Pending }).Owing(AnInvoice()), TenPercent));

    [Fact]
    public void what_passed_before_our_first_day_bears_none() =>
        Assert.Empty(Fees(AClientWith(AService()).Owing(AnInvoice(due: Jul(6))), TenPercent));

    [Fact]
    public void reopened_it_bears_no_second_one() => Assert.Single(Fees(AClientWith(AService()), TenPercent, (Aug(5), Pays(100)), (Aug(6), Becomes(100, InvoiceStatus.Collections))));

    [Fact]
    public void the_fee_bears_none_itself_and_holds_its_client_as_any_debt()
    {
        World world = new(AClientWith(AService() with { Cycle = BillingCycle.Annually }), TenPercent);
        for (DateOnly day = Jul(19); day <= Sep(5); day = day.AddDays(1))
        {
            if (day == Aug(5)) Pays(100)(world, day);
            world.Run(day);
        }
        Assert.Equal(["late-fee/100"], world.Trace.Select(happened => happened.Action.Key).Where(key => key.StartsWith("late-fee/", StringComparison.Ordinal)));
        Assert.Equal(["suspend/service 10/client/1"], world.Trace.Where(happened => happened.On > Aug(5)).Select(happened => happened.Action.Key).Where(key => key.StartsWith("suspend/", StringComparison.Ordinal)));
    }

    private static decimal[] Fees(ClientFacts start, BillingPolicy policy, params (DateOnly On, Outside What)[] on) =>
        [.. Live(start, policy, on).Invoices.Where(invoice => invoice.Kind == InvoiceKind.LateFee).Select(invoice => invoice.Lines.Sum(line => line.Amount))];

    private static string Why(ClientFacts start, BillingPolicy policy) => string.Join("\n", Billing.Core.Decisions.Decider.Decide(Live(start, policy).Facts, policy, Aug(9), explain: true).Select(decision => decision.Because));

    private static World Live(ClientFacts start, BillingPolicy policy, params (DateOnly On, Outside What)[] on)
    {
        World world = new(start, policy);
        for (DateOnly day = Jul(15); day <= Aug(9); day = day.AddDays(1))
        {
            foreach ((DateOnly _, Outside what) in on.Where(outside => outside.On == day)) what(world, day);
            world.Run(day);
        }
        return world;
    }
}
