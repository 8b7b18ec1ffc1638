using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel adds a late fee to what is overdue for so many days.</summary>
internal static class LateFees
{
    private static readonly FindingKind Charges = new("panel-late-fees", Severity.Critical,
        "Clients are charged what the policy does not say, or twice where it charges a late fee of its own; notices sent before told another amount.",
        "Set *Late Fee Amount* to 0 under Configuration › System Settings › Automation Settings › Billing Settings. Fees already added stay: look through the open invoices.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Charges];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (panel.Money("InvoiceLateFeeAmount") is not > 0 || !panel.Runs("AddLateFees")) yield break;
        string unit = panel["LateFeeType"].StartsWith("Percent", StringComparison.OrdinalIgnoreCase) ? " %" : "";
        yield return new Finding(Charges, $"the panel adds a late fee of {panel["InvoiceLateFeeAmount"]}{unit} {panel["AddLateFeeDays"]} days after the due date", panel.Quote("InvoiceLateFeeAmount", "LateFeeType", "AddLateFeeDays"));
    }
}
