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

/// <summary>The accounts of one server that are suspended, or why they cannot be told.</summary>
/// <param name="Accounts">All of them, in any order; empty when there are none, and when <paramref name="Failure"/> says why nothing is known.</param>
/// <param name="Failure">Why the server could not be asked or its answer not be understood; null when <paramref name="Accounts"/> is the whole truth.
/// <see cref="FailureKind.PermissionMissing"/> and <see cref="FailureKind.Unsupported"/> mean that this server never tells: its services are then looked at one by one.</param>
public sealed record SuspendedList(IReadOnlyList<SuspendedAccount> Accounts, AdapterOutcome? Failure = null);

/// <summary>A suspended account, as its server lists it.</summary>
/// <param name="Username">Its name on the server.</param>
/// <param name="Domain">Its main domain; empty when the list does not say it.</param>
/// <param name="Holder">Who holds it: <see cref="Holder.Billing"/> when Billing's marker is in the reason, else <see cref="Holder.Other"/>.</param>
/// <param name="Reason">The reason that the server shows; empty when there is none.</param>
public sealed record SuspendedAccount(string Username, string Domain, Holder Holder, string Reason);
