namespace Billing.Engine.Channels;

/// <summary>
/// How fast messages go out. To one domain a minute's worth may go at once, after that one in each step; over the whole channel a second's worth. A limiter of
/// a library runs on its own clock and forgets how long the wait would be; this one says it before anybody waits.
/// </summary>
internal sealed class MailRate(RateOptions options, TimeProvider time)
{
    /// <summary>So long a message waits for its domain; longer, and it is tried again later.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int ManyDomains = 1000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Minute = TimeSpan.FromMinutes(1);

    private readonly Lock one = new();
    private readonly Dictionary<string, TimeSpan> domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly long began = time.GetTimestamp();
    private TimeSpan all;

    /// <summary>How long a message to that domain has to wait; null when that is too long, and then nothing is kept for it.</summary>
    public TimeSpan? ToDomain(string domain)
    {
        lock (one)
        {
            TimeSpan now = time.GetElapsedTime(began), next = domains.GetValueOrDefault(domain);
            TimeSpan wait = Take(ref next, now, Minute / options.PerDomainPerMinute, Minute);
            if (wait > Patience) return null;
            if (domains.Count >= ManyDomains) Forget(now);
            domains[domain] = next;
            return wait;
        }
    }

    /// <summary>How long the next message has to wait, whoever gets it.</summary>
    public TimeSpan Next()
    {
        lock (one) return Take(ref all, time.GetElapsedTime(began), Second / options.PerSecond, Second);
    }

    /// <summary>Reckons by the moment at which everything taken so far would have gone out evenly.</summary>
    private static TimeSpan Take(ref TimeSpan taken, TimeSpan now, TimeSpan step, TimeSpan atOnce)
    {
        taken = (taken > now ? taken : now) + step;
        return taken - now > atOnce ? taken - now - atOnce : TimeSpan.Zero;
    }

    private void Forget(TimeSpan now)
    {
        foreach ((string domain, TimeSpan next) in domains.ToArray())
            if (next <= now) domains.Remove(domain);
    }
}
