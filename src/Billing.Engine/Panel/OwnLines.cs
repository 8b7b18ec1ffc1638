using System.Globalization;

namespace Billing.Engine.Panel;

/// <summary>How our own lines in the panel's activity log begin, so that they are known again and do not wake us.</summary>
public static class OwnLines
{
    /// <summary>What every line of ours begins with.</summary>
    public const string Start = "Billing: ";

    /// <summary>What the line of an installation begins with.</summary>
    public const string Installation = Start + "installation ";

    /// <summary>Whether that is a line of ours, or of the hook that tells us.</summary>
    public static bool Has(string line) => line.StartsWith(Start, StringComparison.Ordinal) || line.StartsWith("Billing hook: ", StringComparison.Ordinal);

    /// <summary>The line by which an installation is known: <c>Billing: installation 2f1c… at 2026-08-03T09:00:00Z</c>.</summary>
    public static string Of(Guid installation, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Installation}{installation:D} at {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");

    /// <summary>The mark in such a line; null when it is none.</summary>
    public static InstallationMark? Mark(string line) =>
        line.StartsWith(Installation, StringComparison.Ordinal) && line[Installation.Length..].Trim().Split(" at ", 2) is [var who, var when]
            && Guid.TryParseExact(who, "D", out Guid installation)
            && DateTimeOffset.TryParseExact(when.Trim(), "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? new InstallationMark(installation, at) : null;

    /// <summary>Of each installation the latest mark, oldest first.</summary>
    public static IReadOnlyList<InstallationMark> Latest(IEnumerable<InstallationMark> marks) =>
        [.. marks.GroupBy(mark => mark.Installation).Select(same => same.MaxBy(mark => mark.At)!).OrderBy(mark => mark.At).ThenBy(mark => mark.Installation)];
}
