using System.Text.Json;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>What the API said to one message.</summary>
internal abstract record CloudAnswer
{
    /// <summary>It took the message.</summary>
    /// <param name="Id">Its name of the message; the recipient's number is hidden in it.</param>
    /// <param name="Recipient">The recipient as WhatsApp knows it; may differ from what was written to.</param>
    /// <param name="UserId">The recipient's identity that has no number in it; empty when it was not told.</param>
    /// <param name="Status"><c>accepted</c>, <c>held_for_quality_assessment</c>, <c>paused</c>; empty when it was not told.</param>
    public sealed record Taken(string Id, string Recipient, string UserId, string Status) : CloudAnswer;

    /// <summary>It did not.</summary>
    public sealed record Refused(int Status, CloudError Error) : CloudAnswer;

    /// <summary>Nothing left us.</summary>
    public sealed record NotSent(string Why) : CloudAnswer;

    /// <summary>It left us, and nobody knows.</summary>
    public sealed record Unknown(string Why) : CloudAnswer;

    /// <summary>Reads an answer. What cannot be understood is an answer only where nothing can have happened.</summary>
    public static CloudAnswer Read(int status, string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.Part("error") is { ValueKind: JsonValueKind.Object } error) return new Refused(status, ErrorOf(error));
            if (status is >= 200 and < 300 && root.First("messages").Text("id") is { Length: > 0 } id)
                return new Taken(id, root.First("contacts").Text("wa_id"), root.First("contacts").Text("user_id"), root.First("messages").Text("message_status"));
        }
        catch (JsonException) { }
        // A gateway's page is no word of the API: behind a 5xx (or a 2xx) the message may have been taken.
        string what = $"an answer that is none of the API (HTTP {status})";
        return status is >= 300 and < 500 ? new Refused(status, new CloudError(-1, what, "")) : new Unknown(what);
    }

    /// <summary>An error, wherever it stands.</summary>
    public static CloudError ErrorOf(JsonElement error) => new(
        error.Whole("code") ?? -1, error.Text("message") is { Length: > 0 } message ? message : error.Text("title"),
        error.Part("error_data") is { } data ? data.Text("details") : "");
}

/// <summary>Reads JSON in which anything may be missing or of another sort.</summary>
internal static class LooseJson
{
    public static JsonElement? Part(this JsonElement place, string name) => place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>A text, or a number as text; empty when there is none.</summary>
    public static string Text(this JsonElement place, string name) => place.Part(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    public static int? Whole(this JsonElement place, string name) =>
        int.TryParse(place.Text(name), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>The entries of a list; none when there is no list.</summary>
    public static IEnumerable<JsonElement> Each(this JsonElement place, string name) => place.Part(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static JsonElement First(this JsonElement place, string name) => place.Each(name).FirstOrDefault();
}
