namespace Billing.Engine.Runs;

/// <summary>The clock cannot be right: it shows a day before one that was run already. Nothing is done.</summary>
public sealed class ClockException(DateOnly today, DateOnly last) : Exception(
    $"the clock says {today:yyyy-MM-dd}, but the run of {last:yyyy-MM-dd} was made already: set the clock right; nothing was done");
