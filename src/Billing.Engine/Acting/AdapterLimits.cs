namespace Billing.Engine.Acting;

/// <summary>How hard each adapter may drive its servers.</summary>
/// <param name="Usual">What holds for every adapter that is not named.</param>
public sealed record AdapterLimits(LaneOptions Usual)
{
    /// <summary>What holds when nothing else is said.</summary>
    public static readonly AdapterLimits Default = new(LaneOptions.Default);

    /// <summary>What holds for single adapters, whole.</summary>
    public IReadOnlyDictionary<string, LaneOptions> Of { get; init; } = new Dictionary<string, LaneOptions>();

    /// <summary>For each server of that adapter.</summary>
    public LaneOptions For(string adapter) => Of.GetValueOrDefault(adapter, Usual);

    /// <summary>For all of its servers together. What goes through the panel has one server only, which is the panel.</summary>
    public LaneOptions ForAllOf(string adapter) => For(adapter) is var each && adapter is PanelModule.Name or PanelProject.Name
        ? each with { PerServer = Math.Min(each.PerServer, each.AtOnce) }
        : each with { PerServer = each.AtOnce, PerSecond = int.MaxValue };
}
