using System.Text.Json.Nodes;

namespace Billing.Engine.Simulation;

/// <summary>What became of one scenario.</summary>
/// <param name="File">Its file.</param>
/// <param name="Name">Its sentence.</param>
/// <param name="Problems">What was missing or unexpected, a line each; empty when it passed.</param>
public sealed record Verdict(string File, string Name, IReadOnlyList<string> Problems)
{
    /// <summary>Everything expected happened, and nothing that must not.</summary>
    public bool Passed => Problems.Count == 0;
}

/// <summary>Holds what a replayed scenario did against what it expects.</summary>
public static class Verification
{
    /// <summary>Replays a scenario file and judges it.</summary>
    public static async Task<Verdict> OfAsync(string file, ShippedPolicy policy, CancellationToken cancel)
    {
        string name = "";
        try
        {
            Scenario scenario = Scenario.Read(await File.ReadAllTextAsync(file, cancel));
            name = scenario.Name;
            return new Verdict(file, name, Judge(scenario, await Simulator.ReplayAsync(scenario, policy, cancel)));
        }
        catch (ScenarioException wrong)
        {
            return new Verdict(file, name, [wrong.Message]);
        }
    }

    /// <summary>Replays a scenario file; what happened, in the shape of its expectations, each with its reason.</summary>
    /// <exception cref="ScenarioException">The scenario cannot be right.</exception>
    public static async Task<IReadOnlyList<JsonObject>> SimulateAsync(string file, ShippedPolicy policy, CancellationToken cancel) =>
        await Simulator.ReplayAsync(Scenario.Read(await File.ReadAllTextAsync(file, cancel)), policy, cancel);

    /// <summary>Each expected action is met by exactly one; what is complete has no other; what must never be, is not.</summary>
    internal static IReadOnlyList<string> Judge(Scenario scenario, IReadOnlyList<JsonObject> happened)
    {
        List<string> problems = [];
        List<JsonObject> left = [.. happened];
        foreach (JsonObject expected in scenario.Expect.OrderByDescending(pattern => pattern.Count))
            if (left.FirstOrDefault(action => Fits(expected, action)) is { } met) left.Remove(met);
            else problems.Add($"missing: {Line(expected)}");
        foreach (JsonObject extra in left)
        {
            string kind = extra["action"]!.GetValue<string>();
            bool counted = scenario.Complete is { } kinds ? kinds.Contains(kind) : kind != "report";
            if (counted) problems.Add($"unexpected: {Line(extra)}");
        }
        foreach (JsonObject pattern in scenario.Never)
            problems.AddRange(happened.Where(action => Fits(pattern, action)).Select(action => $"never: {Line(action)}"));
        return problems;
    }

    /// <summary>Every field of the pattern has that value; fields left out fit anything. Lists are compared without their order.</summary>
    private static bool Fits(JsonObject pattern, JsonObject action) => pattern.All(field => field.Key == "$comment" || Same(field.Value, action[field.Key]));

    private static bool Same(JsonNode? wanted, JsonNode? found) => (wanted, found) switch
    {
        (JsonArray left, JsonArray right) => left.Select(Text).Order(StringComparer.Ordinal).SequenceEqual(right.Select(Text).Order(StringComparer.Ordinal)),
        _ => Text(wanted) == Text(found),
    };

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static string Line(JsonObject action) => string.Join(" ", action.Where(field => field.Key != "because").Select(field => $"{field.Key}={(field.Value is JsonArray list ? string.Join("+", list) : field.Value)}"));
}
