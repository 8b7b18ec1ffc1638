using System.Globalization;
using System.Text;

namespace Billing.Engine.Channels;

/// <summary>Text that others wrote (names, lines, answers), fit for one line: nothing in it ends a line, turns the direction of writing, or is half a character.</summary>
internal static class PlainText
{
    public static string Of(string text, string newLine = " ")
    {
        StringBuilder plain = new(text.Length);
        foreach (Rune rune in text.ReplaceLineEndings("\n").Trim().EnumerateRunes())
        {
            if (rune.Value == '\n') plain.Append(newLine);
            else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) plain.Append(' ');
            else if (!TurnsDirection(rune)) plain.Append(rune);
        }
        return plain.ToString();
    }

    /// <summary>On one line, without double spaces, and no longer than that.</summary>
    public static string Line(string text, int atMost)
    {
        string line = string.Join(' ', Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= atMost) return line;
        int end = char.IsHighSurrogate(line[atMost - 2]) ? atMost - 2 : atMost - 1;
        return line[..end] + "…";
    }

    private static bool TurnsDirection(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}

/// <summary>Addresses that may stand in a link.</summary>
internal static class Link
{
    /// <summary>The address if it is one of the web; else nothing, so that no <c>javascript:</c> gets into a notice.</summary>
    public static string Web(string address) =>
        Uri.TryCreate(address.Trim(), UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" ? PlainText.Of(address) : "";
}
