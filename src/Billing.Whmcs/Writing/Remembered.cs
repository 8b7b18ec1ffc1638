namespace Billing.Whmcs.Writing;

/// <summary>Something of the panel that seldom changes, asked again after a while.</summary>
internal sealed class Remembered<T>(TimeProvider time, TimeSpan age, Func<CancellationToken, Task<T>> ask) where T : class
{
    private sealed record Seen(T Value, DateTimeOffset At);

    private Seen? seen;

    public async Task<T> GetAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (Volatile.Read(ref seen) is { } last && now - last.At < age) return last.Value;
        T value = await ask(cancel);
        Volatile.Write(ref seen, new Seen(value, now));
        return value;
    }
}
