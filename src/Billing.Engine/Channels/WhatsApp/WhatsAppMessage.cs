using System.Text.Json;
using System.Text.Json.Nodes;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>A notice as one registered template, filled in.</summary>
/// <param name="Template">Its name at Meta.</param>
/// <param name="Language">Meta's code.</param>
/// <param name="Parameters">What is filled into the body.</param>
/// <param name="Button">What is put behind the button's address; null for no button.</param>
/// <param name="Header">What the header asks for; null for nothing.</param>
/// <param name="Text">What the client reads.</param>
internal sealed record WhatsAppMessage(string Template, string Language, IReadOnlyList<string> Parameters, string? Button, string? Header, string Text)
{
    /// <summary>The template in that language, by one word.</summary>
    public string Name => $"{Template}/{Language}";

    /// <summary>The request, byte by byte.</summary>
    /// <param name="to">Digits.</param>
    /// <param name="identity">Comes back with every status; says nothing of a person.</param>
    /// <param name="document">The uploaded header, its identity and its file name; null for none.</param>
    public byte[] Request(string to, string identity, (string Id, string FileName)? document = null)
    {
        JsonArray components = [];
        if (document is (var id, var fileName))
            components.Add(Component("header", new JsonObject { ["type"] = "document", ["document"] = new JsonObject { ["id"] = id, ["filename"] = fileName } }));
        if (Parameters.Count > 0) components.Add(Component("body", [.. Parameters.Select(Words)]));
        if (Button is not null)
        {
            JsonObject button = Component("button", Words(Button));
            (button["sub_type"], button["index"]) = ("url", "0");
            components.Add(button);
        }
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject
        {
            ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual", ["to"] = to, ["type"] = "template", ["biz_opaque_callback_data"] = identity,
            ["template"] = new JsonObject { ["name"] = Template, ["language"] = new JsonObject { ["code"] = Language }, ["components"] = components },
        });
    }

    private static JsonObject Component(string type, params JsonNode[] parameters) => new() { ["type"] = type, ["parameters"] = new JsonArray(parameters) };

    private static JsonObject Words(string text) => new() { ["type"] = "text", ["text"] = text };
}
