namespace Billing.Engine.Simulation;

/// <summary>A clock that stands still until it is moved, and never goes back.</summary>
public sealed class VirtualClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset now = now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Moves it to an instant; an earlier one leaves it where it is.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        if (instant > now) now = instant;
    }
}
