using System.Globalization;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Services that somebody else suspended, for a reason that we do not take over.</summary>
internal sealed class ReasonJudge(ThingTerms terms) : IThingJudge
{
    private const int Different = 200, Shown = 5, Longest = 40;

    private static readonly FindingKind Others = new("suspended-by-others", Severity.Note,
        "What somebody else suspended is never lifted by us, also when its client pays.",
        "Nothing for abuse or fraud. Where a reason means an unpaid invoice, add it to `exemptions.adoptReasons`, and payment lifts it.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Others];

    private readonly Dictionary<string, int> reasons = new(StringComparer.OrdinalIgnoreCase);
    private readonly Things services = new("service");

    public void See(in Thing thing)
    {
        if (thing.Status != ServiceStatus.Suspended || thing.Target.Kind != TargetKind.Service) return;
        string reason = thing.Reason.Trim();
        if (reason.Contains(SuspensionReason.Marker, StringComparison.Ordinal) || terms.Policy.Exemptions.AdoptReasons.Contains(reason, StringComparer.OrdinalIgnoreCase)) return;
        services.Add(thing.Target.Id);
        string word = reason.Length <= Longest ? reason : reason[..Longest] + "…";
        if (reasons.Count < Different || reasons.ContainsKey(word)) reasons[word] = reasons.GetValueOrDefault(word) + 1;
    }

    public IEnumerable<Finding> Say()
    {
        if (services.Count == 0) yield break;
        string some = string.Join(", ", reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal).Take(Shown)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"\"{reason.Key}\" ({reason.Value})")));
        yield return new Finding(Others, string.Create(CultureInfo.InvariantCulture, $"{services.Count} services are suspended for reasons of others: {some}{(reasons.Count > Shown ? ", …" : "")}"), "suspension reason", services);
    }
}
