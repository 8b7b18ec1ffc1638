namespace Billing.Core.Policy;

/// <summary>One day on the way from a due date to a stage in business days.</summary>
/// <param name="Day">The day.</param>
/// <param name="Number">Which it is of those that count, from 1; null for a day that does not count.</param>
/// <param name="WhyNot">The weekday or the holiday's name; null for a day that counts.</param>
public sealed record CountedDay(DateOnly Day, int? Number, string? WhyNot)
{
    /// <summary>
    /// Every day counted or passed over from the due date, which itself is never counted, to the moment's day; backwards for a moment before it. Empty for a moment in
    /// calendar days. Example: the sixth business day after Monday 10 August 2026 is the 19th: six that count, and the 15th, 16th and 17th that do not.
    /// </summary>
    public static IReadOnlyList<CountedDay> Of(Moment moment, DateOnly due, BusinessCalendar calendar)
    {
        List<CountedDay> days = [];
        if (!moment.BusinessDays) return days;
        DateOnly day = due;
        for (int number = 0; number < Math.Abs(moment.Days);)
        {
            day = day.AddDays(Math.Sign(moment.Days));
            string? why = calendar.WhyNot(day);
            days.Add(new CountedDay(day, why is null ? ++number : null, why));
        }
        return days;
    }
}
