using Billing.Core.Actions;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>A run that breaks off at any act, before or after its effect, and is started again, ends where an undisturbed one ends.</summary>
public sealed class CrashLaws
{
    [Theory]
    [InlineData(typeof(BillingAction.Invoice))]
    [InlineData(typeof(BillingAction.Notify))]
    [InlineData(typeof(BillingAction.Suspend))]
    [InlineData(typeof(BillingAction.Freeze))]
    [InlineData(typeof(BillingAction.Adopt))]
    [InlineData(typeof(BillingAction.Unsuspend))]
    [InlineData(typeof(BillingAction.Unfreeze))]
    [InlineData(typeof(BillingAction.Backup))]
    [InlineData(typeof(BillingAction.Terminate))]
    [InlineData(typeof(BillingAction.ChangeCycle))]
    [InlineData(typeof(BillingAction.Activate))]
    [InlineData(typeof(BillingAction.InvoiceRecovery))]
    [InlineData(typeof(BillingAction.Restore))]
    [InlineData(typeof(BillingAction.DiscardBackup))]
    public void a_crash_before_any_act_ends_where_an_undisturbed_run_ends(Type act) => Ends(act, effect: false);

    [Theory]
    [InlineData(typeof(BillingAction.Invoice))]
    [InlineData(typeof(BillingAction.Suspend))]
    [InlineData(typeof(BillingAction.Freeze))]
    [InlineData(typeof(BillingAction.Unsuspend))]
    [InlineData(typeof(BillingAction.Unfreeze))]
    [InlineData(typeof(BillingAction.Backup))]
    [InlineData(typeof(BillingAction.Terminate))]
    [InlineData(typeof(BillingAction.ChangeCycle))]
    [InlineData(typeof(BillingAction.InvoiceRecovery))]
    public void a_crash_after_any_act_ends_where_an_undisturbed_run_ends(Type act) => Ends(act, effect: true);

    /// <summary>With the gate of notices on: without it the cause of a suspension may depend on which of two late invoices was raised first.</summary>
    private static void Ends(Type act, bool effect) => Tales.Hold(Gen.Select(Tales.Without(Turn.ChangePolicy), Gen.Int[0, 4]), told =>
    {
        (Tale any, int step) = told;
        Tale tale = any.Policy.Contains("noticeDays", StringComparison.Ordinal) ? any with { Policy = "{}" } : any;
        Assert.Equal(tale.Live().State(), tale.Live((step, effect), mayCrash: act.IsInstanceOfType).State());
        return true;
    }, times: 25, print: told => $"{told.Item1}\nbroken off at {act.Name} {told.Item2}");
}
