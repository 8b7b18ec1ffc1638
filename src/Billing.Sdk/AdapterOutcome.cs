namespace Billing.Sdk;

/// <summary>
/// What came of asking a server for a change. Never a bare yes or no: whether the request may have arrived decides what may follow.
/// </summary>
public abstract record AdapterOutcome
{
    private AdapterOutcome() { }

    /// <summary>The world was changed by this call, and an observation afterwards agrees.</summary>
    /// <param name="Details">What an administrator may read about it; at most a few kilobytes, no secret.</param>
    public sealed record Changed(string Details = "") : AdapterOutcome;

    /// <summary>It was already as wanted; nothing was sent that changes anything.</summary>
    /// <param name="Details">What was seen.</param>
    public sealed record AlreadySo(string Details = "") : AdapterOutcome;

    /// <summary>The server works on it. The engine asks again with the token (<see cref="ICanPoll"/>); nobody waits.</summary>
    /// <param name="Token">What the adapter needs to ask again; stored by the engine, no secret.</param>
    /// <param name="PollAfter">When to ask again at the earliest.</param>
    public sealed record Pending(string Token, TimeSpan PollAfter) : AdapterOutcome;

    /// <summary>It will not work however often it is repeated; a person has to look.</summary>
    public sealed record Refused(FailureKind Kind, string Message) : AdapterOutcome;

    /// <summary>Nothing happened, and it may be repeated.</summary>
    /// <param name="RetryAfter">When, if the server said so.</param>
    public sealed record Failed(FailureKind Kind, string Message, TimeSpan? RetryAfter = null) : AdapterOutcome;

    /// <summary>The request may have arrived and nobody knows what it did (time-out, cut connection). Observe before anything else.</summary>
    public sealed record Unknown(string Message) : AdapterOutcome;

    /// <summary>Somebody else changed the same thing meanwhile; it was left as it is.</summary>
    /// <param name="Current">What was found.</param>
    public sealed record Conflict(string Current) : AdapterOutcome;
}

/// <summary>Why something did not happen, in kinds that the engine treats differently.</summary>
public enum FailureKind
{
    /// <summary>The account, zone or project is not on the server.</summary>
    NotFound,
    /// <summary>It is there but belongs to somebody else, or the panel's name and domain do not agree with the server's.</summary>
    NotOwned,
    /// <summary>The credentials are wrong or expired. Stops all calls to that server until an admin acts.</summary>
    AuthFailed,
    /// <summary>The credentials are right but may not do this.</summary>
    PermissionMissing,
    /// <summary>A lock that only a higher role may lift.</summary>
    LockedByOther,
    /// <summary>Suspended by somebody else; their hold is never touched.</summary>
    HeldByOther,
    /// <summary>The server is working on the same thing already.</summary>
    Busy,
    /// <summary>Too many requests.</summary>
    RateLimited,
    /// <summary>No connection could be made; nothing was sent.</summary>
    Unreachable,
    /// <summary>The certificate is neither trusted nor the pinned one.</summary>
    TlsUntrusted,
    /// <summary>The answer could not be understood.</summary>
    BadResponse,
    /// <summary>The server says the request is wrong.</summary>
    InvalidInput,
    /// <summary>This adapter or this server cannot do it.</summary>
    Unsupported,
    /// <summary>The server's disk is full.</summary>
    NoSpace,
    /// <summary>Something that must be true before was not (no verified backup, for example).</summary>
    Precondition,
}
