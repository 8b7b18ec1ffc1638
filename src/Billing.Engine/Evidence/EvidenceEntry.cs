namespace Billing.Engine.Evidence;

/// <summary>One entry of the chain, as it was written.</summary>
/// <param name="Number">Its place, from 1, without gaps.</param>
/// <param name="Body">The text that is hashed: JSON with the number, the moment, the kind, whom and what it is about, the facts, and a digest of each personal value.</param>
/// <param name="Hash">SHA-256 of the hash before it and the body, 64 hexadecimal digits.</param>
/// <param name="Personal">The personal values with their salts, as JSON; null when there are none, or they were erased.</param>
public sealed record EvidenceEntry(long Number, string Body, string Hash, string? Personal)
{
    private Statement? read;

    /// <summary>What it says.</summary>
    /// <exception cref="EvidenceException">It cannot be read.</exception>
    public Statement Says => read ??= Chain.Read(this);
}

/// <summary>What an entry says.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Client">The client; 0 for none.</param>
/// <param name="Invoice">The invoice; null for none.</param>
/// <param name="Key">The action's key; empty for none.</param>
/// <param name="Facts">What stays for good.</param>
/// <param name="Personal">The personal values; null for one that was erased.</param>
public sealed record Statement(
    DateTimeOffset At, EvidenceKind Kind, int Client, int? Invoice, string Key, IReadOnlyDictionary<string, string> Facts, IReadOnlyDictionary<string, string?> Personal)
{
    /// <summary>It is about a copy of the notice, which others got: it says nothing of the client.</summary>
    public bool OfCopy => Facts.GetValueOrDefault("recipient") == "copy";

    /// <summary>A fact, or a personal value that is still there; empty when there is none.</summary>
    public string this[string name] => Facts.GetValueOrDefault(name) ?? Personal.GetValueOrDefault(name) ?? "";
}

/// <summary>The end of the chain.</summary>
/// <param name="Number">The last entry's number; 0 for an empty chain.</param>
/// <param name="Hash">Its hash; 64 zeros for an empty chain.</param>
public sealed record EvidenceHead(long Number, string Hash);

/// <summary>An entry of the evidence cannot be read: it was changed by something else than this service.</summary>
public sealed class EvidenceException(string message, Exception? inner = null) : Exception(message, inner);
