using System.Text;
using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;

namespace Billing.Engine.Tracking;

/// <summary>Links in notices whose use is recorded, and the addresses to which notices come back: what signs them, and where they lead.</summary>
public sealed record LinkOptions
{
    /// <summary>A key signs for that many characters at least.</summary>
    public const int LeastKey = 32;

    /// <summary>Where clients reach our pages, ending in a slash; null when there are none: then links lead straight to the panel, and only addresses are signed.</summary>
    public Uri? Url { get; init; }

    /// <summary>References to the keys, by a letter each, the one that signs first.</summary>
    public required IReadOnlyList<KeyValuePair<char, string>> Keys { get; init; }

    /// <summary>Days for which a link leads somewhere.</summary>
    public required int Days { get; init; }

    /// <summary>Whether a mail carries a picture that tells when it is opened.</summary>
    public required bool Pictures { get; init; }

    /// <summary>Countries (two letters) to whose clients no such picture is sent.</summary>
    public required IReadOnlyList<string> NoPicturesIn { get; init; }

    /// <summary>Hosts to which links may lead, beside the panel's and the provider's.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The ring.</summary>
    /// <exception cref="SecretException">A key is not where the configuration says, or too short.</exception>
    public Tokens Tokens(SecretSource secrets) => new([.. Keys.Select(key => KeyValuePair.Create(key.Key, Key(secrets, key.Value)))]);

    private static byte[] Key(SecretSource secrets, string reference)
    {
        string key = secrets.Resolve(reference).Reveal();
        return key.Length >= LeastKey ? Encoding.UTF8.GetBytes(key)
            : throw new SecretException($"{reference} is too short to sign links: make one with `openssl rand -hex 32`");
    }

    internal IEnumerable<Problem> Check(string file, string path)
    {
        if (Keys.Count == 0) yield return new(file, $"{path}.keys", "no key is named", "Write \"keys\": { \"a\": \"env:BILLING_LINK_KEY\" }");
        if (Url is not null && Link.Web(Url.AbsoluteUri).Length == 0) yield return new(file, $"{path}.url", "this is no web address", "Write where clients reach our pages, beginning with https://");
    }
}
