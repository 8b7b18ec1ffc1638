using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Engine.Tracking;

namespace Billing.Engine.Objecting;

/// <summary>
/// Signs what a client is asked to confirm: that link, that very text, for an hour. Only a text that comes back with it is taken; what submits forms without
/// reading what comes back never gets there.
/// </summary>
/// <param name="tokens">The ring of keys.</param>
/// <param name="time">The clock.</param>
public sealed class Confirmations(Tokens tokens, TimeProvider time)
{
    private const string Purpose = "objection";
    private static readonly TimeSpan Valid = TimeSpan.FromHours(1), Ahead = TimeSpan.FromMinutes(1);

    /// <summary>The word to be sent back with the text.</summary>
    /// <param name="id">The identity in the link.</param>
    /// <param name="text">What the client wrote.</param>
    public string Make(string id, string text)
    {
        long made = time.GetUtcNow().ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{made}.{tokens.Sign(Purpose, Said(id, text, made))}");
    }

    /// <summary>Whether that word was made for that link and text, less than an hour ago.</summary>
    public bool Confirms(string word, string id, string text)
    {
        if (word.Length > 100 || word.Split('.') is not [var moment, var signature] || !long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out long made)) return false;
        long age = time.GetUtcNow().ToUnixTimeSeconds() - made;
        return age < Valid.TotalSeconds && age > -Ahead.TotalSeconds && tokens.Signed(Purpose, Said(id, text, made), signature);
    }

    private static string Said(string id, string text, long made) =>
        string.Create(CultureInfo.InvariantCulture, $"{id}|{made}|{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
}
