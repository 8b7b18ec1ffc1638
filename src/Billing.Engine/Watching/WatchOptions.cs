namespace Billing.Engine.Watching;

/// <summary>How the panel is watched.</summary>
/// <param name="ListEvery">How often the open invoices are looked at of those of whom something is offline because of us, and stragglers are looked for.</param>
/// <param name="Patience">How long one question to the panel may take before the check counts as failed.</param>
public sealed record WatchOptions(TimeSpan ListEvery, TimeSpan Patience)
{
    /// <summary>So many numbers back each look reads again: a row can become visible after one with a larger number.</summary>
    public int Tail { get; init; } = 100;

    /// <summary>And so long back, whenever the list is looked at.</summary>
    public TimeSpan Straggling { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>But no more numbers than these: a nightly job of the panel may write thousands of lines a minute.</summary>
    public int MostStraggling { get; init; } = 5000;

    /// <summary>In so many looks at the list each client's invoices are asked for afresh; between, only those that are known are looked at, which is cheaper.</summary>
    public int Rounds { get; init; } = 180;
}

/// <summary>How the last look for payments ended.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Failed">Why it failed, in one line; null when it did not.</param>
public sealed record LastCheck(DateTimeOffset At, string? Failed);
