using System.Text;
using System.Text.Json;

namespace Billing.Whmcs.Api;

/// <summary>Finds the answer in what the panel sent: plain JSON, JSON behind a PHP warning or a byte-order mark, or the old <c>result=error;message=…</c>.</summary>
internal static class AnswerText
{
    private static readonly JsonReaderOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The answer; null when there is none in it.</summary>
    public static ApiAnswer? Find(string text)
    {
        string body = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (body.StartsWith("result=", StringComparison.OrdinalIgnoreCase)) return Pairs(body);
        if (body.StartsWith('{')) return Json(body);
        // A third-party hook that prints a warning must not make a change that happened look like one that did not.
        int start = body.IndexOf("{\"result\":", StringComparison.Ordinal);
        return start < 0 ? null : Json(body[start..]);
    }

    private static ApiAnswer? Json(string body)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body), Tolerant);
            JsonElement element = JsonElement.ParseValue(ref reader);
            return element.ValueKind == JsonValueKind.Object ? new ApiAnswer(element) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ApiAnswer Pairs(string body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in body.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (pair.Split('=', 2) is [string name, string value]) fields[name] = value;
        return new ApiAnswer(JsonSerializer.SerializeToElement(fields));
    }
}
