using System.Globalization;

namespace Billing.Core.Policy;

/// <summary>A day on which nobody is expected to pay, and its name.</summary>
public sealed record Holiday(DateOnly Date, string Name);

/// <summary>Days off that stand together: those of one file, or the policy's own.</summary>
/// <param name="Path">The file, below the configuration folder: <c>holidays/ar.json</c>.</param>
/// <param name="Country">The country that the file says it is for; null when it says none, and for the policy's own days.</param>
/// <param name="Days">In the file's order.</param>
public sealed record HolidayList(string Path, string? Country, IReadOnlyList<Holiday> Days);

/// <summary>
/// Which days are business days: not a weekend day, not a public holiday, not a day the admin took off; and the days the admin put on again.
/// A day put on wins over everything.
/// </summary>
public sealed class BusinessCalendar
{
    private readonly HashSet<DayOfWeek> weekend;
    private readonly Dictionary<DateOnly, string> off = [];
    private readonly HashSet<DateOnly> on;

    /// <summary>Makes the calendar.</summary>
    /// <param name="weekend">Days of the week that are never business days; not all seven.</param>
    /// <param name="holidays">Public holidays and the admin's own days off.</param>
    /// <param name="alsoOn">Days that are business days whatever else is said.</param>
    public BusinessCalendar(IEnumerable<DayOfWeek> weekend, IEnumerable<Holiday> holidays, IEnumerable<DateOnly> alsoOn)
    {
        this.weekend = [.. weekend];
        if (this.weekend.Count >= 7) throw new ArgumentException("a week without a business day", nameof(weekend));
        on = [.. alsoOn];
        foreach (Holiday holiday in holidays) off.TryAdd(holiday.Date, holiday.Name);
    }

    /// <summary>What the days off come from, in the policy's order; empty for a calendar that was not read from files.</summary>
    public IReadOnlyList<HolidayList> Lists { get; init; } = [];

    /// <summary>The days that the admin put on; in no order.</summary>
    public IReadOnlyCollection<DateOnly> DaysOn => on;

    /// <summary>Whether that day's weekday is one that never counts.</summary>
    public bool IsWeekend(DateOnly day) => weekend.Contains(day.DayOfWeek);

    /// <summary>The days that differ, or may differ, from what their weekday says; in no order.</summary>
    internal IEnumerable<DateOnly> SpecialDays => off.Keys.Concat(on);

    /// <summary>Whether that day counts.</summary>
    public bool IsBusinessDay(DateOnly day) => WhyNot(day) is null;

    /// <summary>Why a day does not count: the weekday or the holiday's name; null when it counts.</summary>
    public string? WhyNot(DateOnly day) =>
        on.Contains(day) ? null
        : off.TryGetValue(day, out string? name) ? name
        : weekend.Contains(day.DayOfWeek) ? day.DayOfWeek.ToString()
        : null;

    /// <summary>
    /// The n-th business day after a day that itself is not counted; before it for a negative n; the day itself for 0.
    /// Example: the sixth after Monday 10 August 2026, with the 17th a holiday, is Wednesday the 19th.
    /// </summary>
    public DateOnly Add(DateOnly day, int n)
    {
        int step = Math.Sign(n);
        for (int left = Math.Abs(n); left > 0;)
        {
            day = day.AddDays(step);
            if (IsBusinessDay(day)) left--;
        }
        return day;
    }

    /// <summary>The days between two days that did not count, each with its reason; both ends included.</summary>
    public IEnumerable<string> Skipped(DateOnly from, DateOnly to)
    {
        for (DateOnly day = from; day <= to; day = day.AddDays(1))
            if (WhyNot(day) is { } why) yield return string.Create(CultureInfo.InvariantCulture, $"{day:d MMM} {why}");
    }
}
