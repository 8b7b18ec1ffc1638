using Billing.Core.Facts;

namespace Billing.Engine.Panel;

/// <summary>What the panel has of one kind and product, as far as it is not over, and the adapter that reaches all of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Product">The product's or addon's number; 0 for domains and projects.</param>
/// <param name="Module">The server module that the panel names; empty for none, or where it names none to us.</param>
/// <param name="Adapter">The adapter; null when nothing can take it offline.</param>
/// <param name="Count">How many there are, pending, active or suspended.</param>
/// <param name="First">The lowest numbers among them, a few.</param>
public sealed record ServiceGroup(TargetKind Kind, int Product, string Module, string? Adapter, int Count, IReadOnlyList<int> First)
{
    private const int Few = 3;

    /// <summary>Counts things, each given by its kind and product, its module, its adapter and its number.</summary>
    public static IReadOnlyList<ServiceGroup> Of(IEnumerable<(TargetKind Kind, int Product, string Module, string? Adapter, int Id)> things)
    {
        Dictionary<(TargetKind, int, string, string?), (int Count, SortedSet<int> First)> groups = [];
        foreach ((TargetKind kind, int product, string module, string? adapter, int id) in things)
        {
            (int count, SortedSet<int> first) = groups.GetValueOrDefault((kind, product, module, adapter), (0, []));
            first.Add(id);
            if (first.Count > Few) first.Remove(first.Max);
            groups[(kind, product, module, adapter)] = (count + 1, first);
        }
        return [.. groups.Select(group => new ServiceGroup(group.Key.Item1, group.Key.Item2, group.Key.Item3, group.Key.Item4, group.Value.Count, [.. group.Value.First]))
            .OrderBy(group => group.Kind).ThenBy(group => group.Product).ThenBy(group => group.Module, StringComparer.Ordinal)];
    }
}
