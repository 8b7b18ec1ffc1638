using Billing.Core.Facts;
using Billing.Engine.Panel;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>What is raised and changed.</summary>
public abstract partial class PanelContract
{
    [Fact]
    public async Task a_renewal_is_raised_once_although_asked_for_twice()
    {
        Assert.Null(await Panel.FindRenewalAsync(1, [Hosting], PanelWorld.Near, Cancel));
        await Panel.GenerateInvoiceAsync(1, [Hosting], PanelWorld.Near, Cancel);
        await Panel.GenerateInvoiceAsync(1, [Hosting], PanelWorld.Near, Cancel);
        int raised = (await Panel.FindRenewalAsync(1, [Hosting], PanelWorld.Near, Cancel))!.Value;
        Assert.Equal(new InvoiceNow(raised, InvoiceStatus.Unpaid, 5000m), await Panel.ReadInvoiceNowAsync(raised, Cancel));
        Assert.Equal(1, await Panel.FindClientOfInvoiceAsync(raised, Cancel));
        Invoice invoice = Assert.Single((await AnaAsync()).Invoices);
        Assert.Equal((raised, PanelWorld.Near, PanelWorld.Near), (invoice.Id, invoice.Due, invoice.PeriodOf(Hosting)!.Value));
    }

    [Fact]
    public async Task what_renews_on_the_same_day_is_on_one_invoice()
    {
        await Panel.GenerateInvoiceAsync(1, [Hosting, Addon, Domain], PanelWorld.Near, Cancel);
        Invoice invoice = Assert.Single((await AnaAsync()).Invoices);
        Assert.Equal([Hosting, Addon, Domain], invoice.Targets);
        Assert.Equal(13500m, invoice.Balance);
        Assert.Equal(invoice.Id, await Panel.FindRenewalAsync(1, [Hosting, Addon, Domain], PanelWorld.Near, Cancel));
    }

    [Fact]
    public async Task a_renewal_is_found_for_its_own_day_only()
    {
        await Panel.GenerateInvoiceAsync(1, [Hosting], PanelWorld.Near, Cancel);
        Assert.Null(await Panel.FindRenewalAsync(1, [Hosting], PanelWorld.Near.AddMonths(1), Cancel));
        Assert.Null(await Panel.FindRenewalAsync(1, [Later], PanelWorld.Near, Cancel));
    }

    [Fact]
    public async Task a_mark_stands_and_may_be_repeated()
    {
        for (int time = 0; time < 2; time++) await Panel.MarkAsync(Hosting, ServiceStatus.Suspended, "unpaid [billing:suspend/100]", Cancel);
        Service marked = (await AnaAsync()).Find(Hosting)!;
        Assert.Equal((ServiceStatus.Suspended, "unpaid [billing:suspend/100]"), (marked.Status, marked.SuspendReason));
        for (int time = 0; time < 2; time++) await Panel.MarkAsync(Hosting, ServiceStatus.Active, "", Cancel);
        marked = (await AnaAsync()).Find(Hosting)!;
        Assert.Equal((ServiceStatus.Active, ""), (marked.Status, marked.SuspendReason));
    }

    [Fact]
    public async Task an_addon_is_marked_and_a_domain_stays_as_it_is()
    {
        await Panel.MarkAsync(Addon, ServiceStatus.Suspended, "unpaid", Cancel);
        await Panel.MarkAsync(Domain, ServiceStatus.Suspended, "unpaid", Cancel);
        ClientFacts ana = await AnaAsync();
        Assert.Equal((ServiceStatus.Suspended, ServiceStatus.Active), (ana.Find(Addon)!.Status, ana.Find(Domain)!.Status));
    }

    [Fact]
    public async Task a_cycle_is_changed_with_its_amount()
    {
        await Panel.ChangeCycleAsync(Hosting, BillingCycle.Quarterly, 14000m, Cancel);
        await Panel.ChangeCycleAsync(Addon, BillingCycle.SemiAnnually, 2500.50m, Cancel);
        ClientFacts ana = await AnaAsync();
        Assert.Equal((BillingCycle.Quarterly, 14000m), (ana.Find(Hosting)!.Cycle, ana.Find(Hosting)!.Amount));
        Assert.Equal((BillingCycle.SemiAnnually, 2500.50m), (ana.Find(Addon)!.Cycle, ana.Find(Addon)!.Amount));
    }

    [Fact]
    public async Task a_next_due_date_is_set()
    {
        DateOnly next = new(2026, 4, 9);
        foreach (Target target in new[] { Hosting, Addon, Domain }) await Panel.SetNextDueAsync(target, next, Cancel);
        ClientFacts ana = await AnaAsync();
        Assert.All([Hosting, Addon, Domain], target => Assert.Equal(next, ana.Find(target)!.NextDue));
    }

    [Fact]
    public async Task a_fee_is_found_by_its_mark_and_owes_nothing_to_the_timeline()
    {
        const string Mark = "[billing:recovery service 10/2026-03-01]";
        await Panel.RaiseFeeAsync(1, "Recovery of service 10", 15000m, new DateOnly(2026, 3, 8), Mark, Cancel);
        int fee = (await Panel.FindFeeAsync(1, Mark, Cancel))!.Value;
        Assert.Null(await Panel.FindFeeAsync(2, Mark, Cancel));
        Invoice invoice = (await AnaAsync()).FindInvoice(fee)!;
        Assert.Equal((InvoiceKind.Recovery, 15000m, new DateOnly(2026, 3, 8)), (invoice.Kind, invoice.Balance, invoice.Due));
    }

    [Fact]
    public async Task a_late_fee_is_a_debt_of_its_own_and_is_found_by_its_mark()
    {
        string mark = FeeMark.LateFee(100);
        await Panel.RaiseFeeAsync(1, "Late fee, invoice 100", 500.01m, new DateOnly(2026, 3, 8), mark, Cancel);
        int fee = (await Panel.FindFeeAsync(1, mark, Cancel))!.Value;
        Assert.Null(await Panel.FindFeeAsync(1, FeeMark.LateFee(10), Cancel));
        Invoice invoice = (await AnaAsync()).FindInvoice(fee)!;
        Assert.Equal((InvoiceKind.LateFee, 500.01m, new DateOnly(2026, 3, 8), true), (invoice.Kind, invoice.Balance, invoice.Due, invoice.Owed));
        Assert.Empty(invoice.Targets);
    }

    [Fact]
    public async Task a_project_has_a_status_of_its_own()
    {
        Assert.Equal("In Progress", await Panel.ReadProjectStatusAsync(40, Cancel));
        await Panel.SetProjectStatusAsync(40, "Frozen", Cancel);
        Assert.Equal("Frozen", await Panel.ReadProjectStatusAsync(40, Cancel));
        Assert.Equal(ServiceStatus.Suspended, (await AnaAsync()).Find(Project)!.Status);
    }
}
