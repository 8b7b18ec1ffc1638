using System.Globalization;

namespace Billing.Whmcs.Mapping;

/// <summary>
/// The panel has two ways to say "no date": NULL, and the zero date <c>0000-00-00</c>, which the driver hands over as a day of year 1.
/// Both are null here. Dates are local days of the panel; there is no time of day and no zone in them.
/// </summary>
internal static class PanelDates
{
    public static DateOnly? Day(DateTime value) => Day(DateOnly.FromDateTime(value));

    /// <summary>A day that no calendar arithmetic can leave; "never", written as the year 9999, is no date either.</summary>
    public static DateOnly? Day(DateOnly value) => value.Year is <= 1 or > 2999 ? null : value;

    /// <summary>A day as the API prints it, with or without a time; null for an empty text and for the zero date.</summary>
    public static DateOnly? Day(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? Day(day) : null;

    /// <summary>A day as the panel's database and API take it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
