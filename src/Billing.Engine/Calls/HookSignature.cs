using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Billing.Engine.Calls;

/// <summary>
/// Tells whether a POST is the panel's hook's: <c>t=1785758400,k=panel-1,v1=…</c>, an HMAC-SHA256 over <c>t</c>, a full stop, and the very bytes of the body. Whoever does not
/// know a secret learns nothing from how long the answer takes, not even which names of keys there are.
/// </summary>
internal sealed class HookSignature(IReadOnlyDictionary<string, byte[]> keys)
{
    /// <summary>How far the panel's clock may be from ours.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    private const int Longest = 256, Digest = HMACSHA256.HashSizeInBytes;
    private readonly byte[] nobodys = RandomNumberGenerator.GetBytes(Digest);

    /// <summary>Null: it is genuine and of now. Else what is wrong with it, for the log; nothing of what was sent stands in it.</summary>
    /// <param name="header"><c>X-Billing-Signature</c>, as it came.</param>
    /// <param name="body">The body, as it came.</param>
    /// <param name="now">Our clock.</param>
    public string? Wrong(string? header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (Read(header) is not { } sign) return "it is not signed";
        bool known = keys.TryGetValue(sign.Key, out byte[]? key);
        bool same = CryptographicOperations.FixedTimeEquals(Reckon(known ? key! : nobodys, sign.Moment, body), sign.Digest);
        if (!known) return "it is signed with a key of which panel.hook.keys says nothing";
        if (!same) return "its signature is wrong: the secret in panel.hook.keys is not the one of the panel's hook, or it is not the hook's";
        TimeSpan off = now - sign.At;
        return off.Duration() <= Apart ? null
            : string.Create(CultureInfo.InvariantCulture, $"it was signed {off.Duration().TotalMinutes:0} minutes {(off > TimeSpan.Zero ? "ago" : "ahead")}: it is sent a second time by somebody else, or the panel's clock or ours is wrong");
    }

    private static byte[] Reckon(byte[] key, string moment, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.ASCII.GetBytes(moment + "."));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>The header's parts, each there once; further ones are passed over.</summary>
    private static (string Moment, DateTimeOffset At, string Key, byte[] Digest)? Read(string? header)
    {
        if (header is not { Length: > 0 and <= Longest }) return null;
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (string part in header.Split(','))
            if (part.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at) || !parts.TryAdd(part[..at].Trim(), part[(at + 1)..].Trim())) return null;
        if (!parts.TryGetValue("t", out string? moment) || !parts.TryGetValue("k", out string? key) || !parts.TryGetValue("v1", out string? hex)) return null;
        if (moment.Length is 0 or > 11 || !moment.All(char.IsAsciiDigit) || !HookOptions.IsName(key) || hex.Length != 2 * Digest || !hex.All(char.IsAsciiHexDigitLower)) return null;
        return (moment, DateTimeOffset.FromUnixTimeSeconds(long.Parse(moment, CultureInfo.InvariantCulture)), key, Convert.FromHexString(hex));
    }
}
