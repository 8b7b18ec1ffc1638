using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Engine.Panel;

/// <summary>A panel whose own settings and contents can be examined for what would fight with ours. All of it changes nothing.</summary>
public interface IExaminablePanel
{
    /// <summary>What there is to be looked at under that policy; nothing is asked yet.</summary>
    /// <param name="policy">Ours, with which the panel's settings are compared.</param>
    /// <param name="today">The local day.</param>
    IReadOnlyList<Examination> Examinations(BillingPolicy policy, DateOnly today);

    /// <summary>
    /// Every client that is not closed and has something that is not over: how it is reached, and what of it lives where. One stream, read page by page; no query
    /// and no call for each client.
    /// </summary>
    IAsyncEnumerable<ClientReach> ReadReachAsync(CancellationToken cancel);
}

/// <summary>How a client is reached.</summary>
/// <param name="Client">Its number.</param>
/// <param name="Email">The mailbox that notices go to; empty for none.</param>
/// <param name="Phone">The telephone as the panel has it; null where the panel cannot be asked for everybody's.</param>
/// <param name="Country">Two letters.</param>
/// <param name="Agreed">Agreed to be written to by WhatsApp.</param>
/// <param name="Hosted">What of its own an adapter can take offline, each with its domain name.</param>
public sealed record ClientReach(int Client, string Email, string? Phone, string Country, bool Agreed, IReadOnlyList<HostedName> Hosted);

/// <summary>A name that is gone when a service is offline.</summary>
/// <param name="Target">The service.</param>
/// <param name="Domain">Its domain name, without a dot at its end.</param>
public sealed record HostedName(Target Target, string Domain);
