namespace Billing.Core.Policy;

/// <summary>
/// A stage may have conditions of its own. They are resolved here, once, into timelines that differ in these stages: the one with most of them first, so that
/// the first that fits is right. Nothing else needs to know that a stage can be conditional.
/// </summary>
internal static class ConditionalStages
{
    private const int MostConditions = 6;

    public static IReadOnlyList<Timeline> Resolve(JsonCursor place, When when, IReadOnlyList<WrittenStage> stages, Action<IReadOnlyList<WrittenStage>> check)
    {
        When[] conditions = [.. stages.Select(stage => stage.When).Where(condition => condition != When.Always).Distinct()];
        if (conditions.Length > MostConditions)
        {
            place.Wrong($"more than {MostConditions} different \"when\" in the stages of one timeline", "Write further timelines in \"timelines\" instead.");
            return [];
        }
        List<Timeline> timelines = [];
        foreach (int chosen in Enumerable.Range(0, 1 << conditions.Length).OrderByDescending(bits => int.PopCount(bits)))
        {
            When[] holding = [.. conditions.Where((_, index) => (chosen >> index & 1) == 1)];
            if (All(when, holding) is not { } together) continue;
            WrittenStage[] kept = [.. stages.Where(stage => stage.When == When.Always || holding.Contains(stage.When))];
            check(kept);
            timelines.Add(new Timeline(together, [.. kept.Select(stage => stage.Stage!)]));
        }
        return timelines;
    }

    private static When? All(When first, IEnumerable<When> others)
    {
        When? all = first;
        foreach (When other in others) all = all is null ? null : Both(all, other);
        return all;
    }

    /// <summary>What holds when both hold; null when they never do.</summary>
    private static When? Both(When left, When right)
    {
        bool never = Differ(left.ClientGroup, right.ClientGroup) || Differ(left.ProductGroup, right.ProductGroup) || Differ(left.Country, right.Country)
            || Differ(left.Currency, right.Currency) || left.Product is { } one && right.Product is { } other && one != other;
        return never ? null : new When
        {
            ClientGroup = left.ClientGroup ?? right.ClientGroup,
            ProductGroup = left.ProductGroup ?? right.ProductGroup,
            Product = left.Product ?? right.Product,
            Country = left.Country ?? right.Country,
            Currency = left.Currency ?? right.Currency,
            MinimumDebt = left.MinimumDebt is { } a && right.MinimumDebt is { } b ? Math.Max(a, b) : left.MinimumDebt ?? right.MinimumDebt,
        };
    }

    private static bool Differ(string? left, string? right) =>
        left is not null && right is not null && !string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
