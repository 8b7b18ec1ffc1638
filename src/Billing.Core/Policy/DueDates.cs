namespace Billing.Core.Policy;

/// <summary>
/// Due dates enough to stand for all: each weekday far from any holiday, then every day around the calendar's special days. Ordinary days come first, so
/// that what is right is found at once.
/// </summary>
internal sealed class DueDates(BusinessCalendar calendar)
{
    private const int Around = 400;
    private static readonly DateOnly OrdinaryMonday = new(1901, 7, 1);

    /// <summary>Whether there is a due date for which the one comes on an earlier day than the other.</summary>
    public bool SomeHaveBefore(Moment one, Moment other) => All().Any(due => one.On(due, calendar) < other.On(due, calendar));

    /// <summary>Whether for each due date the one comes on an earlier day than the other.</summary>
    public bool AllHaveBefore(Moment one, Moment other) => All().All(due => one.On(due, calendar) < other.On(due, calendar));

    private IEnumerable<DateOnly> All()
    {
        for (int day = 0; day < 7; day++) yield return OrdinaryMonday.AddDays(day);
        if (!calendar.SpecialDays.Any()) yield break;
        DateOnly last = calendar.SpecialDays.Max().AddDays(Around);
        for (DateOnly day = calendar.SpecialDays.Min().AddDays(-Around); day <= last; day = day.AddDays(1)) yield return day;
    }
}
