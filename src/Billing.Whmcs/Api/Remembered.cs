namespace Billing.Whmcs.Api;

/// <summary>Something of the panel that seldom changes, asked again after a while.</summary>
internal sealed class Remembered<T>(TimeProvider time, TimeSpan age, Func<CancellationToken, Task<T>> ask) where T : class
{
    private sealed record Seen(T Value, DateTimeOffset At);

    private Seen? seen;

    public async Task<T> GetAsync(CancellationToken cancel)
    {
        return Volatile.Read(ref seen) is { } last && time.GetUtcNow() - last.At < age ? last.Value : await AgainAsync(cancel);
    }

    /// <summary>Asks in any case.</summary>
    public async Task<T> AgainAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        T value = await ask(cancel);
        Volatile.Write(ref seen, new Seen(value, now));
        return value;
    }
}
