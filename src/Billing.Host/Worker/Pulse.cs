namespace Billing.Host.Worker;

/// <summary>Whether the worker breathes: it beats every other second as long as the process gets to run what it has to, and its jobs say when they wake it.</summary>
internal sealed class Pulse(TimeProvider time)
{
    private readonly long began = time.GetTimestamp();
    private long beaten = time.GetTimestamp(), woke = time.GetTimestamp();
    private int atWork;

    /// <summary>How long the worker is there.</summary>
    public TimeSpan Since => time.GetElapsedTime(began);

    /// <summary>How long ago it beat.</summary>
    public TimeSpan Beaten => time.GetElapsedTime(Interlocked.Read(ref beaten));

    /// <summary>How long ago a job woke the worker, or left it.</summary>
    public TimeSpan Woke => time.GetElapsedTime(Interlocked.Read(ref woke));

    /// <summary>Whether a job is at work.</summary>
    public bool AtWork => Volatile.Read(ref atWork) > 0;

    public void Beat() => Interlocked.Exchange(ref beaten, time.GetTimestamp());

    /// <summary>A job works.</summary>
    public async ValueTask WorkAsync(Func<Task> work)
    {
        Interlocked.Exchange(ref woke, time.GetTimestamp());
        Interlocked.Increment(ref atWork);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref atWork);
            Interlocked.Exchange(ref woke, time.GetTimestamp());
        }
    }
}
