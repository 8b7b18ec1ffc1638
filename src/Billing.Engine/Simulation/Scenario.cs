using System.Text.Json.Nodes;

namespace Billing.Engine.Simulation;

/// <summary>One scenario: a small panel, a span of days, what happens outside, and what the service must do.</summary>
/// <param name="Name">Its sentence.</param>
/// <param name="Patch">The change to the shipped policy; null for none.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Panel">The panel at the start.</param>
/// <param name="Events">What happens outside, in time order.</param>
/// <param name="Expect">Actions that must occur.</param>
/// <param name="Complete">The kinds of which every action is listed in <paramref name="Expect"/>; null stands for all kinds.</param>
/// <param name="Never">Actions that must not occur.</param>
internal sealed record Scenario(
    string Name, JsonNode? Patch, DateOnly From, DateOnly To, JsonReader Panel, IReadOnlyList<ScenarioEvent> Events,
    IReadOnlyList<JsonObject> Expect, IReadOnlySet<string>? Complete, IReadOnlyList<JsonObject> Never)
{
    /// <summary>Reads a scenario file.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ScenarioException">It is no scenario: which field, and what is wrong with it.</exception>
    public static Scenario Read(string json)
    {
        JsonReader root = JsonReader.Parse(json);
        root.Only("scenario", "source", "policy", "from", "to", "panel", "events", "expect", "complete", "never", "$schema", "$comment");
        Scenario scenario = new(
            root.Text("scenario"), root.Node("policy"), root.Day("from"), root.Day("to"), root.Object("panel"),
            [.. root.List("events").Select(ScenarioEvent.Read)],
            [.. root.List("expect").Select(Pattern)], CompleteKinds(root), [.. root.List("never").Select(Pattern)]);
        if (scenario.To < scenario.From) throw root.Wrong("to", "lies before from");
        for (int i = 1; i < scenario.Events.Count; i++)
            if (scenario.Events[i].At < scenario.Events[i - 1].At) throw root.Wrong($"events[{i}]", "lies before the event above it: events are written in time order");
        return scenario;
    }

    private static JsonObject Pattern(JsonReader reader)
    {
        if (!Actions.Contains(reader.Text("action"))) throw reader.Wrong("action", $"there is no action \"{reader.Text("action")}\"");
        return reader.Raw;
    }

    /// <summary>True: every action is listed, but reports only if one is named. False: at least those.</summary>
    private static HashSet<string>? CompleteKinds(JsonReader root) => root.Node("complete") switch
    {
        null => [],
        JsonArray kinds => [.. kinds.Select(kind => kind!.GetValue<string>())],
        JsonValue value when value.TryGetValue(out bool all) => all ? null : [],
        _ => throw root.Wrong("complete", "is neither true, false nor a list of actions"),
    };

    private static readonly HashSet<string> Actions =
    [
        "invoice", "notify", "suspend", "freeze", "unsuspend", "unfreeze", "backup", "terminate", "restore", "activate", "change-cycle",
        "invoice-recovery", "late-fee", "hold", "accept", "adopt", "report",
    ];
}

/// <summary>Something that happens outside.</summary>
/// <param name="At">Local time of the policy's zone.</param>
/// <param name="Kind">Its name: <c>pay</c>.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record ScenarioEvent(DateTime At, string Kind, JsonReader Fields)
{
    private static readonly string[] Kinds =
    [
        "pay", "pending", "refund", "cancel", "reopen", "chargeback", "invoice", "order", "cancellation", "object", "answer", "recover", "status", "add", "down",
        "policy", "fail", "bounce",
    ];

    public static ScenarioEvent Read(JsonReader reader)
    {
        string[] kinds = [.. reader.Raw.Select(field => field.Key).Where(key => key is not ("at" or "$comment"))];
        if (kinds is not [var kind] || !Kinds.Contains(kind))
            throw reader.Wrong("", $"an event is {{ \"at\": …, NAME: {{ … }} }} with one of: {string.Join(", ", Kinds)}");
        return new ScenarioEvent(reader.Moment("at"), kind, reader.Object(kind));
    }
}
