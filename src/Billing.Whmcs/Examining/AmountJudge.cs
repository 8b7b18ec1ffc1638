using System.Globalization;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Rows that no run can understand: a negative or missing amount, a word that the panel does not have.</summary>
internal sealed class AmountJudge : IThingJudge
{
    private static readonly FindingKind Negative = new("amount-negative", Severity.Warning,
        "A recurring amount that is missing or below zero is not understood: the service is left out of every run, never invoiced and never suspended.",
        "Set its recurring amount in the panel; give discounts by a promotion or by credit.");

    private static readonly FindingKind Unknown = new("row-unreadable", Severity.Warning,
        "Its status or billing cycle is no word of the panel, so it is left out of every run; an import or an addon wrote it.", "Open it in the panel, choose status and cycle anew, and save it.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Negative, Unknown];

    private readonly Found negative = new(Negative, (count, word) => string.Create(CultureInfo.InvariantCulture, $"{count} {word} with a missing or negative recurring amount"), "recurring amount"),
        unknown = new(Unknown, (count, word) => string.Create(CultureInfo.InvariantCulture, $"{count} {word} of a status or cycle that nobody knows"), "status, billing cycle");

    public void See(in Thing thing)
    {
        if (thing.Status is null || thing.Cycle is null) unknown.Add(thing.Target);
        else if (thing.Amount is not >= 0) negative.Add(thing.Target);
    }

    public IEnumerable<Finding> Say() => [.. negative.Say(), .. unknown.Say()];
}
