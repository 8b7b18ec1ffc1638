using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Billing.Core.Facts;

namespace Billing.Engine.Simulation;

/// <summary>One object of a scenario with its place in the file. What is missing or of the wrong kind is refused with that place.</summary>
internal sealed class JsonReader(JsonObject raw, string path)
{
    public JsonObject Raw { get; } = raw;

    public static JsonReader Parse(string json)
    {
        try
        {
            return new JsonReader(JsonNode.Parse(json, null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject
                ?? throw new ScenarioException("$: a scenario is a JSON object"), "$");
        }
        catch (JsonException broken)
        {
            throw new ScenarioException($"not JSON: {broken.Message}");
        }
    }

    public ScenarioException Wrong(string field, string what) => new($"{path}{(field.Length == 0 ? "" : $".{field}")}: {what}");

    /// <summary>Refuses any other field.</summary>
    public void Only(params string[] fields)
    {
        foreach ((string name, JsonNode? _) in Raw)
            if (!fields.Contains(name)) throw Wrong(name, $"there is no such field here; known are {string.Join(", ", fields)}");
    }

    public bool Has(string field) => Raw[field] is not null;

    public JsonNode? Node(string field) => Raw[field];

    public string Text(string field, string? otherwise = null) =>
        Raw[field] is null && otherwise is not null ? otherwise : Value<string>(field, "a text");

    public int Number(string field) => Value<int>(field, "a whole number");

    public decimal Amount(string field, decimal? otherwise = null) =>
        Raw[field] is null && otherwise is { } value ? value : Value<decimal>(field, "an amount");

    public bool Switch(string field) => Raw[field] is not null && Value<bool>(field, "true or false");

    public DateOnly Day(string field) => DayOrNone(field) ?? throw Wrong(field, "is missing: a day such as \"2026-03-16\"");

    public DateOnly? DayOrNone(string field) => Raw[field] is null ? null
        : DateOnly.TryParseExact(Text(field), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw Wrong(field, $"\"{Text(field)}\" is no day; write one such as \"2026-03-16\"");

    /// <summary>A local time; a bare day means 00:00.</summary>
    public DateTime Moment(string field) =>
        DateTime.TryParseExact(Text(field), ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment) ? moment
        : throw Wrong(field, $"\"{Text(field)}\" is no local time; write one such as \"2026-03-20T10:30\"");

    public Target Target(string field) =>
        Core.Facts.Target.TryParse(Text(field), out Target target) ? target : throw Wrong(field, $"\"{Text(field)}\" is no target; write one such as \"service 10\"");

    public JsonReader Object(string field) =>
        Raw[field] is JsonObject inner ? new JsonReader(inner, $"{path}.{field}") : throw Wrong(field, "is missing, or is no object");

    public IEnumerable<JsonReader> List(string field) => Raw[field] switch
    {
        null => [],
        JsonArray list => list.Select((node, i) => node is JsonObject item ? new JsonReader(item, $"{path}.{field}[{i}]") : throw Wrong($"{field}[{i}]", "is no object")),
        _ => throw Wrong(field, "is no list"),
    };

    private T Value<T>(string field, string kind) =>
        Raw[field] is JsonValue value && value.TryGetValue(out T? found) ? found : throw Wrong(field, $"is missing, or is not {kind}");
}
