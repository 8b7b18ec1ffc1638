using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>What is given to those who judge the things of the panel.</summary>
/// <param name="Policy">Ours.</param>
/// <param name="Today">The local day.</param>
/// <param name="Sold">Whether a product is sold for a cycle in a currency by the panel's number.</param>
internal sealed record ThingTerms(BillingPolicy Policy, DateOnly Today, Func<int, int, Core.Facts.BillingCycle, bool> Sold);

/// <summary>Who judges the things of the panel, one rule a row and a file. All see the same one stream.</summary>
internal static class ThingTable
{
    private static readonly (IReadOnlyList<FindingKind> Kinds, Func<ThingTerms, IThingJudge> Make)[] All =
    [
        (DueDateJudge.Kinds, terms => new DueDateJudge(terms)),
        (AmountJudge.Kinds, _ => new AmountJudge()),
        (ReasonJudge.Kinds, terms => new ReasonJudge(terms)),
        (PriceJudge.Kinds, terms => new PriceJudge(terms)),
    ];

    public static IReadOnlyList<FindingKind> Kinds => [.. All.SelectMany(row => row.Kinds)];

    public static IReadOnlyList<IThingJudge> Make(ThingTerms terms) => [.. All.Select(row => row.Make(terms))];
}
