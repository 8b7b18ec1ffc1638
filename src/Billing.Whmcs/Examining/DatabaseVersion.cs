using System.Globalization;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Whether the panel's database is one that Billing was tried with.</summary>
internal static class DatabaseVersion
{
    private static readonly FindingKind Old = new("database-version", Severity.Warning,
        "Billing was tried with MariaDB from 10.3 and MySQL from 5.7 on; an older one has had no security updates for years.", "Update the database server.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Old];

    public static async Task<IEnumerable<Finding>> AskAsync(DatabaseLook look, CancellationToken cancel)
    {
        string version = await look.Session.OneAsync("SELECT VERSION()", row => row.Text(0), cancel) ?? "";
        return TooOld(version) ? [new Finding(Old, $"the panel's database is {version}", look.Place)] : [];
    }

    internal static bool TooOld(string version)
    {
        string[] parts = version.Split('.', '-');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)) return false;
        bool maria = version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        return (major, minor).CompareTo(maria ? (10, 3) : (5, 7)) < 0;
    }
}
