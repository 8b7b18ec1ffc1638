using Billing.Core.Policy;

namespace Billing.Engine.Forecasting;

/// <summary>When the brake comes to hold, from what all clients together would take offline on each day.</summary>
/// <param name="First">The day on which it first holds, counted from the first; the number of days when it never does.</param>
/// <param name="Known">Null when it holds from then on. Else it would let go again: whether it holds, for the days up to the one on which it does, from which on everything is to be counted anew.</param>
internal sealed record BrakeOutlook(int First, IReadOnlyList<bool>? Known)
{
    /// <summary>Judges as the runs will: each asks what it was planned to take offline, of the services in use when it began.</summary>
    /// <param name="tallies">Of all clients.</param>
    /// <param name="known">What was known of the brake when they were counted.</param>
    /// <param name="days">How many days.</param>
    /// <param name="active">Services in use now.</param>
    /// <param name="rules">The limit on a day.</param>
    public static BrakeOutlook Of(Tallies tallies, IReadOnlyList<bool> known, int days, int active, Func<int, BrakeRules> rules)
    {
        if (Next(days, known.Count, stops: true) is not { } first) return new BrakeOutlook(days, null);
        return Next(first, first + 1, stops: false) is not { } free ? new BrakeOutlook(first, null)
            : new BrakeOutlook(first, [.. known, .. Enumerable.Repeat(false, first - known.Count), .. Enumerable.Repeat(true, free - first), false]);

        int? Next(int brake, int from, bool stops)
        {
            long[] wanted = tallies.Wanted.Of(brake), change = tallies.Active.Of(brake);
            for (int day = from; day < days; day++)
                if (rules(day).Stops((int)wanted[day], active + (day == 0 ? 0 : (int)change[day - 1])) == stops) return day;
            return null;
        }
    }
}
