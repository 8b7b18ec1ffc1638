using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Engine.Tracking;

/// <summary>
/// Signs what a client is asked to confirm on a page: that link, that very text, for an hour. Only a text that comes back with it is taken; what submits forms
/// without reading what comes back never gets there.
/// </summary>
/// <param name="tokens">The ring of keys.</param>
/// <param name="time">The clock.</param>
/// <param name="purpose">Which page asks: one page's word is none for another.</param>
public sealed class Confirmations(Tokens tokens, TimeProvider time, string purpose = Confirmations.OfObjections)
{
    /// <summary>The page on which a client objects.</summary>
    public const string OfObjections = "objection";

    /// <summary>The page on which a client promises to pay.</summary>
    public const string OfPromises = "promise";

    /// <summary>The page on which a client asks for something terminated back.</summary>
    public const string OfRecoveries = "recovery";

    private static readonly TimeSpan Valid = TimeSpan.FromHours(1), Ahead = TimeSpan.FromMinutes(1);

    /// <summary>The word to be sent back with the text.</summary>
    /// <param name="id">The identity in the link.</param>
    /// <param name="text">What the client wrote.</param>
    public string Make(string id, string text)
    {
        long made = time.GetUtcNow().ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{made}.{tokens.Sign(purpose, Said(id, text, made))}");
    }

    /// <summary>Whether that word was made for that link and text, less than an hour ago.</summary>
    public bool Confirms(string word, string id, string text)
    {
        if (word.Length > 100 || word.Split('.') is not [var moment, var signature] || !long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out long made)) return false;
        long age = time.GetUtcNow().ToUnixTimeSeconds() - made;
        return age < Valid.TotalSeconds && age > -Ahead.TotalSeconds && tokens.Signed(purpose, Said(id, text, made), signature);
    }

    private static string Said(string id, string text, long made) =>
        string.Create(CultureInfo.InvariantCulture, $"{id}|{made}|{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
}
