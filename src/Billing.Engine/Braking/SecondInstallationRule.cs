using Billing.Engine.Panel;

namespace Billing.Engine.Braking;

/// <summary>
/// <c>second-installation</c>: another ledger's mark stands in the panel that is newer than those that were there when we came, or when an admin declared them to be
/// nothing. Two ledgers do not know of each other's suspensions and notices; each takes the other's for somebody's who is not to be touched.
/// </summary>
internal static class SecondInstallationRule
{
    public static Judgement Judge(Sighting seen) => Others(seen) is [{ } other, ..]
        ? new Judgement.Hold(FormattableString.Invariant(
            $"the installation {other.Installation:D} works on this panel too, and left its mark there at {other.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; we are {seen.Us:D}. Two ledgers know nothing of each other's suspensions: stop one of the two"))
        : Judgement.AsItIs;

    private static InstallationMark[] Others(Sighting seen) => seen.Reading is { } reading && seen.Marks[Marks.Begun].Length > 0
        ? [.. reading.Marks.Where(mark => mark.Installation != seen.Us && !(mark.At <= seen.Marks.Known(mark.Installation))).OrderByDescending(mark => mark.At)] : [];
}
