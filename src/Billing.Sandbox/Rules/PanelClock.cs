using System.Globalization;

namespace Billing.Sandbox.Rules;

/// <summary>The panel's wall clock: days and moments are local, written as the database has them.</summary>
internal sealed class PanelClock(TimeProvider time, TimeZoneInfo? zone)
{
    public const string ZeroDay = "0000-00-00";
    public const string ZeroMoment = "0000-00-00 00:00:00";

    DateTime Local => TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone ?? time.LocalTimeZone).DateTime;

    public DateOnly Today => DateOnly.FromDateTime(Local);
    public string Now => Local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    public long Unix => time.GetUtcNow().ToUnixTimeSeconds();
}
