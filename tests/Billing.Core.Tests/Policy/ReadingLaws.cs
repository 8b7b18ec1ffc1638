using System.Text.Json.Nodes;
using Billing.Core.Policy;
using CsCheck;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>What holds for every file, however wrong.</summary>
public sealed class ReadingLaws
{
    private static readonly string[] Values = ["null", "true", "0", "-1", "1e99", "0.5", "\"\"", "\"x\"", "\"+2d\"", "\"2026-08-17\"", "[]", "[null]", "[[]]", "{}", "{\"x\":1}", "[\"email\"]", "[{}]"];
    private static readonly Gen<string> Value = Gen.Int[0, Values.Length - 1].Select(index => Values[index]);

    [Fact]
    public void whatever_is_written_somewhere_there_is_either_a_policy_or_a_problem() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Value, Value).Sample((one, other, value, otherValue) =>
        {
            JsonNode policy = Shipped.Json;
            Replace(policy, one, value);
            Replace(policy, other, otherValue);
            PolicyReading reading = PolicyReader.Read(policy, "policy.json", Shipped.Holidays);
            return reading.Policy is null == reading.Problems.Count > 0
                && reading.Problems.All(problem => problem is { File.Length: > 0, Wrong.Length: > 0, Instead.Length: > 0 } && problem.Path.StartsWith('$'));
        }, iter: 1000);

    [Fact]
    public void however_the_text_breaks_off_it_is_a_problem() => Gen.Int[0, Shipped.Text("policy.json").LastIndexOf('}') - 1].Sample(length =>
        PolicyReader.Read(Shipped.Text("policy.json")[..length], "policy.json", Shipped.Holidays) is { Policy: null, Problems.Count: 1 }, iter: 200);

    private static void Replace(JsonNode policy, int number, string value)
    {
        List<Action<JsonNode?>> places = [];
        Collect(policy, places);
        places[number % places.Count](JsonNode.Parse(value));
    }

    private static void Collect(JsonNode? node, List<Action<JsonNode?>> places)
    {
        if (node is JsonArray list)
            for (int index = 0; index < list.Count; index++)
            {
                int at = index;
                places.Add(value => list[at] = value);
                Collect(list[at], places);
            }
        if (node is JsonObject members)
            foreach ((string key, JsonNode? member) in members.ToList())
            {
                places.Add(value => members[key] = value);
                Collect(member, places);
            }
    }
}
