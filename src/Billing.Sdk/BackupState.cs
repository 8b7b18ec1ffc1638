namespace Billing.Sdk;

/// <summary>Whether a backup is where it should be.</summary>
public enum BackupPresence
{
    /// <summary>It is there, as far as the server can tell without restoring it.</summary>
    There,
    /// <summary>It is not there, or what is there is no backup of that thing any more.</summary>
    Gone,
    /// <summary>That could not be found out; <see cref="BackupState.Failure"/> says why.</summary>
    Unknown,
}

/// <summary>What an adapter found of a backup: <see cref="ICanCheckBackups"/>.</summary>
/// <param name="Presence">Whether it is there.</param>
/// <param name="Size">In bytes; null when the server does not say.</param>
/// <param name="CheckedAt">The moment of the look, by the adapter's clock; null when none was possible.</param>
/// <param name="Failure">Why nothing is known.</param>
public sealed record BackupState(BackupPresence Presence, long? Size = null, DateTimeOffset? CheckedAt = null, AdapterOutcome? Failure = null);
