using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Sandbox.Database;

namespace Billing.Sandbox.Api;

/// <summary>Answers in the panel's shapes: texts for nearly everything, and an empty list as empty text.</summary>
internal static class Answer
{
    public static JsonObject Success(params IEnumerable<(string Key, JsonNode? Value)> more)
    {
        JsonObject answer = new() { ["result"] = "success" };
        foreach ((string key, JsonNode? value) in more) answer[key] = value;
        return answer;
    }

    public static JsonObject Error(string message) => new() { ["result"] = "error", ["message"] = message };

    /// <summary>Columns by name, renamed where "column:name" says so, as texts.</summary>
    public static JsonObject Pick(Row row, string columns)
    {
        JsonObject picked = [];
        foreach (string column in columns.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = column.IndexOf(':', StringComparison.Ordinal);
            (string from, string to) = colon < 0 ? (column, column) : (column[..colon], column[(colon + 1)..]);
            picked[to] = row.IsNull(from) ? "" : row.Text(from);
        }
        return picked;
    }

    /// <summary>{"plural": {"singular": […]}}, or {"plural": ""} when there is none.</summary>
    public static JsonNode Listed(string singular, IEnumerable<JsonNode> items)
    {
        JsonArray array = [.. items];
        return array.Count is 0 ? "" : new JsonObject { [singular] = array };
    }

    public static (string, JsonNode?)[] Paged(long total, int start, int returned) =>
        [("totalresults", total.ToString(CultureInfo.InvariantCulture)), ("startnumber", start), ("numreturned", returned)];

    public static string Money(decimal value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
