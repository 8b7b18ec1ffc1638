using Billing.Core.Facts;
using Billing.Sdk;

namespace Billing.Engine.Panel;

/// <summary>What the panel has of one kind and product on one server, as far as it is not over, and the adapter that reaches all of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Product">The product's or addon's number; 0 for domains and projects.</param>
/// <param name="Module">The server module that the panel names; empty for none, or where it names none to us.</param>
/// <param name="Adapter">The adapter; null when nothing can take it offline.</param>
/// <param name="Server">The server that it lives on, an addon on that of its service; null when the panel names none.</param>
/// <param name="Count">How many there are, pending, active or suspended.</param>
/// <param name="First">The lowest numbers among them, a few.</param>
public sealed record ServiceGroup(TargetKind Kind, int Product, string Module, string? Adapter, ServerHandle? Server, int Count, IReadOnlyList<int> First)
{
    private const int Few = 3;

    /// <summary>Counts things, each given by its kind and product, its module, its adapter, its server and its number.</summary>
    public static IReadOnlyList<ServiceGroup> Of(IEnumerable<(TargetKind Kind, int Product, string Module, string? Adapter, ServerHandle? Server, int Id)> things)
    {
        Dictionary<(TargetKind, int, string, string?, ServerHandle?), (int Count, SortedSet<int> First)> groups = [];
        foreach ((TargetKind kind, int product, string module, string? adapter, ServerHandle? server, int id) in things)
        {
            (int count, SortedSet<int> first) = groups.GetValueOrDefault((kind, product, module, adapter, server), (0, []));
            first.Add(id);
            if (first.Count > Few) first.Remove(first.Max);
            groups[(kind, product, module, adapter, server)] = (count + 1, first);
        }
        return [.. groups.Select(group => new ServiceGroup(group.Key.Item1, group.Key.Item2, group.Key.Item3, group.Key.Item4, group.Key.Item5, group.Value.Count, [.. group.Value.First]))
            .OrderBy(group => group.Kind).ThenBy(group => group.Product).ThenBy(group => group.Module, StringComparer.Ordinal).ThenBy(group => group.Server?.Id)];
    }

    /// <summary>This and another one counted together; what else is said is this one's.</summary>
    public ServiceGroup With(ServiceGroup other) => this with { Count = Count + other.Count, First = [.. First.Concat(other.First).Order().Take(Few)] };
}
