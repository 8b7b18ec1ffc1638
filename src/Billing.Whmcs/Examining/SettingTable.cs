using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>One subject of the panel's settings, held against our policy.</summary>
/// <param name="Word">Its name.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Kinds">What can be found.</param>
/// <param name="Judge">Its rule.</param>
internal sealed record SettingRow(string Word, string Title, IReadOnlyList<FindingKind> Kinds, Func<PanelAsSetUp, BillingPolicy, IEnumerable<Finding>> Judge);

/// <summary>What of the panel's settings is looked at, one subject a row and a file.</summary>
internal static class SettingTable
{
    public static readonly IReadOnlyList<SettingRow> All =
    [
        new("panel-suspension", "the panel's own suspensions", Suspending.Kinds, Suspending.Judge),
        new("panel-termination", "the panel's own terminations", Terminating.Kinds, Terminating.Judge),
        new("panel-invoicing", "when the panel invoices", Invoicing.Kinds, Invoicing.Judge),
        new("panel-reminders", "the panel's own reminders", Reminding.Kinds, Reminding.Judge),
        new("panel-fees", "the panel's own late fees", LateFees.Kinds, LateFees.Judge),
        new("panel-cancellations", "what the panel does with cancellation requests", Cancelling.Kinds, Cancelling.Judge),
        new("panel-payments", "how the panel takes payments", Paying.Kinds, Paying.Judge),
        new("panel-itself", "the panel itself", PanelItself.Kinds, PanelItself.Judge),
    ];
}
