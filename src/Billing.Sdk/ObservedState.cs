namespace Billing.Sdk;

/// <summary>Whether the thing serves its owner at this moment, as its own server says.</summary>
public enum Presence
{
    /// <summary>It is there and works.</summary>
    Online,
    /// <summary>It is there and is held offline; <see cref="ObservedState.Holder"/> says by whom.</summary>
    Suspended,
    /// <summary>It is not on the server.</summary>
    Gone,
    /// <summary>It is there, and the server is changing it (a backup or restore runs).</summary>
    Busy,
    /// <summary>The server could not be asked or its answer not be understood; <see cref="ObservedState.Failure"/> says why.</summary>
    Unknown,
}

/// <summary>Who holds a suspended thing offline.</summary>
public enum Holder
{
    /// <summary>Nobody: it is not suspended.</summary>
    Nobody,
    /// <summary>This service: the marker that it leaves was found.</summary>
    Billing,
    /// <summary>Somebody else (abuse, a person, another system). Never lifted, never overwritten.</summary>
    Other,
}

/// <summary>What a server says about one thing, as far as it matters here.</summary>
/// <param name="Presence">Whether it serves.</param>
/// <param name="Holder">Who suspended it.</param>
/// <param name="Reason">The reason text that the server shows; empty when there is none.</param>
/// <param name="Failure">Why the answer is <see cref="Presence.Unknown"/>; null otherwise.</param>
public sealed record ObservedState(
    Presence Presence, Holder Holder = Holder.Nobody, string Reason = "", AdapterOutcome? Failure = null);
