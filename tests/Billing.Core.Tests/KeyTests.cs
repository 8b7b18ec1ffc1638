using System.Reflection;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Xunit;

namespace Billing.Core.Tests;

/// <summary>Every case of the family has a key of its own, and two subjects never share one: of two that did, one would be silently lost.</summary>
public sealed class KeyTests
{
    private static readonly Target Ten = new(TargetKind.Service, 10), Eleven = new(TargetKind.Service, 11);
    private static readonly Cause Unpaid = new(CauseKind.Invoice, 100, Given.Aug(3)), Other = new(CauseKind.Invoice, 101, Given.Aug(3)), Debt = new(CauseKind.Client, 100, Given.Aug(3));

    /// <summary>One of each, then the same with another subject, another occasion, another channel …</summary>
    private static readonly BillingAction[] All =
    [
        new BillingAction.Invoice(1, [Ten], Given.Aug(3)), new BillingAction.Invoice(1, [Ten], Given.Aug(4)), new BillingAction.Invoice(1, [Eleven], Given.Aug(3)), new BillingAction.Invoice(2, [Ten], Given.Aug(3)),
        new BillingAction.Invoice(1, [Ten, Eleven], Given.Aug(3)),
        new BillingAction.Notify(1, 100, Given.Aug(3), "reminder-1", "email"), new BillingAction.Notify(1, 101, Given.Aug(3), "reminder-1", "email"),
        new BillingAction.Notify(1, 100, Given.Aug(3), "reminder-2", "email"), new BillingAction.Notify(1, 100, Given.Aug(3), "reminder-1", "whatsapp"),
        new BillingAction.Notify(1, 100, Given.Aug(3), "suspended", "email", 1), new BillingAction.Notify(1, 100, Given.Aug(3), "suspended", "email", 2),
        new BillingAction.Notify(1, null, null, "reactivated", "email", 1), new BillingAction.Notify(2, null, null, "reactivated", "email", 1),
        new BillingAction.Notify(1, null, null, "cycle-changed", "email", 1, Ten), new BillingAction.Notify(1, null, null, "cycle-changed", "email", 1, Eleven),
        .. OfTargets((target, cause, number) => new BillingAction.Suspend(target, cause, number)),
        .. OfTargets((target, cause, number) => new BillingAction.Freeze(target, cause, number)),
        .. OfTargets((target, cause, number) => new BillingAction.Adopt(target, cause, number, "")),
        .. OfTargets((target, cause, number) => new BillingAction.Unsuspend(target, cause, number)),
        .. OfTargets((target, cause, number) => new BillingAction.Unfreeze(target, cause, number)),
        .. OfTargets((target, cause, number) => new BillingAction.Backup(target, cause, number)),
        .. OfTargets((target, cause, number) => new BillingAction.Terminate(target, cause, number)),
        new BillingAction.Restore(Ten, 101, Given.Sep(4)), new BillingAction.Restore(Eleven, 101, Given.Sep(4)), new BillingAction.Restore(Ten, 102, Given.Sep(4)),
        new BillingAction.Activate(Ten), new BillingAction.Activate(Eleven), new BillingAction.Welcome(Ten), new BillingAction.Welcome(Eleven),
        .. OfTargets((target, cause, number) => new BillingAction.DiscardBackup(target, cause, number)),
        new BillingAction.ChangeCycle(Ten, BillingCycle.Monthly, BillingCycle.Quarterly, 1, 1), new BillingAction.ChangeCycle(Eleven, BillingCycle.Monthly, BillingCycle.Quarterly, 1, 1),
        new BillingAction.ChangeCycle(Ten, BillingCycle.Monthly, BillingCycle.Quarterly, 1, 2),
        new BillingAction.InvoiceRecovery(1, Ten, Given.Sep(4), 1, Given.Aug(30)), new BillingAction.InvoiceRecovery(1, Eleven, Given.Sep(4), 1, Given.Aug(30)),
        new BillingAction.InvoiceRecovery(1, Ten, Given.Sep(4), 1, Given.Aug(31)),
        new BillingAction.Accept(1, 100, Given.Aug(3)), new BillingAction.Accept(1, 101, Given.Aug(3)),
        new BillingAction.OpenTicket(1, 100, Given.Aug(3)), new BillingAction.OpenTicket(1, 100, Given.Aug(4)), new BillingAction.OpenTicket(1, 101, Given.Aug(3)),
        new BillingAction.LateFee(1, 100, Given.Aug(20), 500), new BillingAction.LateFee(1, 101, Given.Aug(20), 500),
        new BillingAction.Hold("brake", 30, Given.Aug(5)), new BillingAction.Hold("brake", 30, Given.Aug(6)),
        .. Enum.GetValues<ReportKind>().SelectMany(kind => new BillingAction[]
        {
            new BillingAction.Report(kind, 1), new BillingAction.Report(kind, 2), new BillingAction.Report(kind, 1, Ten), new BillingAction.Report(kind, 1, Eleven),
            new BillingAction.Report(kind, 1, null, 100), new BillingAction.Report(kind, 1, null, 101), new BillingAction.Report(kind, 1, Ten, null, "2026-08-03"),
        }),
        .. Enum.GetValues<NoteKind>().SelectMany(kind => new BillingAction[]
        {
            new BillingAction.Note(kind, null, 100, ""), new BillingAction.Note(kind, null, 101, ""), new BillingAction.Note(kind, Ten, null, ""), new BillingAction.Note(kind, null, 100, "reminder-1"),
        }),
    ];

    [Fact]
    public void no_case_is_forgotten_here()
    {
        Type[] cases = [.. typeof(BillingAction).GetNestedTypes(BindingFlags.Public).Where(type => type.IsAssignableTo(typeof(BillingAction)))];
        Assert.NotEmpty(cases);
        Assert.Equal(cases.Select(type => type.Name).Order(), All.Select(action => action.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void two_subjects_never_share_a_key() => Assert.Equal(All.Length, All.Select(action => action.Key).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void a_key_is_one_line_that_the_ledger_can_hold() => Assert.All(All, action => Assert.Matches("^[a-zA-Z0-9 +/:.-]{1,200}$", action.Key));

    [Fact]
    public void what_was_restored_or_invoiced_keeps_its_key_whatever_the_day() => Assert.Equal(
        new BillingAction.InvoiceRecovery(1, Ten, Given.Sep(4), 1, Given.Aug(30)).Key, new BillingAction.InvoiceRecovery(1, Ten, Given.Sep(9), 2, Given.Aug(30)).Key);

    private static BillingAction[] OfTargets(Func<Target, Cause, int, BillingAction> make) => [make(Ten, Unpaid, 1), make(Eleven, Unpaid, 1), make(Ten, Other, 1), make(Ten, Debt, 1), make(Ten, Unpaid, 2)];
}
