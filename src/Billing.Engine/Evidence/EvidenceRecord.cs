namespace Billing.Engine.Evidence;

/// <summary>What is to be proved of one step: facts that stay for good, and personal ones that may be erased without breaking the chain.</summary>
/// <param name="Facts">Names and values that say nothing of a person: <c>words</c>, <c>message-id</c>.</param>
/// <param name="Personal">Names and values that do: <c>to</c>, <c>address</c>, <c>agent</c>. In the chain only a salted digest of each stands.</param>
/// <param name="Content">The very bytes that were sent; their digest becomes the fact <c>content</c>. Null for none.</param>
public sealed record Proof(IReadOnlyDictionary<string, string> Facts, IReadOnlyDictionary<string, string> Personal, byte[]? Content = null)
{
    private static readonly Dictionary<string, string> Empty = [];

    /// <summary>Nothing beyond what the record itself says.</summary>
    public static readonly Proof None = new(Empty, Empty);

    /// <summary>Facts alone.</summary>
    public static Proof Of(params (string Name, string Value)[] facts) => new(Dictionary(facts), Empty);

    /// <summary>The same, with one more fact. An empty value is left out.</summary>
    public Proof With(string name, string value) => value.Length == 0 ? this : this with { Facts = new Dictionary<string, string>(Facts, StringComparer.Ordinal) { [name] = value } };

    /// <summary>The same, with one more personal value. An empty value is left out.</summary>
    public Proof WithPersonal(string name, string value) => value.Length == 0 ? this : this with { Personal = new Dictionary<string, string>(Personal, StringComparer.Ordinal) { [name] = value } };

    private static Dictionary<string, string> Dictionary((string Name, string Value)[] pairs) =>
        pairs.Where(pair => pair.Value.Length > 0).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
}

/// <summary>One thing that happened, before it has its place in the chain.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Client">The client it concerns; 0 for none.</param>
/// <param name="Invoice">The invoice it is about; null for none.</param>
/// <param name="Key">The key of the action (the notice) it belongs to; empty for none.</param>
/// <param name="Proof">What can be shown of it.</param>
public sealed record EvidenceRecord(EvidenceKind Kind, int Client, int? Invoice, string Key, Proof Proof)
{
    /// <summary>Its identity where it comes from outside (a report's digest, a webhook's status): a second one is the first one told again, and is left out. Null when it has none.</summary>
    public string? Once { get; init; }
}
