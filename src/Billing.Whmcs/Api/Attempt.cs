using Billing.Engine.Panel;

namespace Billing.Whmcs.Api;

/// <summary>What one attempt came to: an answer, or why there is none.</summary>
/// <param name="Answer">The answer, when there is one.</param>
/// <param name="Failed">Why there is none.</param>
/// <param name="Passing">The failure may be over the next time.</param>
/// <param name="Wait">How long the panel asked us to wait.</param>
internal sealed record Attempt(ApiAnswer Answer, PanelException? Failed, bool Passing, TimeSpan? Wait)
{
    /// <summary>The clock of the panel's web server, beside ours; null when the answer names no time.</summary>
    public ClockReading? Clock { get; init; }

    public static Attempt Good(ApiAnswer answer) => new(answer, null, false, null);

    public static Attempt Bad(PanelException failed, bool passing, TimeSpan? wait = null) => new(default, failed, passing, wait);
}
