namespace Billing.Core.Decisions;

/// <summary>What brings us to look at a client.</summary>
public enum Occasion
{
    /// <summary>The run of a day: everything that is due.</summary>
    Run,
    /// <summary>
    /// Something happened outside (a payment, most of the time). A hold ends at once, and what follows from that is done; nothing negative
    /// begins, and no reminder goes out, before the next run (policy §5.8).
    /// </summary>
    Look,
}
