using System.Text.Json.Nodes;
using Billing.Core.Planning;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary>Actions in words, from the one shape that plans, simulations and scenarios share.</summary>
internal static class Saying
{
    /// <summary>One action: <c>suspend service 10, client 1 (invoice)</c>.</summary>
    public static string Action(JsonObject shape)
    {
        string word = Text(shape, "action");
        return word switch
        {
            "invoice" or "invoice-recovery" => $"{word} {List(shape, "items")}, due {Text(shape, "due")}, client {Text(shape, "client")}",
            "notify" => $"notify client {Text(shape, "client")} of {Text(shape, "notice")} by {List(shape, "via")}{About(shape)}",
            "accept" => $"accept: invoice {Text(shape, "invoice")}, due {Text(shape, "due")}, client {Text(shape, "client")}",
            "late-fee" => $"late-fee {Text(shape, "amount")} for invoice {Text(shape, "invoice")}, due {Text(shape, "due")}, client {Text(shape, "client")}",
            "hold" => $"hold {Text(shape, "count")} actions: the brake",
            "change-cycle" => $"change-cycle {Text(shape, "target")} from {Text(shape, "from")} to {Text(shape, "to")}, client {Text(shape, "client")}",
            "report" => $"report {Text(shape, "kind")}: {Subject(shape)}",
            _ => $"{word} {Text(shape, "target")}, client {Text(shape, "client")}{(shape.ContainsKey("cause") ? $" ({(Text(shape, "cause") == "client" ? "the client's debt" : "its own invoice")})" : "")}",
        };
    }

    /// <summary>The group that an action is counted in: its word, with the notice's name or the report's kind.</summary>
    public static string Group(JsonObject shape) => Text(shape, "action") switch
    {
        "notify" => $"notify {Text(shape, "notice")}",
        "report" => $"report {Text(shape, "kind")}",
        string word => word,
    };

    /// <summary>One planned act with its shape and its reason.</summary>
    public static JsonObject? Shape(Planned act, DateOnly on) => ActionShape.Of([act], on, because: true) is [{ } one] ? one : null;

    public static string Text(JsonObject shape, string field) => shape[field]?.ToString() ?? "";

    private static string List(JsonObject shape, string field) => shape[field] is JsonArray list ? string.Join(", ", list.Select(item => item?.ToString())) : Text(shape, field);

    private static string About(JsonObject shape) => shape.ContainsKey("invoice") ? $", invoice {Text(shape, "invoice")}, due {Text(shape, "due")}" : "";

    private static string Subject(JsonObject shape) =>
        string.Join(", ", new[] { Text(shape, "target"), shape.ContainsKey("invoice") ? $"invoice {Text(shape, "invoice")}" : "", $"client {Text(shape, "client")}" }.Where(part => part.Length > 0));
}
