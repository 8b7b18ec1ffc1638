using System.Text.Json.Nodes;
using Billing.Core.Policy;

namespace Billing.Engine.Simulation;

/// <summary>The policy that scenarios lay their changes over: the shipped one, or the admin's own.</summary>
public sealed class ShippedPolicy
{
    private readonly string folder;

    private ShippedPolicy(string folder, JsonNode json) => (this.folder, Json) = (folder, json);

    /// <summary>The policy as JSON.</summary>
    public JsonNode Json { get; }

    /// <summary>Reads <c>policy.json</c> of a configuration folder.</summary>
    /// <exception cref="ScenarioException">There is none, or it is not JSON.</exception>
    public static ShippedPolicy In(string folder)
    {
        string file = Path.Combine(folder, "policy.json");
        if (!File.Exists(file)) throw new ScenarioException($"there is no {file}: name the configuration folder with --config");
        try
        {
            return new ShippedPolicy(folder, JsonNode.Parse(File.ReadAllText(file), null, PolicyReader.Syntax)!);
        }
        catch (System.Text.Json.JsonException broken)
        {
            throw new ScenarioException($"{file} is not JSON: {broken.Message}");
        }
    }

    /// <summary>Validates a policy that was changed.</summary>
    /// <exception cref="ScenarioException">It cannot be right; all problems, in one text.</exception>
    public BillingPolicy Read(JsonNode json)
    {
        PolicyReading reading = PolicyReader.Read(json, "policy", path => File.Exists(Path.Combine(folder, path)) ? File.ReadAllText(Path.Combine(folder, path)) : null);
        return reading.Policy ?? throw new ScenarioException(string.Join("; ", reading.Problems));
    }
}
