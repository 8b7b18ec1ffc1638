using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace Billing.Host.Holidays;

/// <summary>The days of one event: all of them, where it lasts several; those of each year, where it comes back every year.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Days">Its days, in the years that are asked for and perhaps in others.</param>
/// <param name="WhyNot">Why it has none; null when nothing is wrong with it.</param>
internal sealed record EventDays(string Name, IReadOnlyList<DateOnly> Days, string? WhyNot)
{
    public const int LongestName = 200;
    private const int LongestEvent = 31;
    private const int FirstYear = 1900;
    private static readonly EvaluationOptions Bounded = new() { MaxUnmatchedIncrementsLimit = 400 };

    public static EventDays Of(CalendarEvent one, IReadOnlyList<int> years, TimeZoneInfo zone, IReadOnlySet<(string Uid, DateOnly Day)> changed)
    {
        string name = NameOf(one.Summary);
        if (string.Equals(one.Status, EventStatus.Cancelled, StringComparison.OrdinalIgnoreCase)) return new(name, [], null);
        try
        {
            if (one.DtStart is null) return new(name, [], "it has no date");
            if (Span(one, zone) is not (var first, var length)) return new(name, [], "it has hours, and is no whole day");
            if (length > LongestEvent) return new(name, [], $"it lasts {length} days, which no holiday does");
            if (Unfit(one.RecurrenceRule, first) is { } why) return new(name, [], why);
            IEnumerable<DateOnly> starts = Starts(one, first, years, zone);
            if (one.RecurrenceIdentifier is null) starts = starts.Where(day => !changed.Contains((one.Uid ?? "", day)));
            return new(name, [.. starts.SelectMany(day => Enumerable.Range(0, length).Select(day.AddDays))], null);
        }
        catch (EvaluationLimitExceededException)
        {
            return new(name, [], "it comes back on no day that there is");
        }
        catch (Exception broken) when (broken is not OperationCanceledException)   // the library lets out whatever a date out of range brings about
        {
            return new(name, [], $"its dates cannot be worked out ({broken.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
        }
    }

    /// <summary>A moment's day: as it is written, and in our own zone when it is written in UTC.</summary>
    public static DateOnly DateOf(CalDateTime moment, TimeZoneInfo zone) => DateOnly.FromDateTime(Local(moment, zone));

    private static DateTime Local(CalDateTime moment, TimeZoneInfo zone) =>
        moment is { IsUtc: true, HasTime: true } ? TimeZoneInfo.ConvertTimeFromUtc(moment.AsUtc, zone) : moment.Value;

    /// <summary>First day and number of days; null for what does not go from midnight to midnight. The end is the day after the last.</summary>
    private static (DateOnly First, int Length)? Span(CalendarEvent one, TimeZoneInfo zone)
    {
        DateTime from = Local(one.DtStart!, zone);
        DateTime until = one.DtEnd is { } end ? Local(end, zone) : one.Duration is { } lasts ? Local(one.DtStart!.Add(lasts), zone) : one.DtStart!.HasTime ? from : from.AddDays(1);
        if (from.TimeOfDay != TimeSpan.Zero || until.TimeOfDay != TimeSpan.Zero || until < from || until == from && one.DtStart!.HasTime) return null;
        return (DateOnly.FromDateTime(from), Math.Max(1, (until - from).Days));
    }

    /// <summary>A holiday comes back once a year. Anything else is no holiday, or is there to keep us busy.</summary>
    private static string? Unfit(RecurrenceRule? rule, DateOnly first) => rule switch
    {
        null => null,
        { Frequency: not FrequencyType.Yearly } => $"it comes back {rule.Frequency.ToString().ToLowerInvariant()}, and no holiday does",
        { ByHour.Count: > 0 } or { ByMinute.Count: > 0 } or { BySecond.Count: > 0 } => "it comes back at hours, and is no whole day",
        _ when first.Year < FirstYear => string.Create(CultureInfo.InvariantCulture, $"it comes back since {first.Year}; from {FirstYear} on that is worked out"),
        _ => null,
    };

    private static IEnumerable<DateOnly> Starts(CalendarEvent one, DateOnly first, IReadOnlyList<int> years, TimeZoneInfo zone)
    {
        IEnumerable<DateOnly> starts = one.RecurrenceRule is { } rule ? Repeated(rule, first, years, zone) : [first];
        return starts.Concat(one.RecurrenceDates.GetAllPeriods().Select(period => DateOf(period.StartTime, zone))).Concat(one.RecurrenceDates.GetAllDates().Select(date => DateOf(date, zone)))
            .Except(one.ExceptionDates.GetAllDates().Select(date => DateOf(date, zone))).Distinct();
    }

    /// <summary>The rule on whole days, whatever zone its event is written in, as far as the years that are asked for.</summary>
    private static DateOnly[] Repeated(RecurrenceRule rule, DateOnly first, IReadOnlyList<int> years, TimeZoneInfo zone)
    {
        if (rule.Until is { HasTime: true } until) rule.Until = new CalDateTime(DateOf(until, zone));
        CalendarEvent days = new() { DtStart = new CalDateTime(first), DtEnd = new CalDateTime(first.AddDays(1)), RecurrenceRule = rule };
        DateOnly from = new DateOnly(years.Min(), 1, 1).AddDays(-LongestEvent);
        return days.GetOccurrences(new CalDateTime(from), Bounded).Select(occurrence => occurrence.Period.StartTime.Date)
            .TakeWhile(day => day.Year <= years.Max()).Take(366 * (years.Max() - years.Min() + 2)).ToArray();
    }

    private static string NameOf(string? summary)
    {
        string name = string.Join(' ', new string([.. (summary ?? "").Select(letter => char.IsControl(letter) ? ' ' : letter)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return name.Length == 0 ? "holiday" : name.Length > LongestName ? name[..LongestName] : name;
    }
}
