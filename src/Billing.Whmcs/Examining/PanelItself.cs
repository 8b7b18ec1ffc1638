using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Its version, its log, its hour, whether it is open.</summary>
internal static class PanelItself
{
    /// <summary>Payments and our own marks are found in the last lines of the log; a busy panel writes so many in minutes.</summary>
    private const int LeastLog = 1000;

    private static readonly FindingKind Closed = new("panel-in-maintenance", Severity.Warning,
        "Nobody can pay while the panel is closed, and our deadlines go on.", "Open it again (General Settings › General › Maintenance Mode), or stop the service meanwhile.");

    private static readonly FindingKind ShortLog = new("panel-log-short", Severity.Warning,
        "Payments, and installations beside this one, are seen in the panel's activity log; what is pruned before we looked is never seen there.",
        "Set *Activity Log Limit* (General Settings › Other) to 10000 or more.");

    private static readonly FindingKind Unknown = new("panel-version", Severity.Warning,
        "Billing was made for the tables and the API of versions 7 to 9: another one may mean other things by the same names.",
        "Try it with a copy of the panel first; look for a newer Billing.");

    private static readonly FindingKind Hour = new("panel-same-hour", Severity.Note,
        "The panel's daily tasks and our run work on the same invoices at the same time; each looks first, so nothing happens twice, but both are slower.",
        "Let `runAt` of the policy be in another hour than the panel's daily run.");

    private static readonly FindingKind Statuses = new("panel-changes-clients", Severity.Note,
        "The panel sets clients without anything active to Inactive by itself. They are treated as active here.", "Nothing, if it is meant.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Closed, ShortLog, Unknown, Hour, Statuses];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (panel.On("MaintenanceMode")) yield return new Finding(Closed, "the panel is in maintenance mode", panel.Quote("MaintenanceMode"));
        if (panel.Number("ActivityLimit") < LeastLog) yield return new Finding(ShortLog, $"the panel keeps {panel["ActivityLimit"]} lines of its log", panel.Quote("ActivityLimit"));
        if (Major(panel["Version"]) is not null and not (>= 7 and <= 9)) yield return new Finding(Unknown, $"the panel is of version {panel["Version"]}", panel.Quote("Version"));
        if (panel.Number("DailyCronExecutionHour") == policy.RunAt.Hour)
            yield return new Finding(Hour, $"the panel's daily run is in the hour of ours, {policy.RunAt.ToString("HH:mm", CultureInfo.InvariantCulture)}", panel.Quote("DailyCronExecutionHour"));
        if (panel.Number("AutoClientStatusChange") > 1) yield return new Finding(Statuses, "the panel changes the status of clients by itself", panel.Quote("AutoClientStatusChange"));
    }

    private static int? Major(string version) => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : null;
}
