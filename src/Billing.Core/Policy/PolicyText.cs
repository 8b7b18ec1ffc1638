using System.Globalization;
using System.Text.Json;

namespace Billing.Core.Policy;

/// <summary>From text to JSON: comments and a comma after the last entry are welcome.</summary>
internal static class PolicyText
{
    public static readonly JsonDocumentOptions Syntax = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The document; null when the text is no JSON, which is a problem then.</summary>
    public static JsonDocument? Parse(string json, ProblemList problems)
    {
        try
        {
            return JsonDocument.Parse(json.TrimStart('\uFEFF'), Syntax);
        }
        catch (JsonException error)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}");
            problems.Add("$", $"this is not JSON from {place} on", "Look there for a missing comma, bracket or quotation mark.");
            return null;
        }
    }
}
