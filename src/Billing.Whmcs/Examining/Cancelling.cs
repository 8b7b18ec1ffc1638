using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel carries out cancellation requests itself.</summary>
internal static class Cancelling
{
    private static readonly FindingKind Cancels = new("panel-cancels", Severity.Critical,
        "The panel removes the account of who cancels without our backup, and before our road for it: a mistaken request cannot be undone.",
        "Untick *Cancellation Requests* under Configuration › System Settings › Automation Settings › Automatic Module Functions; requests are carried out by us, after a backup.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Cancels];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (panel.On("AutoCancellationRequests") && panel.Runs("CancellationRequests"))
            yield return new Finding(Cancels, "the panel terminates services by itself when a cancellation request is due", panel.Quote("AutoCancellationRequests"));
    }
}
