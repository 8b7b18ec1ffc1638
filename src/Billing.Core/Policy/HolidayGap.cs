namespace Billing.Core.Policy;

/// <summary>A year that business days are counted in, or soon will be, and of which no holiday is known: its holidays count as business days.</summary>
/// <param name="Path">The file that lacks it; null when no country's file is named at all.</param>
/// <param name="Country">That file's country.</param>
/// <param name="Year">Which year.</param>
public sealed record HolidayGap(string? Path, string? Country, int Year)
{
    /// <summary>From this month on the year's successor is expected to be known: governments publish it by then.</summary>
    private const int PublishedBy = 10;

    /// <summary>
    /// What is missing on that day: this year, and the next one from October on or as soon as a deadline in business days can reach into it. Each file that
    /// says its country is looked at for itself; a company's own days, in a file without a country, need not go on every year.
    /// </summary>
    public static IReadOnlyList<HolidayGap> On(BillingPolicy policy, DateOnly today)
    {
        int until = Math.Max(Reach(policy, today).Year, today.Month >= PublishedBy ? today.Year + 1 : today.Year);
        HolidayList[] countries = [.. policy.Calendar.Lists.Where(list => list.Country is not null)];
        List<HolidayGap> gaps = [];
        for (int year = today.Year; year <= until; year++)
            if (countries.Length == 0 && !Knows(policy.Calendar.Lists, year)) gaps.Add(new HolidayGap(null, null, year));
            else gaps.AddRange(countries.Where(list => !Knows([list], year)).Select(list => new HolidayGap(list.Path, list.Country, year)));
        return gaps;
    }

    /// <summary>What is wrong, and what to do about it, in one line.</summary>
    public override string ToString() => Path is null
        ? $"no holiday of {Text} is known: name a country's file in businessDays.holidays, or add that year's days to alsoOff"
        : $"{Path} has no day in {Text}: its holidays count as business days, and deadlines come too early. Add them as soon as they are published (`billing holidays import FILE.ics --to {Path} --year {Text}`, or by hand)";

    private string Text => Year.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The last day that a stage in business days can fall on for an invoice that is raised by now.</summary>
    private static DateOnly Reach(BillingPolicy policy, DateOnly today)
    {
        DateOnly due = policy.RenewalsUntil(today), last = today;
        foreach (Stage stage in policy.Timelines.SelectMany(timeline => timeline.Stages))
            if (stage.At is { BusinessDays: true, Days: > 0 } && stage.At.On(due, policy.Calendar) is var day && day > last) last = day;
        return last;
    }

    private static bool Knows(IEnumerable<HolidayList> lists, int year) => lists.Any(list => list.Days.Any(day => day.Date.Year == year));
}
