using System.Text;
using Billing.Engine.Configuration;

namespace Billing.Engine.Calls;

/// <summary>What the panel's hook signs with: references to its keys, by their names. While a key is changed there are two.</summary>
public sealed record HookOptions(IReadOnlyList<KeyValuePair<string, string>> Keys)
{
    /// <summary>A secret has that many characters at least.</summary>
    public const int LeastSecret = 32;

    /// <summary>A key's name has that many characters at most.</summary>
    public const int LongestName = 64;

    /// <summary>Whether that may be a key's name: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '_' or '-');

    /// <summary>A secret's bytes.</summary>
    /// <exception cref="SecretException">It is not where the configuration says, or too short.</exception>
    public static byte[] Secret(SecretSource secrets, string reference)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        string secret = secrets.Resolve(reference).Reveal();
        return secret.Length >= LeastSecret ? Encoding.UTF8.GetBytes(secret)
            : throw new SecretException($"{reference} is too short to sign with: make one with `openssl rand -hex 32`, and give it to the panel's hook as well");
    }

    /// <summary>What verifies what the hook sends.</summary>
    /// <exception cref="SecretException">A secret is not where the configuration says, or too short.</exception>
    internal HookSignature Signature(SecretSource secrets) => new(Keys.ToDictionary(key => key.Key, key => Secret(secrets, key.Value), StringComparer.Ordinal));
}
