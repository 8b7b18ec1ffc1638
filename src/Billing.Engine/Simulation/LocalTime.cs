namespace Billing.Engine.Simulation;

/// <summary>Local times of a zone as instants: an hour that the clock skips is the first instant after the gap, a doubled one the first.</summary>
public static class LocalTime
{
    /// <summary>The instant of a local day and time.</summary>
    public static DateTimeOffset At(this TimeZoneInfo zone, DateOnly day, TimeOnly time)
    {
        DateTime local = day.ToDateTime(time, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
