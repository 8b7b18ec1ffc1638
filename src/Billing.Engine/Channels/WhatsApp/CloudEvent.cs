using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>One thing that Meta told. Anything but an identity and a kind may be missing; what is unknown is no event.</summary>
internal abstract record CloudEvent
{
    /// <summary>How a message stands.</summary>
    /// <param name="Id">Meta's name of the message.</param>
    /// <param name="Stand"><c>sent</c>, <c>delivered</c>, <c>read</c>, <c>failed</c>.</param>
    /// <param name="At">When, by Meta's clock; null when it does not say.</param>
    /// <param name="Recipient">The number; empty where only the identity of the person is told.</param>
    /// <param name="UserId">The person without a number.</param>
    /// <param name="Identity">What we sent along.</param>
    /// <param name="Category">How it is charged: <c>utility</c>.</param>
    /// <param name="Error">Why it failed.</param>
    /// <param name="Raw">The very words.</param>
    public sealed record Status(string Id, string Stand, DateTimeOffset? At, string Recipient, string UserId, string Identity, string Category, CloudError? Error, byte[] Raw) : CloudEvent;

    /// <summary>Somebody wrote to us.</summary>
    public sealed record Message(string Id, string From, string UserId, string AnswerTo, string Type, string Text, DateTimeOffset? At, byte[] Raw) : CloudEvent;

    /// <summary>A template changed. Exactly one of the two is told.</summary>
    /// <param name="Name">Its name and language.</param>
    /// <param name="Became">Its new status, in capitals; null when its category is told.</param>
    /// <param name="Category">Its new category, in capitals; null when its status is told.</param>
    /// <param name="Why">The reason.</param>
    public sealed record Template(string Name, string? Became, string? Category, string Why) : CloudEvent;

    /// <summary>Something for the admin.</summary>
    public sealed record Notice(string Words) : CloudEvent;

    /// <summary>Everything in one delivery that concerns that number, in the order in which it stands.</summary>
    public static IEnumerable<CloudEvent> Read(JsonElement root, string phoneNumberId) =>
        from entry in root.Each("entry")
        from change in entry.Each("changes")
        where change.Part("value") is { ValueKind: JsonValueKind.Object }
        from told in Of(change.Text("field"), change.Part("value")!.Value, phoneNumberId)
        select told;

    private static IEnumerable<CloudEvent> Of(string field, JsonElement value, string phoneNumberId) => field switch
    {
        "messages" => value.Part("metadata")?.Text("phone_number_id") is { Length: > 0 } number && number != phoneNumberId ? [] : [.. Messages(value)],
        "message_template_status_update" => [new Template(NameOf(value), value.Text("event").ToUpperInvariant(), null, value.Text("reason"))],
        "template_category_update" => value.Text("new_category") is { Length: > 0 } category ? [new Template(NameOf(value), null, category.ToUpperInvariant(), $"before: {value.Text("previous_category")}")] : [],
        "message_template_quality_update" => [new Notice($"the quality of the template {NameOf(value)} went from {value.Text("previous_quality_score")} to {value.Text("new_quality_score")}")],
        "account_update" or "account_alerts" or "account_review_update" or "phone_number_quality_update" or "phone_number_name_update" or "business_capability_update" or "security" =>
            [new Notice($"{field}: {PlainText.Line(value.GetRawText(), 300)}")],
        _ => [],
    };

    private static IEnumerable<CloudEvent> Messages(JsonElement value)
    {
        foreach (JsonElement status in value.Each("statuses"))
            if (status.Text("id") is { Length: > 0 } id)
                yield return new Status(id, status.Text("status"), Moment(status), status.Text("recipient_id"), First(status, "recipient_user_id", "user_id"), status.Text("biz_opaque_callback_data"),
                    status.Part("pricing")?.Text("category") ?? "", status.Each("errors").Select(CloudAnswer.ErrorOf).FirstOrDefault(), Bytes(status));
        foreach (JsonElement message in value.Each("messages"))
            if (message.Text("id") is { Length: > 0 } id)
                yield return new Message(id, message.Text("from"), First(message, "from_user_id", "user_id"), message.Part("context")?.Text("id") ?? "", message.Text("type"), TextOf(message), Moment(message), Bytes(message));
        foreach (JsonElement error in value.Each("errors")) yield return new Notice($"Meta reports {CloudAnswer.ErrorOf(error)}");
    }

    private static string TextOf(JsonElement message) => new[]
    {
        message.Part("text")?.Text("body"), message.Part("button")?.Text("text"),
        message.Part("interactive")?.Part("button_reply")?.Text("title"), message.Part("interactive")?.Part("list_reply")?.Text("title"),
    }.FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? "";

    private static string NameOf(JsonElement value) => $"{value.Text("message_template_name")}/{value.Text("message_template_language")}";

    private static string First(JsonElement place, params string[] names) => names.Select(name => place.Text(name)).FirstOrDefault(text => text.Length > 0) ?? "";

    private static DateTimeOffset? Moment(JsonElement place) =>
        long.TryParse(place.Text("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static byte[] Bytes(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());
}
