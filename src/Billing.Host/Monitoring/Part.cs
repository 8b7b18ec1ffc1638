namespace Billing.Host.Monitoring;

/// <summary>One thing that must be well for the service to do its work.</summary>
/// <param name="Name">A word of ours: <c>ledger</c>.</param>
/// <param name="Well">Whether it is.</param>
/// <param name="Why">One line; no secret, nobody's name.</param>
internal sealed record Part(string Name, bool Well, string Why);
