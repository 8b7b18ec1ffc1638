using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel's own mails when a server module suspends and unsuspends.</summary>
internal static class PanelMails
{
    private static readonly string[] Templates = ["Service Suspension Notification", "Service Unsuspension Notification"];

    private static readonly FindingKind Tells = new("panel-tells-suspensions", Severity.Note,
        "Where services are suspended through the panel's own modules, the client is told by the panel as well as by us, in other words.",
        "Disable these templates (Configuration › System Settings › Email Templates), unless both are meant.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Tells, Rounds.LeftOut];

    public static async Task<IEnumerable<Finding>> AskAsync(DatabaseLook look, CancellationToken cancel)
    {
        if (look.Hidden("the panel's mails about suspensions", "tblemailtemplates", "name", "disabled") is { } hidden) return [hidden];
        SortedSet<string> enabled = new(StringComparer.Ordinal);
        await look.Session.EachAsync($"SELECT name FROM tblemailtemplates WHERE disabled = 0 AND name IN ('{string.Join("', '", Templates)}')", row => enabled.Add(row.Text(0)), cancel);
        return enabled.Count == 0 ? [] : [new Finding(Tells, $"the panel writes to clients about suspensions by itself: {string.Join(", ", enabled)}", "tblemailtemplates")];
    }
}
