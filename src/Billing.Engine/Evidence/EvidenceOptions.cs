namespace Billing.Engine.Evidence;

/// <summary>How long personal values are kept, and who confirms the chain.</summary>
/// <param name="PersonalDays">Days after which addresses, words of clients and the messages themselves are erased; null for never. The chain stays.</param>
/// <param name="Stamps">The address of a time-stamping authority (RFC 3161) that confirms the end of the chain after each daily run; null for none.</param>
public sealed record EvidenceOptions(int? PersonalDays, Uri? Stamps)
{
    /// <summary>Ten years, as business records are kept; nobody confirms.</summary>
    public static readonly EvidenceOptions Default = new(3650, null);
}

/// <summary>Looks after the evidence once a day: erases what is too old, has the end of the chain confirmed.</summary>
/// <param name="options">What is set up.</param>
/// <param name="evidence">The chain.</param>
/// <param name="time">The clock.</param>
public sealed class EvidenceKeeping(EvidenceOptions options, IEvidence evidence, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Erases personal values that are too old.</summary>
    /// <returns>Of how many entries.</returns>
    public Task<int> EraseAsync(CancellationToken cancel) => options.PersonalDays is { } days
        ? evidence.EraseAsync(null, time.GetUtcNow().AddDays(-days), $"kept for {days} days", cancel) : Task.FromResult(0);

    /// <summary>Has the end of the chain confirmed.</summary>
    /// <returns>The moment that the authority wrote; null when none is set up, or there is nothing new.</returns>
    /// <exception cref="EvidenceException">It could not be had now.</exception>
    public async Task<DateTimeOffset?> StampAsync(CancellationToken cancel)
    {
        if (options.Stamps is not { } authority) return null;
        using HttpClient http = new() { Timeout = Patience };
        return await new Stamping(authority, http).StampAsync(evidence, cancel);
    }
}
