using Billing.Core.Policy;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>What holds for all calendars, days and counts.</summary>
public sealed class CalendarLaws
{
    private static readonly Gen<DateOnly> Day = Gen.Int[0, 1460].Select(days => new DateOnly(2024, 1, 1).AddDays(days));
    private static readonly Gen<int> Count = Gen.Int[-40, 40];
    private static readonly Gen<DayOfWeek[]> Weekend = Gen.Int[0, 6].Select(day => (DayOfWeek)day).Array[0, 6];
    private static readonly Gen<(DayOfWeek[] Weekend, DateOnly[] Off, DateOnly[] On)> Parts = Gen.Select(Weekend, Day.Array[0, 80], Day.Array[0, 20]);
    private static readonly Gen<BusinessCalendar> Calendar = Parts.Select(parts => Make(parts.Weekend, parts.Off, parts.On));

    [Fact]
    public void the_nth_business_day_is_a_business_day() => Gen.Select(Calendar, Day, Count).Sample((calendar, day, n) =>
        n == 0 ? calendar.Add(day, n) == day : calendar.IsBusinessDay(calendar.Add(day, n)));

    [Fact]
    public void between_a_day_and_its_nth_business_day_there_are_n() => Gen.Select(Calendar, Day, Gen.Int[1, 40]).Sample((calendar, day, n) =>
        BusinessDaysIn(calendar, day.AddDays(1), calendar.Add(day, n)) == n && BusinessDaysIn(calendar, calendar.Add(day, -n), day.AddDays(-1)) == n);

    [Fact]
    public void a_holiday_more_never_brings_a_day_nearer() => Gen.Select(Parts, Day, Day, Gen.Int[1, 40]).Sample((parts, more, day, n) =>
        Make(parts.Weekend, [.. parts.Off, more], parts.On).Add(day, n) >= Make(parts.Weekend, parts.Off, parts.On).Add(day, n));

    [Fact]
    public void a_business_day_more_never_puts_a_day_off() => Gen.Select(Parts, Day, Day, Gen.Int[1, 40]).Sample((parts, more, day, n) =>
        Make(parts.Weekend, parts.Off, [.. parts.On, more]).Add(day, n) <= Make(parts.Weekend, parts.Off, parts.On).Add(day, n));

    [Fact]
    public void every_day_either_counts_or_has_a_reason() => Gen.Select(Calendar, Day).Sample((calendar, day) =>
        calendar.IsBusinessDay(day) == !calendar.Skipped(day, day).Any());

    [Fact]
    public void a_moment_reads_as_it_prints() => Gen.Select(Gen.Int[-9999, 9999], Gen.Bool, Gen.Bool).Sample((days, business, after) =>
    {
        Moment moment = after && days > 0 ? new Moment(days, business, After: true) : new Moment(days, business);
        return Moment.TryParse(moment.ToString(), out Moment read) && read == moment;
    });

    [Fact]
    public void after_n_days_is_the_day_after_n() => Gen.Select(Calendar, Day, Gen.Int[0, 40], Gen.Bool).Sample((calendar, due, n, business) =>
        Moment.TryParse($"after {n}{(business ? "bd" : "d")}", out Moment after) && after.On(due, calendar) == new Moment(n + 1, business).On(due, calendar));

    [Fact]
    public void a_later_moment_of_the_same_unit_is_never_earlier() => Gen.Select(Calendar, Day, Count, Count, Gen.Bool).Sample((calendar, due, one, other, business) =>
        one > other || new Moment(one, business).On(due, calendar) <= new Moment(other, business).On(due, calendar));

    private static int BusinessDaysIn(BusinessCalendar calendar, DateOnly from, DateOnly to)
    {
        int count = 0;
        for (DateOnly day = from; day <= to; day = day.AddDays(1))
            if (calendar.IsBusinessDay(day)) count++;
        return count;
    }

    private static BusinessCalendar Make(DayOfWeek[] weekend, DateOnly[] off, DateOnly[] on) => new(weekend, off.Select(day => new Holiday(day, "holiday")), on);
}
