using System.Collections.Concurrent;

namespace Billing.Engine.Panel;

/// <summary>
/// Asks the panel for somebody who looks at a page: no longer than a person waits, and the same thing once in a few seconds, however often the page is loaded.
/// A panel that does not answer is done without.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class PatientPanel(TimeProvider time)
{
    private const int MostRemembered = 3000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4), Fresh = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Asked, Task Answer)> asked = new(StringComparer.Ordinal);

    /// <summary>What the panel says; null when it has nothing, or does not answer.</summary>
    /// <param name="what">What is asked for, by a name that nothing else has.</param>
    /// <param name="ask">The question.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task<T?> AskAsync<T>(string what, Func<CancellationToken, Task<T?>> ask, CancellationToken cancel) where T : class
    {
        DateTimeOffset now = time.GetUtcNow();
        if (asked.TryGetValue(what, out (DateTimeOffset Asked, Task Answer) known) && now - known.Asked < Fresh) return ((Task<T?>)known.Answer).WaitAsync(cancel);
        if (asked.Count >= MostRemembered) asked.Clear();
        Task<T?> answer = TryAsync(ask);
        asked[what] = (now, answer);
        return answer.WaitAsync(cancel);
    }

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T?>> ask) where T : class
    {
        using CancellationTokenSource patience = new(Patience, time);
        try
        {
            return await ask(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception down) when (down is PanelException or OperationCanceledException)
        {
            return null;
        }
    }
}
