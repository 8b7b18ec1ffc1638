using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>The cases of RFC 7396, appendix A; its one case of a whole document patched to null has no meaning for a policy.</summary>
public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void a_patch_gives_what_the_standard_says(string target, string patch, string result) =>
        Assert.Equal(result, PolicyReader.Merge(JsonNode.Parse(target)!, JsonNode.Parse(patch)).ToJsonString());

    [Fact]
    public void no_patch_changes_nothing() => Assert.Equal("""{"a":1}""", PolicyReader.Merge(JsonNode.Parse("""{"a":1}""")!, null).ToJsonString());

    [Fact]
    public void neither_the_policy_nor_the_patch_is_altered()
    {
        JsonNode target = JsonNode.Parse("""{"a":{"b":1}}""")!;
        JsonNode patch = JsonNode.Parse("""{"a":{"c":[2]}}""")!;
        PolicyReader.Merge(target, patch)["a"]!["c"]!.AsArray().Add(3);
        Assert.Equal("""{"a":{"b":1}} {"a":{"c":[2]}}""", $"{target.ToJsonString()} {patch.ToJsonString()}");
    }
}
