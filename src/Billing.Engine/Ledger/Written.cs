using System.Data.Common;
using System.Globalization;

namespace Billing.Engine.Ledger;

/// <summary>Days and moments as both databases have them: days as <c>2026-08-03</c>, moments in UTC, whatever the machine's language.</summary>
internal static class Written
{
    private const string DayForm = "yyyy-MM-dd", MomentForm = "yyyy-MM-dd HH:mm:ss.fff";

    public static string Day(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString(MomentForm, CultureInfo.InvariantCulture);

    /// <summary>SQLite gives a text, MariaDB a date.</summary>
    public static DateOnly Day(object value) => value is DateTime date ? DateOnly.FromDateTime(date) : DateOnly.ParseExact((string)value, DayForm, CultureInfo.InvariantCulture);

    /// <summary>SQLite gives a text, MariaDB a moment.</summary>
    public static DateTimeOffset Moment(object value) => value is DateTime moment
        ? new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc))
        : DateTimeOffset.ParseExact((string)value, MomentForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static T? Maybe<T>(this DbDataReader row, int column, Func<object, T> read) where T : struct => row.IsDBNull(column) ? null : read(row.GetValue(column));

    public static string? MaybeText(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? MaybeNumber(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
