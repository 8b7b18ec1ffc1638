using System.Text.Json;
using System.Text.RegularExpressions;

namespace Billing.Sandbox.WhatsApp;

/// <summary>Reads the request for a template message, and refuses what the real API refuses.</summary>
internal static class MessageCheck
{
    const int LongestBody = 1024;

    public static WhatsAppSent Read(JsonElement root, IReadOnlyDictionary<string, WhatsAppTemplate> templates, string id)
    {
        if (Text(root, "messaging_product") is not "whatsapp") throw Parameter("messaging_product must be whatsapp");
        if (Text(root, "type") is not "template") throw new CloudRefusal(131047, "Re-engagement message", "More than 24 hours have passed since the customer last replied");
        string to = Text(root, "to");
        if (!Regex.IsMatch(to, "^[0-9]{7,15}$")) throw new CloudRefusal(131009, "Parameter value is not valid", "to must be digits with a country code");
        string identity = Text(root, "biz_opaque_callback_data");
        if (identity.Length > 512) throw Parameter("biz_opaque_callback_data is too long");
        if (!root.TryGetProperty("template", out JsonElement template)) throw Parameter("template is missing");
        string name = Text(template, "name"), language = template.TryGetProperty("language", out JsonElement code) ? Text(code, "code") : "";
        if (!templates.TryGetValue($"{name}/{language}", out WhatsAppTemplate? known))
            throw new CloudRefusal(132001, "Template name does not exist in the translation", $"template name ({name}) does not exist in {language}", 404);
        if (known.State is WhatsAppTemplateState.Paused) throw new CloudRefusal(132015, "Template is Paused");
        if (known.State is WhatsAppTemplateState.Disabled) throw new CloudRefusal(132016, "Template is Disabled");
        JsonElement[] components = template.TryGetProperty("components", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        string[] body = [.. Parameters(components, "body").Select(Words)];
        if (body.Length != known.Placeholders)
            throw new CloudRefusal(132000, "Number of parameters does not match the expected number of params", $"body: number of localizable_params ({body.Length}) does not match the expected number of params ({known.Placeholders})");
        if (known.Fixed + body.Sum(words => words.Length) > LongestBody) throw new CloudRefusal(132005, "Translated text too long", "body text too long");
        return new WhatsAppSent(id, to, name, language, body, Button(components, known), Document(components, known), identity, root.GetRawText());
    }

    static string Button(JsonElement[] components, WhatsAppTemplate known)
    {
        JsonElement[] buttons = [.. components.Where(component => Text(component, "type") is "button")];
        if (buttons.Length != (known.Button ? 1 : 0)) throw new CloudRefusal(132000, "Number of parameters does not match the expected number of params", "buttons: number of parameters does not match");
        if (!known.Button) return "";
        if (Text(buttons[0], "sub_type") is not "url" || Text(buttons[0], "index") is not "0") throw new CloudRefusal(131008, "Required parameter is missing", "buttons need sub_type and index");
        return Words(Parameters(components, "button").Single());
    }

    static string Document(JsonElement[] components, WhatsAppTemplate known)
    {
        JsonElement[] header = [.. Parameters(components, "header")];
        if (header.Length != (known.Document ? 1 : 0)) throw new CloudRefusal(132012, "Parameter format does not match format in the created template", "header: Format mismatch");
        return known.Document ? Text(header[0].GetProperty("document"), "id") : "";
    }

    static IEnumerable<JsonElement> Parameters(JsonElement[] components, string type) =>
        components.Where(component => Text(component, "type") == type).SelectMany(component => component.GetProperty("parameters").EnumerateArray());

    static string Words(JsonElement parameter)
    {
        if (Text(parameter, "type") is not "text") throw new CloudRefusal(132012, "Parameter format does not match format in the created template");
        string words = Text(parameter, "text");
        if (words.Length is 0) throw new CloudRefusal(131008, "Required parameter is missing", "Parameter of type text is missing text value");
        if (words.IndexOfAny(['\n', '\r', '\t']) >= 0 || words.Contains("     ", StringComparison.Ordinal))
            throw new CloudRefusal(100, "Invalid parameter", "Param text cannot have new-line/tab characters or more than 4 consecutive spaces");
        return words;
    }

    static CloudRefusal Parameter(string details) => new(100, "Invalid parameter", details);

    static string Text(JsonElement place, string name) => place.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() ?? "" : "";
}
