namespace Billing.Engine.Ledger;

/// <summary>
/// What the other end of a channel calls our messages and clients, and what it told us about itself. It proves nothing (that is the evidence's part); without it
/// an answer that names only a number or a message could not be put down to a client.
/// </summary>
public interface IChannelBook
{
    /// <summary>Keeps the other end's name of a message. The first one stays.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="id">The name; kept as a digest only, because it may have the address in it.</param>
    /// <param name="message">Which notice it is.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task KeepMessageAsync(string channel, string id, SentMessage message, CancellationToken cancel);

    /// <summary>The notice that the other end calls so; null when it is none of ours.</summary>
    Task<SentMessage?> FindMessageAsync(string channel, string id, CancellationToken cancel);

    /// <summary>Keeps an address of a client, and how it is reached there. <see cref="Reach.Stopped"/> stays whatever comes after it, and <see cref="Reach.Unknown"/> changes nothing that is known.</summary>
    Task KeepPersonAsync(ChannelPerson person, CancellationToken cancel);

    /// <summary>Everybody who is, or was, written to at that address.</summary>
    Task<IReadOnlyList<ChannelPerson>> PeopleAtAsync(string channel, string address, CancellationToken cancel);

    /// <summary>All addresses of a client.</summary>
    Task<IReadOnlyList<ChannelPerson>> PeopleOfAsync(string channel, int client, CancellationToken cancel);

    /// <summary>Everybody written to from that moment on.</summary>
    Task<IReadOnlyList<ChannelPerson>> PeopleSinceAsync(string channel, DateTimeOffset since, CancellationToken cancel);

    /// <summary>Keeps what the other end told about itself, by a name; an empty value forgets it.</summary>
    Task KeepStateAsync(string channel, string name, string value, CancellationToken cancel);

    /// <summary>All that is kept of it.</summary>
    Task<IReadOnlyDictionary<string, string>> StatesAsync(string channel, CancellationToken cancel);
}

/// <summary>A notice that went out.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Client">Its client.</param>
/// <param name="Invoice">Its invoice; null for none.</param>
public sealed record SentMessage(string Key, int Client, int? Invoice);

/// <summary>An address as a channel's other end knows it.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Address">The address: digits of a number, or the other end's own name of a person.</param>
/// <param name="Client">Whose; 0 while nobody knows.</param>
/// <param name="Written">As the panel has it.</param>
/// <param name="Reach">How it is reached there.</param>
/// <param name="At">When it was last written to.</param>
public sealed record ChannelPerson(string Channel, string Address, int Client, string Written, Reach Reach, DateTimeOffset At);

/// <summary>Whether a message to an address arrives, and whether it may be sent.</summary>
public enum Reach
{
    /// <summary>Nobody knows.</summary>
    Unknown,
    /// <summary>One arrived.</summary>
    Works,
    /// <summary>None arrives.</summary>
    Fails,
    /// <summary>Whoever reads there asked for no more.</summary>
    Stopped,
}
