using Billing.Engine.Doctor.Dns;

namespace Billing.Engine.Doctor.Mail;

/// <summary>Whether the record of our signing key is there, and is that key's (DKIM, RFC 6376). Where we do not sign there is nothing to compare.</summary>
internal static class DkimCheck
{
    private static readonly FindingKind Missing = new("dkim-missing", Severity.Warning,
        "We sign with a key that nobody finds: the signature counts for nothing, and later it proves nothing of what was sent.",
        "Add the text record `SELECTOR._domainkey.DOMAIN` with the public half of the key, or take `dkim` out.");

    private static readonly FindingKind Other = new("dkim-other-key", Severity.Warning,
        "Receivers check our signature with another key and find it forged: many refuse such mail.",
        "Write the public half of the key that signs into the record, or sign with the key that is in it. A new key gets a new selector.");

    private static readonly FindingKind Revoked = new("dkim-revoked", Severity.Warning,
        "The record says that this key is no longer valid, so every signature of ours is refused.", "Make a new key with a new selector, publish it, and name both in `dkim`.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Missing, Other, Revoked];

    public static async Task<IEnumerable<Finding>> LookAsync(MailSetUp mail, NameServer names, CancellationToken cancel)
    {
        if (mail.Key is not { } key) return [];
        NameAnswer<string> texts = await names.TextsAsync(key.Name, cancel);
        if (texts.Failed is { } why) return [SpfCheck.Unseen(key.Name, why)];
        string[] keys = [.. texts.Records.Select(text => Tags.Of(text).GetValueOrDefault("p")).OfType<string>()];
        if (keys.Length == 0) return [new Finding(Missing, $"there is no record of the key that signs, {key.Selector} of {key.Domain}", key.Name)];
        if (keys.Contains(key.Public)) return [];
        return keys.All(each => each.Length == 0) ? [new Finding(Revoked, $"the key {key.Selector} of {key.Domain} is revoked", key.Name)]
            : [new Finding(Other, $"the record of {key.Selector} of {key.Domain} has another key than the one that signs", key.Name)];
    }
}

/// <summary>The form that records of mail share: <c>v=DMARC1; p=reject</c>.</summary>
internal static class Tags
{
    /// <summary>The values by their small-lettered names; blanks in them, which long keys have, are dropped.</summary>
    public static Dictionary<string, string> Of(string text)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        foreach (string part in text.Split(';'))
            if (part.IndexOf('=', StringComparison.Ordinal) is > 0 and int at)
                tags.TryAdd(part[..at].Trim().ToLowerInvariant(), string.Concat(part[(at + 1)..].Where(letter => !char.IsWhiteSpace(letter))));
        return tags;
    }
}
