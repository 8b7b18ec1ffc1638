using System.Security.Cryptography;
using System.Text;

namespace Billing.Engine.Tracking;

/// <summary>What a token may be used for. One made for a purpose is none for another.</summary>
public enum TokenPurpose
{
    /// <summary>The picture that a mail program loads.</summary>
    Open,
    /// <summary>The way to where the invoice is paid.</summary>
    Pay,
    /// <summary>The page on which the client objects.</summary>
    Object,
    /// <summary>The address to which an undeliverable notice comes back.</summary>
    Bounce,
    /// <summary>The address to which a receipt comes.</summary>
    Receipt,
    /// <summary>The page on which the client promises to pay later.</summary>
    Promise,
    /// <summary>The page on which the client asks for what was terminated back.</summary>
    Recover,
}

/// <summary>
/// Short signed tokens: a letter for the key, a letter for the purpose, the identity of a notice's links, and 80 bits of HMAC-SHA256 over all of it. Lower-case
/// letters and digits only, because scanners and mail servers change the case of what passes through them. Nothing of a person is in it.
/// </summary>
/// <param name="keys">The ring, by a letter each: the first one signs, all of them verify.</param>
public sealed class Tokens(IReadOnlyList<KeyValuePair<char, byte[]>> keys)
{
    /// <summary>Characters of an identity: 120 bits.</summary>
    public const int IdLength = 24;

    /// <summary>Characters of a token.</summary>
    public const int Length = 2 + IdLength + MacLength;

    private const int MacLength = 16;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly IReadOnlyList<(TokenPurpose Purpose, char Letter)> Letters =
        [(TokenPurpose.Open, 'o'), (TokenPurpose.Pay, 'p'), (TokenPurpose.Object, 'j'), (TokenPurpose.Bounce, 'b'), (TokenPurpose.Receipt, 'r'), (TokenPurpose.Promise, 'm'), (TokenPurpose.Recover, 'v')];

    /// <summary>A new identity, random.</summary>
    public static string NewId() => Base32(RandomNumberGenerator.GetBytes(IdLength * 5 / 8));

    /// <summary>The token of that identity for that purpose, 42 characters.</summary>
    public string Make(TokenPurpose purpose, string id)
    {
        (char name, byte[] key) = keys[0];
        char letter = Letters.First(each => each.Purpose == purpose).Letter;
        return $"{name}{letter}{id}{Mac(key, name, letter, id)}";
    }

    /// <summary>The identity in a token of that purpose; null for one that is forged, cut, changed or made for another purpose.</summary>
    public string? Read(TokenPurpose purpose, string? token)
    {
        if (token is not { Length: 2 + IdLength + MacLength }) return null;
        string small = token.ToLowerInvariant(), id = small.Substring(2, IdLength);
        char letter = Letters.First(each => each.Purpose == purpose).Letter;
        if (small[1] != letter || keys.FirstOrDefault(key => key.Key == small[0]).Value is not { } secret) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(secret, small[0], letter, id)), Encoding.UTF8.GetBytes(small[(2 + IdLength)..])) ? id : null;
    }

    /// <summary>What a token says it is for, without believing it; null when it says nothing.</summary>
    public static TokenPurpose? Claimed(string? token) =>
        token is { Length: 2 + IdLength + MacLength } ? Letters.Where(each => each.Letter == char.ToLowerInvariant(token[1])).Select(each => (TokenPurpose?)each.Purpose).FirstOrDefault() : null;

    /// <summary>Signs a text for a purpose that is no link's: the key's letter, and 160 bits.</summary>
    public string Sign(string purpose, string text) => $"{keys[0].Key}{Signature(keys[0].Value, purpose, text)}";

    /// <summary>Whether that was signed so, by one of our keys.</summary>
    public bool Signed(string purpose, string text, string signature) => signature.Length > 1 && keys.FirstOrDefault(key => key.Key == signature[0]).Value is { } secret
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Signature(secret, purpose, text)), Encoding.UTF8.GetBytes(signature[1..]));

    private static string Signature(byte[] key, string purpose, string text) => Base32(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"billing {purpose} form v1|{text}")).AsSpan(0, 20));

    private static string Mac(byte[] key, char name, char letter, string id) =>
        Base32(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"billing link v1|{name}|{letter}|{id}")).AsSpan(0, MacLength * 5 / 8));

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length * 8 / 5);
        int buffer = 0, bits = 0;
        foreach (byte each in bytes)
        {
            buffer = (buffer << 8) | each;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }
        return text.ToString();
    }
}
