namespace Billing.Engine.Tracking;

/// <summary>How hits are judged and how many are kept in full.</summary>
public sealed record JudgingOptions
{
    /// <summary>As the shipped file has it.</summary>
    public static JudgingOptions Default { get; } = new() { Soon = TimeSpan.FromSeconds(10), SweepClients = 5, HitsAnHour = 100 };

    /// <summary>A hit earlier than this after the notice was accepted is a machine's.</summary>
    public required TimeSpan Soon { get; init; }

    /// <summary>An address that hits notices of so many clients within a minute is a machine's.</summary>
    public required int SweepClients { get; init; }

    /// <summary>So many hits of one link are kept in full within an hour; of further ones only the number, a minute at a time.</summary>
    public required int HitsAnHour { get; init; }

    /// <summary>The admin's list of networks of machines; null for none.</summary>
    public string? Networks { get; init; }
}
