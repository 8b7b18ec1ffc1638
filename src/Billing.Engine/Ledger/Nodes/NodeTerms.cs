namespace Billing.Engine.Ledger.Nodes;

/// <summary>One of several nodes that work with one ledger.</summary>
/// <param name="Name">Its own: no other node has it.</param>
/// <param name="Version">The program's, for a person.</param>
public sealed record NodeTerms(string Name, string Version)
{
    /// <summary>How long a lease is good without being renewed, by the database's clock.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often all of this node's are renewed.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>So long after the last renewal, by our own steady clock, nothing new begins: well before the lease is over for the others.</summary>
    public TimeSpan Trust { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many clients one part of a daily run carries.</summary>
    public int ClientsARange { get; init; } = 200;

    /// <summary>The steady clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Takes a line for operators.</summary>
    public Action<string> Says { get; init; } = _ => { };
}
