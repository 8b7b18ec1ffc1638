using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Braking;

/// <summary>Everything that the rules look at, at one moment.</summary>
/// <param name="Now">Our clock.</param>
/// <param name="Today">The local day.</param>
/// <param name="Options">The limits.</param>
/// <param name="Marks">What was seen before. Read before the panel was, so that what another process saw meanwhile does not look like the panel going back.</param>
internal sealed record Sighting(DateTimeOffset Now, DateOnly Today, BrakeOptions Options, Marks Marks)
{
    /// <summary>The panel; null when it was not, or could not be, read.</summary>
    public SourceReading? Reading { get; init; }

    /// <summary>Why the panel could not be read; null when it was, or nobody asked.</summary>
    public string? Unread { get; init; }

    /// <summary>All clocks but ours.</summary>
    public IReadOnlyList<ClockReading> Clocks { get; init; } = [];

    /// <summary>How far our clock moved beside the time that passed since the last sighting.</summary>
    public TimeSpan Jump { get; init; }

    /// <summary>A run of a later day than today.</summary>
    public RunEntry? LaterRun { get; init; }

    /// <summary>The invoices that we raised last, and whether the panel still has them; null when nobody looked.</summary>
    public IReadOnlyList<(RaisedInvoice Raised, bool There)>? Raised { get; init; }

    /// <summary>Who we are.</summary>
    public Guid Us { get; init; }

    /// <summary>Since when somebody in this process watches payments; null: nobody does.</summary>
    public DateTimeOffset? Watching { get; init; }

    /// <summary>What is in force.</summary>
    public IReadOnlyList<BrakeEntry> InForce { get; init; } = [];

    public bool Holds(BrakeKind kind) => InForce.Any(entry => entry.Kind == kind);
}

/// <summary>What a rule says of a sighting.</summary>
internal abstract record Judgement
{
    private Judgement() { }

    /// <summary>Nobody goes offline.</summary>
    public sealed record Hold(string Why) : Judgement;

    /// <summary>Nothing speaks against it; if the brake was in force, its cause is gone.</summary>
    public sealed record Clear(string Because) : Judgement;

    /// <summary>Nothing speaks for it; but a brake in force is not lifted by that.</summary>
    public sealed record Stays : Judgement;

    public static readonly Judgement AsItIs = new Stays();
}
