using System.Net;

namespace Billing.Whmcs.Mapping;

/// <summary>Texts as the panel stores them: with HTML entities in names, and with three dialects of "yes".</summary>
internal static class PanelText
{
    /// <summary>The text as a person wrote it: <c>O&amp;#039;Brien</c> is O'Brien. Surrounding blanks are dropped.</summary>
    public static string Plain(string? text) => text is null ? "" : (text.Contains('&') ? WebUtility.HtmlDecode(text) : text).Trim();

    /// <summary>The text as the panel's tables can hold it: they know no character beyond the first 65536 (an emoji), and end the text at the first one.</summary>
    public static string Storable(string text) =>
        text.Any(char.IsSurrogate) ? string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp ? rune.ToString() : "\uFFFD")) : text;

    /// <summary>The client as addressed: the company if there is one, else the person.</summary>
    public static string Name(string? company, string? first, string? last) =>
        Plain(company) is { Length: > 0 } name ? name : $"{Plain(first)} {Plain(last)}".Trim();

    /// <summary>Yes is <c>on</c> in the 7.x schema, 1 in the 8.x schema and the settings, <c>true</c> in some answers. Everything else is no.</summary>
    public static bool Yes(ReadOnlySpan<char> text) => text.Trim() is "1" or "on" or "On" or "ON" or "true" or "yes";
}
