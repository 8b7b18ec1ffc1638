using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel's reminder before the due date, and up to three after it.</summary>
internal static class Reminding
{
    private static readonly string[] Overdue = ["SendFirstOverdueInvoiceReminder", "SendSecondOverdueInvoiceReminder", "SendThirdOverdueInvoiceReminder"];

    private static readonly FindingKind Before = new("panel-reminds", Severity.Warning,
        "Clients get the panel's reminder beside ours: other words, other days, and no evidence of it here.",
        "Set *Payment Reminder Days* to 0, or untick *Payment Reminder Emails*, under Automation Settings › Billing Settings.");

    private static readonly FindingKind After = new("panel-reminds-overdue", Severity.Warning,
        "Clients are dunned by the panel beside us, also those whom the policy spares or whose objection pauses it.",
        "Set the three *Overdue Reminder* fields to 0 under Automation Settings › Billing Settings.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Before, After];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (!panel.On("SendReminder") || !panel.Runs("InvoiceReminders")) yield break;
        if (panel.Number("SendInvoiceReminderDays") > 0)
            yield return new Finding(Before, $"the panel reminds {panel["SendInvoiceReminderDays"]} days before the due date", panel.Quote("SendReminder", "SendInvoiceReminderDays"));
        string[] after = [.. Overdue.Where(name => panel.Number(name) > 0)];
        if (after.Length > 0)
            yield return new Finding(After, $"the panel sends overdue notices {string.Join(", ", after.Select(name => panel[name]))} days after the due date", panel.Quote(["SendReminder", .. after]));
    }
}
