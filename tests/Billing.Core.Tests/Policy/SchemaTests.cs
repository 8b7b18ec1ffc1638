using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>The schema, which is written by hand, knows the keys that the reader knows.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(Shipped.Text("policy.schema.json"))!.AsObject();

    [Fact]
    public void every_key_of_the_shipped_policy_is_in_the_schema() => Assert.Empty(UnknownIn(Shipped.Json));

    [Theory]
    [InlineData("""{ "runAtt": "09:00" }""", "$.runAtt")]
    [InlineData("""{ "safety": { "brake": { "atMost": 1 } } }""", "$.safety.brake.atMost")]
    [InlineData("""{ "timeline": [ { "at": "+2d", "until": "+3d" } ] }""", "$.timeline[0].until")]
    [InlineData("""{ "timelines": [ { "when": { "group": "VIP" }, "timeline": [] } ] }""", "$.timelines[0].when.group")]
    public void a_key_that_the_reader_does_not_know_is_not_in_the_schema_either(string patch, string path)
    {
        Assert.Equal([path], UnknownIn(PolicyReader.Merge(Shipped.Json, JsonNode.Parse(patch))));
        Assert.Contains(Shipped.Read(patch).Problems, problem => problem.Path == path && problem.Wrong.StartsWith("there is no key", StringComparison.Ordinal));
    }

    [Fact]
    public void what_the_schema_demands_the_reader_demands()
    {
        foreach (string key in Schema["required"]!.AsArray().Select(name => name!.GetValue<string>()))
            Assert.Contains(Shipped.Read($$"""{ "{{key}}": null }""").Problems, problem => problem.Wrong == $"\"{key}\" is missing");
        foreach ((string section, JsonNode? part) in Schema["properties"]!.AsObject())
            foreach (string key in part!["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
                Assert.Contains(Shipped.Read($$"""{ "{{section}}": { "{{key}}": null } }""").Problems, problem => problem.Path == $"$.{section}" && problem.Wrong == $"\"{key}\" is missing");
    }

    [Fact]
    public void every_key_of_the_schema_is_explained() =>
        Assert.All(Schema["properties"]!.AsObject(), key => Assert.NotNull(key.Value!["description"]));

    private static List<string> UnknownIn(JsonNode policy)
    {
        List<string> unknown = [];
        Walk(policy, Schema, "$", unknown);
        return unknown;
    }

    private static void Walk(JsonNode? json, JsonNode schema, string path, List<string> unknown)
    {
        if (schema["$ref"] is { } reference) schema = Schema["$defs"]![reference.GetValue<string>()["#/$defs/".Length..]]!;
        if (json is JsonArray list && schema["items"] is { } items)
            for (int index = 0; index < list.Count; index++) Walk(list[index], items, $"{path}[{index}]", unknown);
        if (json is not JsonObject members) return;
        foreach ((string key, JsonNode? value) in members)
        {
            JsonNode? known = schema["properties"]?[key] ?? (schema["additionalProperties"] as JsonObject);
            if (known is null) unknown.Add($"{path}.{key}");
            else Walk(value, known, $"{path}.{key}", unknown);
        }
    }
}
