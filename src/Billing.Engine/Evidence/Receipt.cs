namespace Billing.Engine.Evidence;

/// <summary>What a client keeps of something that it said on one of our pages.</summary>
/// <param name="At">When it was recorded, in the policy's zone.</param>
/// <param name="Entry">Its number in the evidence.</param>
/// <param name="Hash">That entry's hash.</param>
public sealed record Receipt(DateTimeOffset At, long Entry, string Hash)
{
    /// <summary>It adds to something said before.</summary>
    public bool Added { get; init; }

    /// <summary>The receipt of an entry.</summary>
    public static Receipt Of(EvidenceEntry entry, TimeZoneInfo zone) => new(TimeZoneInfo.ConvertTime(entry.Says.At, zone), entry.Number, entry.Hash);
}
