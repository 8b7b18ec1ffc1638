using Billing.Core.Policy;
using Billing.Engine.Braking;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>brakes</c>: when a source of facts is not believed.</summary>
internal static class BrakesReader
{
    private const int LeastSeconds = 5, MostSeconds = 3600, MostMinutes = 1440;

    public static BrakeOptions Read(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("clockSeconds", "60"), new("shrinkPercent", "10"), new("paymentsMinutes", "5"), new("factsMinutes", "10"));
        return new BrakeOptions(at["clockSeconds"].IsNull ? null : TimeSpan.FromSeconds(at["clockSeconds"].Whole(LeastSeconds, MostSeconds)), at["shrinkPercent"].Whole(1, 100),
            TimeSpan.FromMinutes(at["paymentsMinutes"].Whole(1, MostMinutes)), TimeSpan.FromMinutes(at["factsMinutes"].Whole(1, MostMinutes)));
    }
}
