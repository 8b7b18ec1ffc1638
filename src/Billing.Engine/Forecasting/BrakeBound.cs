using Billing.Core.Policy;

namespace Billing.Engine.Forecasting;

/// <summary>
/// A day by which the brake holds at the latest, found while clients are still being counted: so many were to go offline on it already that the others cannot matter.
/// What comes later without the brake need not be followed then. It supposes that no more services come to be in use than are now; whoever uses it
/// looks at the end whether the brake holds by that day, and counts anew without it if not.
/// </summary>
/// <param name="days">How many days there are.</param>
/// <param name="active">Services in use now; 0 while that is not known yet, and nothing is supposed.</param>
/// <param name="rules">The limit on a day.</param>
internal sealed class BrakeBound(int days, Func<int> active, Func<int, BrakeRules> rules)
{
    private readonly long[] wanted = new long[days];
    private readonly Lock one = new();
    private volatile int latest = days;

    /// <summary>The day, counted from the first; the number of days while there is none.</summary>
    public int Latest => latest;

    public void Add(int day, int much)
    {
        if (much == 0 || day >= latest) return;
        lock (one)
        {
            wanted[day] += much;
            if (active() is > 0 and var now && day < latest && rules(day).Stops((int)wanted[day], now)) latest = day;
        }
    }
}
