using System.Security.Cryptography;
using System.Text;

namespace Billing.Engine.Ledger;

/// <summary>Makes texts fit their columns, in every ledger the same.</summary>
internal static class Fitting
{
    private const int KeyLength = 700, IdLength = 100, WordsBytes = 4096, SaidBytes = 16 * 1024;

    /// <summary>A key as it is stored. One too long for an index (an invoice over a hundred services) keeps its beginning and ends in a digest of all of it.</summary>
    public static string Key(string key) => key.Length <= KeyLength
        ? key
        : $"{key[..(KeyLength - 65)]}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    /// <summary>An identity told from outside, however long, as a digest.</summary>
    public static string Once(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));

    /// <summary>A short name told from outside: as it is, and as a digest when it is longer than 100 characters.</summary>
    public static string Id(string name) => name.Length <= IdLength ? name : Once(name);

    /// <summary>Words that others said, cut to 4 KB, never inside a character.</summary>
    public static string Words(string text) => Cut(text, WordsBytes);

    /// <summary>What a client objects, cut to 16 KB: 4000 characters of any script stay whole.</summary>
    public static string Said(string text) => Cut(text, SaidBytes);

    private static string Cut(string text, int most)
    {
        if (text.Length * 3 <= most || Encoding.UTF8.GetByteCount(text) <= most) return text;
        int bytes = 0, length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > most - 3) break;
            length += rune.Utf16SequenceLength;
        }
        return text[..length] + "…";
    }
}
