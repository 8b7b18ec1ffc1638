using System.Collections.Immutable;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Evidence;
using Billing.Engine.Panel;

namespace Billing.Engine.Channels;

/// <summary>A voice: one way to reach a client. Never retries; what was handed over and not answered is in doubt, and stays so.</summary>
public interface INoticeChannel
{
    /// <summary>Its name in the policy: <c>email</c>.</summary>
    string Name { get; }

    /// <summary>Whether the client's contacts for billing get a copy of what it says about an invoice.</summary>
    bool WritesToContacts => false;

    /// <summary>Waits a few seconds at most until a notice to that client may begin; null when it may, else why not now. Asked before the notice is made.</summary>
    Task<ChannelOutcome.TryLater?> TurnAsync(Client client, CancellationToken cancel) => Task.FromResult<ChannelOutcome.TryLater?>(null);

    /// <summary>
    /// Hands the notice over. <paramref name="handOver"/> is called once, immediately before the part that cannot be taken back, with what will be sent to whom;
    /// until then a failure means that nothing was sent.
    /// </summary>
    Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel);
}

/// <summary>What is to be told, to whom.</summary>
/// <param name="Key">The action's key; identity of the message (its Message-ID is made from it).</param>
/// <param name="Name">The notice's name in the policy.</param>
/// <param name="Client">Who is told.</param>
/// <param name="Invoice">The invoice it is about; null for notices about none.</param>
/// <param name="Services">The services it tells of, by the names the client knows.</param>
/// <param name="Next">What happens next if nothing changes, in order: the act's word in the policy and the day.</param>
/// <param name="Values">Further values of this notice by name (the new cycle, for example).</param>
public sealed record Notice(
    string Key, string Name, Client Client, InvoiceSheet? Invoice, IReadOnlyList<string> Services,
    IReadOnlyList<(string Act, DateOnly On)> Next, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>How the policy counts to the day of an act, by the act's word: where it counts business days and nothing moved the day, so that the notice can say so.</summary>
    public IReadOnlyDictionary<string, Moment> Counted { get; init; } = ImmutableDictionary<string, Moment>.Empty;

    /// <summary>Where its links lead, kept under their identity; null when links are not set up.</summary>
    public NoticeLinks? Links { get; init; }

    /// <summary>Whom the panel copies into the client's billing mail: addresses as they are written there.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];
}

/// <summary>What the channel's other end said.</summary>
public abstract record ChannelOutcome(string Words)
{
    /// <summary>What can be shown of it beyond the words; null for nothing.</summary>
    public Proof? Proof { get; init; }

    /// <summary>It took responsibility; the words are its answer.</summary>
    public sealed record Accepted(string Words) : ChannelOutcome(Words);

    /// <summary>This recipient or this message will never be taken.</summary>
    public sealed record Refused(string Words) : ChannelOutcome(Words)
    {
        /// <summary>The address, when it is one that does not exist: nothing will ever arrive there. Null otherwise.</summary>
        public string? DeadAddress { get; init; }
    }

    /// <summary>Nothing was sent; later it may work.</summary>
    public sealed record TryLater(string Words) : ChannelOutcome(Words)
    {
        /// <summary>How long to wait; null leaves it to the ledger's plan.</summary>
        public TimeSpan? After { get; init; }

        /// <summary>The other end was lost, and said nothing of the message.</summary>
        internal bool Lost { get; init; }
    }

    /// <summary>It was handed over, and no answer came.</summary>
    public sealed record InDoubt(string Words) : ChannelOutcome(Words);
}
