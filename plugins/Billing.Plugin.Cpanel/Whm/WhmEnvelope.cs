using System.Net;
using System.Text.Json;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel.Whm;

/// <summary>
/// An HTTP answer → a reply. WHM has two envelopes (<c>metadata</c>, and <c>cpanelresult</c> for refused logins and a few old functions), says
/// "no" with HTTP 200, labels JSON as text, and writes yes as 1 or "1", no as 0, "0", "", null or not at all.
/// </summary>
internal static class WhmEnvelope
{
    public static WhmReply Read(HttpStatusCode status, string body, TimeSpan? retryAfter = null) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Trouble(new AdapterOutcome.Refused(FailureKind.AuthFailed,
            $"WHM refused the token (HTTP {(int)status}): wrong, expired, of another user, or not allowed from this address")),
        HttpStatusCode.TooManyRequests => Trouble(new AdapterOutcome.Failed(FailureKind.RateLimited, "WHM asks for fewer requests (HTTP 429)", retryAfter)),
        HttpStatusCode.GatewayTimeout => Trouble(new AdapterOutcome.Unknown("a proxy gave up waiting for WHM (HTTP 504)")),
        _ => Parse(body) ?? Trouble(new AdapterOutcome.Failed(FailureKind.BadResponse,
            $"WHM answered HTTP {(int)status} with {(string.IsNullOrWhiteSpace(body) ? "nothing" : "something that is no API answer")}")),
    };

    /// <summary>Yes in any of WHM's spellings.</summary>
    public static bool Yes(this JsonElement element, string name) => element.Text(name) is not ("" or "0");

    /// <summary>The member as text; empty when it is absent or null.</summary>
    public static string Text(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.True } => "1",
        _ => "",
    };

    /// <summary>The member, or undefined.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>The list's objects; nothing when it is no list.</summary>
    public static IEnumerable<JsonElement> Entries(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    private static WhmReply? Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement.Clone();
            if (root.Member("metadata") is { ValueKind: JsonValueKind.Object } metadata) return Current(metadata, root.Member("data"));
            return root.Member("cpanelresult") is { ValueKind: JsonValueKind.Object } old ? Old(old) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WhmReply Current(JsonElement metadata, JsonElement data)
    {
        string reason = metadata.Text("reason");
        if (!metadata.Yes("result")) return new WhmReply.Declined(WhmText.Clean(reason));
        string raw = metadata.Member("output").Text("raw");
        return new WhmReply.Done(data, WhmText.Clean(raw.Length > 0 ? raw : reason));
    }

    private static WhmReply Old(JsonElement result)
    {
        string error = result.Text("error");
        if (error.Contains("access denied", StringComparison.OrdinalIgnoreCase))
            return Trouble(new AdapterOutcome.Refused(FailureKind.AuthFailed, $"WHM refused the token: {WhmText.Clean(error)}"));
        return error.Length > 0 ? new WhmReply.Declined(WhmText.Clean(error)) : new WhmReply.Done(result.Member("data"), "");
    }

    private static WhmReply.NoAnswer Trouble(AdapterOutcome why) => new(why);
}
