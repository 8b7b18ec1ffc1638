using System.Text.RegularExpressions;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Whether our user may do more than read the columns that we need.</summary>
internal static partial class DatabaseRights
{
    private static readonly FindingKind Writes = new("database-may-write", Severity.Warning,
        "We only ever read there. A user that may write turns a stolen configuration, or a mistake, into changed invoices.",
        "Make a user with the grants of config/panel-reader.sql, and take this one's rights away.");

    private static readonly FindingKind ReadsAll = new("database-reads-all", Severity.Warning,
        "It can read passwords, card data and the panel's secrets, which we need nowhere.",
        "Revoke it, and grant the columns of config/panel-reader.sql only.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Writes, ReadsAll];

    public static async Task<IEnumerable<Finding>> AskAsync(DatabaseLook look, CancellationToken cancel)
    {
        SortedSet<string> writes = new(StringComparer.Ordinal), all = new(StringComparer.Ordinal);
        await look.Session.EachAsync("SHOW GRANTS", row => Sort(row.Text(0), writes, all), cancel);
        List<Finding> found = [];
        if (writes.Count > 0) found.Add(new Finding(Writes, $"our database user may change things: {string.Join(", ", writes)}", look.Place));
        if (all.Count > 0) found.Add(new Finding(ReadsAll, $"our database user may read whole tables: {string.Join(", ", all.Take(5))}{(all.Count > 5 ? ", …" : "")}", look.Place));
        return found;
    }

    /// <summary>One line of SHOW GRANTS: <c>GRANT SELECT (`a`, `b`), UPDATE ON `whmcs`.`tblx` TO …</c>. What stands behind TO (a password's hash) is not looked at.</summary>
    internal static void Sort(string grant, ISet<string> writes, ISet<string> all)
    {
        if (Line().Match(grant) is not { Success: true } line) return;
        string where = line.Groups["on"].Value.Replace("`", "", StringComparison.Ordinal);
        foreach (string right in Columns().Replace(line.Groups["rights"].Value, " ()").Split(',').Select(each => each.Trim()))
            if (right is "SELECT" or "ALL PRIVILEGES")
            {
                all.Add(where);
                if (right != "SELECT") writes.Add($"{right} on {where}");
            }
            else if (right is not ("USAGE" or "SELECT ()" or "SHOW VIEW" or "PROCESS" or "SHOW DATABASES")) writes.Add($"{right.Replace(" ()", "", StringComparison.Ordinal)} on {where}");
    }

    [GeneratedRegex(@"^GRANT (?<rights>.+?) ON (TABLE )?(?<on>\S+) TO ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex(@"\s*\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Columns();
}
