using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Engine.Forecasting;

/// <summary>The days ahead, if nobody pays.</summary>
/// <param name="Days">Each of them.</param>
/// <param name="Active">Services in use now.</param>
/// <param name="Clients">Clients that were looked at.</param>
/// <param name="Brakes">Brakes that are in force now: nothing goes offline until they are lifted.</param>
/// <param name="Unreadable">Rows of the panel that could not be understood.</param>
/// <param name="Failures">Clients that nothing could be foreseen of.</param>
/// <param name="Acts">Every act, in the order of days and clients; null when nobody asked.</param>
internal sealed record ForecastReport(
    IReadOnlyList<DayAhead> Days, int Active, int Clients, IReadOnlyList<BrakeEntry> Brakes, IReadOnlyList<UnreadableRow> Unreadable, IReadOnlyList<ClientFailure> Failures, IReadOnlyList<ForecastAct>? Acts)
{
    /// <summary>The first day on which the policy's brake holds; null when it never does.</summary>
    public DayAhead? BrakeFrom => Brakes.Count > 0 ? null : Days.FirstOrDefault(day => day.Held > 0);
}

/// <summary>A day ahead.</summary>
/// <param name="On">The day.</param>
/// <param name="Counts">Acts by group, those that there are.</param>
/// <param name="Offline">Services that go offline on it.</param>
/// <param name="OfflineInAll">Services that are offline because of us when it ends.</param>
/// <param name="ClientsInAll">Clients of whom something is.</param>
/// <param name="Held">Services that a brake keeps online on it.</param>
/// <param name="Active">Services in use when its run begins.</param>
/// <param name="Money">By currency.</param>
internal sealed record DayAhead(DateOnly On, IReadOnlyDictionary<string, long> Counts, long Offline, long OfflineInAll, long ClientsInAll, long Held, long Active, IReadOnlyDictionary<string, MoneyAhead> Money)
{
    public long Count(string group) => Counts.GetValueOrDefault(group);

    /// <summary>Notices of any name, each counted once however many channels it goes out by.</summary>
    public long Notices => Counts.Where(count => count.Key.StartsWith(Groups.Notify, StringComparison.Ordinal)).Sum(count => count.Value);
}

/// <summary>The money of a day ahead, in one currency: renewals invoiced and debts fallen due on the day, all that is overdue when it ends, and the debts behind what goes offline and what is removed on it.</summary>
internal sealed record MoneyAhead(decimal Invoiced, decimal FallenDue, decimal Overdue, decimal BehindSuspensions, decimal BehindTerminations);
