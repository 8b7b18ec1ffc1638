using Billing.Engine.Ledger;

namespace Billing.Engine.Braking;

/// <summary>
/// Where whoever watches payments says that it did, or could not. It stands in the ledger: with several nodes it is enough that one of them sees payments. Said
/// every second, it is written every twenty.
/// </summary>
internal sealed class PaymentsSeen(IBrakeBook book, Brakes brakes, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(20);

    private DateTimeOffset? written;
    private bool failing = true;   // what the process before left is written over

    /// <summary>Payments were looked at just now.</summary>
    public async Task SeenAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        brakes.Watching ??= now;
        if (!failing && written is { } before && (now - before).Duration() < Often) return;
        await book.KeepMarksAsync(new Dictionary<string, string> { [Marks.PaymentsSeen] = Marks.Write(now), [Marks.PaymentsFailed] = "" }, cancel);
        (written, failing) = (now, false);
    }

    /// <summary>They could not be looked at.</summary>
    public async Task FailedAsync(string why, CancellationToken cancel)
    {
        brakes.Watching ??= time.GetUtcNow();
        await book.KeepMarksAsync(new Dictionary<string, string> { [Marks.PaymentsFailed] = Fitting.Words(why) }, cancel);
        failing = true;
    }
}
