using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>Who bears a late fee, and how often.</summary>
public sealed class LateFeeLaws
{
    private static readonly Gen<Tale> Charging = Tales.Any.Select(tale => tale with { Policy = Tales.LateFees, Invoices = [.. tale.Invoices.Select(invoice => invoice with { Due = invoice.Due < Tale.Start.AddDays(-2) ? Tale.Start.AddDays(3) : invoice.Due })] });

    [Fact]
    public void no_invoice_bears_two_late_fees() => Charging.Sample(tale => Fees(tale.Live()).GroupBy(fee => fee.Action.InvoiceId).All(same => same.Count() == 1));

    [Fact]
    public void a_crash_brings_no_second_fee() => Tales.Hold(Gen.Select(Charging, Gen.Int[0, 3], Gen.Bool), crash =>
    {
        World world = crash.Item1.Live((crash.Item2, crash.Item3), mayCrash: action => action is BillingAction.LateFee);
        int[] charged = [.. world.Facts.Past.Done<BillingAction.LateFee>().Select(done => done.Deed.Invoice!.Value)];
        return charged.Distinct().Count() == charged.Length && world.Invoices.Count(invoice => invoice.Kind == InvoiceKind.LateFee) == charged.Length;
    }, 60);

    [Fact]
    public void who_owes_nothing_past_due_bears_no_late_fee() => Charging.Sample(tale => Fees(tale.Live()).All(fee =>
        fee.Happened.Before.FindInvoice(fee.Action.InvoiceId) is { Kind: InvoiceKind.Ordinary, Status: InvoiceStatus.Unpaid or InvoiceStatus.Collections, Balance: > 0 } invoice && invoice.Due.AddDays(2) <= fee.Happened.On));

    [Fact]
    public void who_is_spared_bears_none_and_a_look_raises_none() => Charging.Sample(tale => Fees((tale with { Client = tale.Client with { NoLateFees = true } }).Live()).Length == 0
        && Fees(tale.Live()).All(fee => fee.Happened.Occasion == Occasion.Run && !tale.Client.PanelExempt));

    [Fact]
    public void these_laws_see_fees()
    {
        int seen = 0;
        Charging.Sample(tale =>
        {
            seen += Fees(tale.Live()).Length;
            return true;
        });
        Assert.True(seen > 10, $"only {seen} fees in all the tales");
    }

    private static (BillingAction.LateFee Action, Happened Happened)[] Fees(World world) =>
        [.. world.Trace.Where(happened => happened.Action is BillingAction.LateFee).Select(happened => ((BillingAction.LateFee)happened.Action, happened))];
}
