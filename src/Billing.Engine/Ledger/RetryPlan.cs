namespace Billing.Engine.Ledger;

/// <summary>When what did not come about is tried again between two runs. A run itself tries everything.</summary>
/// <param name="After">How long to wait after the first attempt, the second, and so on; the last one holds for all further ones.</param>
public sealed record RetryPlan(IReadOnlyList<TimeSpan> After)
{
    /// <summary>What holds when nothing else is said.</summary>
    public static readonly RetryPlan Default = new([TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4)]);

    /// <summary>Slow work is asked how it stands, or begun anew when its server lost it.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <summary>The moment of the next attempt. A twentieth is taken off, so that looks in the same rhythm do not each come a second too early.</summary>
    /// <param name="now">The moment of the outcome.</param>
    /// <param name="attempts">How often it was tried, from 1.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="token">The token of slow work that is kept; null for none.</param>
    internal DateTimeOffset Next(DateTimeOffset now, int attempts, Outcome.TryLater outcome, string? token)
    {
        TimeSpan wait = outcome.After ?? (token is not null || outcome.Token is not null ? AskAgain : After[Math.Min(attempts, After.Count) - 1]);
        return now + wait - (wait / 20);
    }
}
