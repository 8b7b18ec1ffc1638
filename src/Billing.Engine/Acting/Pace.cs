namespace Billing.Engine.Acting;

/// <summary>
/// So many calls a second on the average of a span. This is real time, whatever day it is for those who decide: a server does not care for our calendar.
/// </summary>
internal sealed class Pace(LaneOptions options)
{
    private readonly Lock one = new();
    private readonly TimeSpan step = TimeSpan.FromSeconds(1.0 / options.PerSecond);
    private readonly long began = TimeProvider.System.GetTimestamp();
    private TimeSpan reserved;

    /// <summary>Waits until the next call may begin; most often not at all.</summary>
    public Task WaitAsync(CancellationToken cancel)
    {
        TimeSpan wait = Reserve();
        return wait > TimeSpan.Zero ? Task.Delay(wait, TimeProvider.System, cancel) : Task.CompletedTask;
    }

    private TimeSpan Reserve()
    {
        lock (one)
        {
            TimeSpan now = TimeProvider.System.GetElapsedTime(began);
            reserved = (reserved > now ? reserved : now) + step;
            return reserved - now - options.Burst;
        }
    }
}
