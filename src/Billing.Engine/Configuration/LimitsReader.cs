using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Panel;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>adapters.limits</c>: how hard servers are driven, by every adapter and by single ones.</summary>
internal static class LimitsReader
{
    private const int MostPerServer = 64, MostPerSecond = 1000, MostAtOnce = 1000;

    public static AdapterLimits Read(JsonCursor place, AdapterMap map)
    {
        if (!place.Present) return AdapterLimits.Default;
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(
            new("perServer", "2"), new("perSecond", "10"), new("atOnce", "20"), Key.May("of", "{ \"cpanel\": { \"perServer\": 3 } }"));
        LaneOptions usual = LaneOptions.Default with
        {
            PerServer = at["perServer"].Whole(1, MostPerServer), PerSecond = at["perSecond"].Whole(1, MostPerSecond), AtOnce = at["atOnce"].Whole(1, MostAtOnce),
        };
        return new AdapterLimits(usual) { Of = at["of"].Present ? Single(at["of"], usual, map) : AdapterLimits.Default.Of };
    }

    private static Dictionary<string, LaneOptions> Single(JsonCursor place, LaneOptions usual, AdapterMap map)
    {
        string[] known = [.. new[] { PanelModule.Name, PanelProject.Name, map.Domains, map.Projects }.OfType<string>()
            .Concat(map.Products.Values).Concat(map.ServerTypes.Values).Concat(map.Addons.Values).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, LaneOptions> limits = new(StringComparer.Ordinal);
        foreach ((string adapter, JsonCursor value) in place.Members("{ \"perServer\": 3 }"))
        {
            if (!known.Contains(adapter)) value.Wrong($"nothing here is mapped to an adapter \"{adapter}\"", Nearest.Say(adapter, known, "The adapters here are"));
            IReadOnlyDictionary<string, JsonCursor> at = value.Fields(Key.May("perServer", "3"), Key.May("perSecond", "10"), Key.May("atOnce", "20"));
            limits[adapter] = usual with
            {
                PerServer = at["perServer"].Present ? at["perServer"].Whole(1, MostPerServer) : usual.PerServer,
                PerSecond = at["perSecond"].Present ? at["perSecond"].Whole(1, MostPerSecond) : usual.PerSecond,
                AtOnce = at["atOnce"].Present ? at["atOnce"].Whole(1, MostAtOnce) : usual.AtOnce,
            };
        }
        return limits;
    }
}
