using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Engine.Runs;

/// <summary>
/// What was reported of one service whose drift only a person can mend. Each difference is reported once; when it is over that is noted too, and the same
/// difference is then a new one: <c>HeldByOther/1</c>, <c>HeldByOther/1/over</c>, <c>HeldByOther/2</c>.
/// </summary>
internal static class DriftReports
{
    private const string Over = "over";

    /// <summary>Those that are put right at once are known by the suspension that they are about, and are not over by themselves.</summary>
    public static bool IsMended(DriftKind kind) => kind is DriftKind.CameOnline or DriftKind.StayedOffline;

    /// <summary>The difference that was reported and is not over; null when there is none.</summary>
    public static (DriftKind Kind, int Number)? Open(Past past, Target target)
    {
        (DriftKind, int)? open = null;
        foreach ((BillingAction.Report report, _) in past.Done<BillingAction.Report>())
            if (report.Target == target && Read(report) is { } read) open = read.Over ? null : (read.Kind, read.Number);
        return open;
    }

    /// <summary>The same for everything of a client.</summary>
    public static IEnumerable<(Target Target, DriftKind Kind)> AllOpen(Past past) =>
        from about in past.Done<BillingAction.Report>().Where(done => Read(done.Action) is not null).Select(done => done.Action.Target!.Value).Distinct()
        let open = Open(past, about)
        where open is not null
        select (about, open.Value.Kind);

    /// <summary>The next report of that difference.</summary>
    public static BillingAction.Report Next(Past past, int client, Target target, DriftKind kind)
    {
        int before = past.Done<BillingAction.Report>().Count(done => done.Action.Target == target && Read(done.Action) is { Over: true } read && read.Kind == kind);
        return new BillingAction.Report(ReportKind.Drift, client, target, null, string.Create(CultureInfo.InvariantCulture, $"{kind}/{before + 1}"));
    }

    /// <summary>That a difference is over.</summary>
    public static BillingAction.Report End(int client, Target target, (DriftKind Kind, int Number) open) =>
        new(ReportKind.Drift, client, target, null, string.Create(CultureInfo.InvariantCulture, $"{open.Kind}/{open.Number}/{Over}"));

    private static (DriftKind Kind, int Number, bool Over)? Read(BillingAction.Report report)
    {
        if (report is not { Kind: ReportKind.Drift, Target: not null }) return null;
        string[] words = report.Occasion.Split('/');
        return words.Length >= 2 && Enum.TryParse(words[0], out DriftKind kind) && !IsMended(kind) && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (kind, number, words is [_, _, Over]) : null;
    }
}
