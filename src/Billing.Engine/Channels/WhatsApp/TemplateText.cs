using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Billing.Core.Policy;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>
/// One <c>NOTICE.whatsapp.json</c>: which template registered with Meta says the notice, and what is filled in. The wording itself lies at Meta; ours is a copy, for
/// reading before and proving after.
/// </summary>
internal sealed partial record TemplateText
{
    /// <summary>A body may be that long, with everything filled in.</summary>
    public const int LongestBody = 1024;

    /// <summary>What a template asks for as its header: the invoice as a PDF.</summary>
    public const string InvoicePdf = "invoice-pdf";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    };

    /// <summary>Its name at Meta.</summary>
    public required string Template { get; init; }
    /// <summary>Meta's codes of the language in which it is registered, the best first: <c>es_AR</c>, <c>es</c>.</summary>
    public required IReadOnlyList<string> Languages { get; init; }
    /// <summary>The wording as registered, with {{1}}, {{2}}.</summary>
    public required string Text { get; init; }
    /// <summary>What is filled in, in order.</summary>
    public required IReadOnlyList<string> Body { get; init; }
    /// <summary>What stands on the button, as registered; null for none.</summary>
    public string? ButtonText { get; init; }
    /// <summary>What is put behind the button's registered address; null for no button.</summary>
    public string? Button { get; init; }
    /// <summary><see cref="InvoicePdf"/>, or null for none.</summary>
    public string? Header { get; init; }

    public static string FileOf(string notice) => $"{notice}.whatsapp.json";

    /// <summary>Reads a file; throws <see cref="JsonException"/> when something is missing or unknown.</summary>
    public static TemplateText Parse(string json) => JsonSerializer.Deserialize<TemplateText>(json, Strict) ?? throw new JsonException("there is nothing in it");

    /// <summary>The wording with that filled in: what the client reads.</summary>
    public string Filled(IReadOnlyList<string> parameters) => Placeholder().Replace(Text, match =>
        int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int at) && at >= 1 && at <= parameters.Count ? parameters[at - 1] : match.Value);

    /// <summary>The wording without its placeholders, in characters.</summary>
    public int Fixed => Placeholder().Replace(Text, "").Length;

    /// <summary>What Meta would refuse, or what would be refused when it is sent.</summary>
    public IEnumerable<Problem> Check(string file, bool pdf)
    {
        if (!Name().IsMatch(Template)) yield return new(file, "$.template", "this is no name of a template", "Use small letters, digits and _ only, as it was registered");
        if (Languages.Count == 0 || Languages.Any(language => !Code().IsMatch(language))) yield return new(file, "$.languages", "these are no codes of languages at Meta", "Write for example [\"es_AR\", \"es\"]");
        int[] used = [.. Placeholder().Matches(Text).Select(match => int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)).Distinct().Order()];
        if (!used.SequenceEqual(Enumerable.Range(1, Body.Count)))
            yield return new(file, "$.body", string.Create(CultureInfo.InvariantCulture, $"it fills in {Body.Count}, and the text has {(used.Length == 0 ? "none" : string.Join(", ", used))}"), "Fill in {{1}}, {{2}}, … each, without gaps");
        if (Edge().IsMatch(Text)) yield return new(file, "$.text", "it begins or ends with a placeholder, which Meta refuses", "Put a word before it, a full stop behind");
        if (Fixed > LongestBody) yield return new(file, "$.text", string.Create(CultureInfo.InvariantCulture, $"it is longer than {LongestBody} characters"), "Shorten it");
        if (Button is null != ButtonText is null || ButtonText?.Length > 25) yield return new(file, "$.button", "a button needs a text of up to 25 characters, and what is put behind its address", "Write both \"button\" and \"buttonText\", or null for both");
        if (Header is not (null or InvoicePdf)) yield return new(file, "$.header", "there is no such header", $"Write \"{InvoicePdf}\" or null");
        if (Header is InvoicePdf && !pdf) yield return new(file, "$.header", "it asks for the invoice as a PDF, and channels.whatsapp.headerPdf is false", "Write null, and register the template without a header");
    }

    [GeneratedRegex(@"\{\{([0-9]{1,2})\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\s*\{\{|\}\}\s*$")]
    private static partial Regex Edge();

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z]{2,3}(_[A-Z]{2,3})?$")]
    private static partial Regex Code();
}
