using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel suspends by a service's next due date, and lifts on the payment of one invoice.</summary>
internal static class Suspending
{
    private static readonly FindingKind Suspends = new("panel-suspends", Severity.Critical,
        "It goes by a service's next due date, not by invoices and notices: who was never told, or has nothing to pay, goes offline all the same, past the brake.",
        "Untick *Enable Suspension* under Configuration › System Settings › Automation Settings › Automatic Module Functions.");

    private static readonly FindingKind Unsuspends = new("panel-unsuspends", Severity.Warning,
        "On the payment of one invoice it brings back what is suspended without a reason of ours, also for a client who still owes another.",
        "Untick *Enable Unsuspension* at the same place as *Enable Suspension*; what is settled is brought back by us within seconds.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Suspends, Unsuspends];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (panel.On("AutoSuspension") && panel.Runs("AutoSuspensions"))
            yield return new Finding(Suspends, $"the panel suspends services by itself, {panel["AutoSuspensionDays"]} days after their next due date", panel.Quote("AutoSuspension", "AutoSuspensionDays"));
        if (panel.On("AutoUnsuspend"))
            yield return new Finding(Unsuspends, "the panel lifts suspensions by itself when an invoice is paid", panel.Quote("AutoUnsuspend"));
    }
}
