using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Forecasting;
using Billing.Engine.Ledger;
using Billing.Engine.Simulation;
using Billing.System.Tests.Plugins;
using Xunit;

namespace Billing.System.Tests.Forecasting;

/// <summary>What another policy would change, by small stories.</summary>
public sealed class ComparingTests
{
    private static readonly ShippedPolicy Shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
    private static readonly DateOnly Today = new(2026, 7, 15), Due = new(2026, 3, 2);
    private static readonly Service Hosting = new() { Target = new(TargetKind.Service, 10), Product = 1, Adapter = "cpanel", Cycle = BillingCycle.Monthly, Amount = 5000, NextDue = new DateOnly(2026, 8, 3) };
    private static readonly Client Ana = new() { Id = 1, Name = "Ana", Email = "ana@example.com", Currency = "ARS", Group = "Amigos" };

    private const string SuspendsOn = """{ "timeline": [ { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "{0}", "do": ["suspend-service"], "tell": { "suspended": ["email"] } }, { "at": "+40d", "do": ["terminate-service"] } ] }""";

    [Fact]
    public async Task the_same_policy_changes_nothing()
    {
        Comparison same = await CompareAsync(Policy("{}"), Paid(10), Paid(1), Paid(null));
        Assert.Empty(same.Ahead.Shares);
        Assert.Empty(same.Back!.Shares);
        Assert.Empty(same.Back.Sooner);
        Assert.Equal(3, same.Back.Invoices);
        Assert.Equal((2, 2), same.Back.Suspended);
    }

    [Fact]
    public async Task who_paid_after_the_earlier_suspension_and_before_the_present_one_is_suspended_newly()
    {
        Comparison stricter = await CompareAsync(Policy(SuspendsOn.Replace("{0}", "+1d", StringComparison.Ordinal)), Paid(2), Paid(1), Paid(0));
        Assert.Equal(1, stricter.Back!.Shares[Turn.Newly].Count);
        Assert.Equal(5000, stricter.Back.Shares[Turn.Newly].Money["ARS"]);
    }

    [Fact]
    public async Task who_paid_before_a_later_suspension_is_suspended_no_longer()
    {
        Comparison milder = await CompareAsync(Policy(SuspendsOn.Replace("{0}", "+9d", StringComparison.Ordinal)), Paid(5));
        Assert.Equal(1, milder.Back!.Shares[Turn.NoLonger].Count);
        Assert.Equal((1, 0), milder.Back.Suspended);
    }

    [Fact]
    public async Task money_comes_as_many_days_sooner_as_the_suspension()
    {
        Comparison stricter = await CompareAsync(Policy(SuspendsOn.Replace("{0}", "+1d", StringComparison.Ordinal)), Paid(10), Paid(2));
        Assert.Equal((5000m, 5000m), stricter.Back!.Sooner["ARS"]);   // whoever paid on the day of the suspension was not suspended
    }

    [Fact]
    public async Task a_suspension_ahead_that_comes_later_says_by_how_many_days()
    {
        Comparison milder = await CompareAsync(Policy(SuspendsOn.Replace("{0}", "+9d", StringComparison.Ordinal)));
        Difference suspension = Assert.Single(milder.Ahead.Examples, one => one.Act == "suspend");
        Assert.Equal((Turn.Later, 7, new DateOnly(2026, 8, 5), new DateOnly(2026, 8, 12)), (suspension.Turn, suspension.Days, suspension.Now, suspension.Then));
        Assert.Equal((1, 1), milder.Ahead.Totals["suspend"]);
    }

    [Fact]
    public async Task whoever_becomes_exempt_is_suspended_no_longer()
    {
        Comparison spared = await CompareAsync(Policy("""{ "exemptions": { "clientGroups": ["amigos"] } }"""), Paid(10));
        Assert.Equal(Turn.NoLonger, Assert.Single(spared.Ahead.Examples, one => one.Act == "suspend").Turn);
        Assert.Equal(1, spared.Back!.Shares[Turn.NoLonger].Count);
    }

    private static BillingPolicy Policy(string change) => Shipped.Read(PolicyReader.Merge(Shipped.Json, global::System.Text.Json.Nodes.JsonNode.Parse(change)));

    /// <summary>An invoice of March, paid so many days after its due date; never for null.</summary>
    private static SimulatedInvoice Paid(int? after) => new(100, 2, Due.AddDays(-15), Due, after is null ? InvoiceStatus.Unpaid : InvoiceStatus.Paid, [new InvoiceLine(new Target(TargetKind.Service, 20), 5000)], InvoiceKind.Ordinary)
    {
        PaidOn = after is { } days ? Due.AddDays(days) : null,
    };

    private static async Task<Comparison> CompareAsync(BillingPolicy other, params SimulatedInvoice[] past)
    {
        SimulatedPanel panel = new(() => Today);
        panel.Add(Ana);
        panel.Add(1, Hosting);
        panel.Add(Ana with { Id = 2 });
        panel.Add(2, Hosting with { Target = new Target(TargetKind.Service, 20), Cycle = BillingCycle.OneTime });
        foreach ((int n, SimulatedInvoice invoice) in past.Index())
            panel.Add(new SimulatedInvoice(100 + n, 2, invoice.Date, invoice.Due, invoice.Status, invoice.Lines, InvoiceKind.Ordinary) { PaidOn = invoice.PaidOn });
        await using MemoryLedger ledger = new(TimeProvider.System);
        return await new Comparing(panel, ledger, Policy("{}"), other, Today, 60).RunAsync(TestContext.Current.CancellationToken);
    }
}
