using Billing.Engine.Ledger;

namespace Billing.Engine.Braking;

/// <summary>
/// Where whoever watches payments says that it did, or could not. It stands in the ledger: with several nodes it is enough that one of them sees payments. Said
/// every second, it is written every twenty.
/// </summary>
internal sealed class PaymentsSeen(IBrakeBook book, Brakes brakes, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(20);

    private (DateTimeOffset At, string? Failed)? written;

    /// <summary>Payments were looked at just now.</summary>
    public Task SeenAsync(CancellationToken cancel) => SayAsync(null, cancel);

    /// <summary>They could not be looked at.</summary>
    public Task FailedAsync(string why, CancellationToken cancel) => SayAsync(why, cancel);

    /// <summary>How the look ended.</summary>
    /// <param name="failed">Why it failed; null when it did not.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task SayAsync(string? failed, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        brakes.Watching ??= now;
        if (written is { } before && before.Failed == failed && (now - before.At).Duration() < Often) return;
        Dictionary<string, string> marks = new(StringComparer.Ordinal) { [Marks.PaymentsFailed] = failed is null ? "" : Fitting.Words(failed) };
        if (failed is null) marks[Marks.PaymentsSeen] = Marks.Write(now);
        await book.KeepMarksAsync(marks, cancel);
        written = (now, failed);
    }
}
