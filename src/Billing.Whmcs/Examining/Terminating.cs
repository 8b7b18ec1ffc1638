using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel removes what is overdue for so many days.</summary>
internal static class Terminating
{
    private static readonly FindingKind Terminates = new("panel-terminates", Severity.Critical,
        "It removes accounts without our backup, notice or brake. What is lost so cannot be recovered.",
        "Untick *Enable Termination* under Configuration › System Settings › Automation Settings › Automatic Module Functions.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Terminates];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (panel.On("AutoTermination") && panel.Runs("AutoTerminations"))
            yield return new Finding(Terminates, $"the panel terminates services by itself, {panel["AutoTerminationDays"]} days after their next due date", panel.Quote("AutoTermination", "AutoTerminationDays"));
    }
}
