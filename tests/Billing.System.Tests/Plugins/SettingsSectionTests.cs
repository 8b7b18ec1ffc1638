using System.Text.Json;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins;

/// <summary>The reader of an adapter's file: all that is wrong at once, each with its place.</summary>
public sealed class SettingsSectionTests
{
    [Fact]
    public void what_is_right_is_read_and_approved()
    {
        SettingsSection file = Read("""
            { "$comment": "free", "text": " a ", "number": 7, "yes": true, "seconds": 1.5, "texts": ["x", " y "], "key": "env:KEY",
              "inner": { "$comment": [1], "text": "b" }, "list": [ { "text": "c" }, { "text": "d" } ], "named": { "$comment": "", "40": { "text": "e" } }, "plans": { "$comment": "", "12": "basic" } }
            """);
        Assert.Equal(("a", 7, true, TimeSpan.FromSeconds(1.5), "VALUE"), (file.Text("text"), file.Number("number", 1, 7), file.Yes("yes", false), file.Seconds("seconds", 9), file.Secret("key")));
        Assert.Equal(["x", "y"], file.Texts("texts"));
        Assert.Equal(["b", "c", "d"], [file.Inner("inner", "text").Text("text"), .. file.List("list", "text").Select(entry => entry.Text("text"))]);
        Assert.Equal([("40", "e")], file.Named("named", "text").Select(entry => (entry.Name, entry.Section.Text("text"))));
        Assert.Equal(new Dictionary<string, string> { ["12"] = "basic" }, file.NamedTexts("plans"));
        Assert.Equal("settings", file.Approve("settings"));
    }

    [Fact]
    public void what_is_absent_has_the_value_that_was_said()
    {
        SettingsSection file = Read("{}");
        Assert.Equal(("x", null, true, TimeSpan.FromSeconds(9)), (file.Text("text", "x"), file.Number("number", 1, 7), file.Yes("yes", true), file.Seconds("seconds", 9)));
        Assert.Equal(["@"], file.Texts("texts", "@"));
        Assert.Equal("y", file.Inner("inner", "text").Text("text", "y"));
        Assert.Empty(file.Named("named"));
        Assert.Empty(file.NamedTexts("plans"));
        Assert.False(file.Has("text"));
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void several_problems_are_told_at_once_each_with_its_place()
    {
        SettingsSection file = Read("""{ "hots": 1, "number": 8, "number": 3, "list": [ { "text": 5 }, 6, { "more": 1 } ], "inner": [], "named": { "40": { "texts": "x" } }, "plans": { "12": "" } }""");
        file.Number("number", 1, 7);
        foreach (SettingsSection entry in file.List("list", "text")) entry.Text("text");
        file.Inner("inner", "text");
        foreach ((_, SettingsSection entry) in file.Named("named", "texts")) entry.Texts("texts");
        file.NamedTexts("plans");
        file.Secret("key");
        Assert.Equal(
        [
            "hots: unknown key; known are text, number, yes, seconds, texts, key, inner, list, named, plans", "number: stands there twice", "number: must be a whole number from 1 to 7",
            "list[1]: must be an object { … }", "list[2].more: unknown key; known are text", "list[0].text: must be a text", "list[1].text: is missing", "list[2].text: is missing",
            "inner: must be an object { … }", "named.40.texts: must be a list of texts", "plans.12: must be a text", "key: is missing",
        ], Assert.Throws<AdapterConfigurationException>(() => file.Approve(0)).Problems);
    }

    [Theory]
    [InlineData("text", "5"), InlineData("text", "\" \""), InlineData("text", "null"), InlineData("yes", "\"yes\""), InlineData("seconds", "0"), InlineData("seconds", "3601")]
    [InlineData("number", "1.5"), InlineData("texts", "[1]"), InlineData("list", "[]"), InlineData("list", "{}"), InlineData("named", "[]"), InlineData("plans", "\"basic\""), InlineData("key", "[]")]
    public void a_value_of_another_kind_is_a_problem_and_reading_goes_on(string key, string value)
    {
        SettingsSection file = Read($$"""{ "{{key}}": {{value}} }""");
        (file.Text("text", "x"), file.Yes("yes", true), file.Seconds("seconds", 9), file.Number("number", 1, 7), file.Texts("texts"), file.Named("named"), file.NamedTexts("plans")).ToString();
        if (key == "list") file.List("list");
        if (key == "key") file.Secret("key");
        Assert.StartsWith($"{key}: must be ", Assert.Single(file.Problems));
    }

    [Fact]
    public void a_file_that_is_no_object_is_said_to_be_none() => Assert.Equal("the file: must be an object { … }", Assert.Single(Read("[]").Problems));

    [Theory]
    [InlineData("VERYSECRET", "key: written out")]
    [InlineData("env:EMPTY", "key: what it refers to is empty")]
    public void a_secret_is_a_reference_and_is_never_repeated(string reference, string problem)
    {
        SettingsSection file = Read($$"""{ "key": "{{reference}}" }""");
        Assert.Equal("", file.Secret("key"));
        Assert.Equal(problem, Assert.Single(file.Problems));
    }

    [Theory]
    [InlineData("system", "System"), InlineData("off", "Off")]
    [InlineData("sha256:aa00000000000000000000000000000000000000000000000000000000000000", "Pinned")]
    [InlineData("sha256:AA:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00", "Pinned")]
    public void whose_certificate_is_accepted_is_read(string text, string kind)
    {
        TlsTrust trust = TlsTrust.Read(Read($$"""{ "text": "{{text}}" }"""), "text");
        Assert.Equal(kind, trust.GetType().Name);
        if (trust is TlsTrust.Pinned pinned) Assert.Equal("AA" + new string('0', 62), pinned.Fingerprint);
    }

    [Theory]
    [InlineData("off", false), InlineData("sha256:12", true), InlineData("maybe", true)]
    public void trust_that_is_no_trust_is_a_problem_and_read_as_the_machine_s_own(string text, bool mayBeOff)
    {
        SettingsSection file = Read($$"""{ "text": "{{text}}" }""");
        Assert.IsType<TlsTrust.System>(TlsTrust.Read(file, "text", mayBeOff));
        Assert.StartsWith("text: must be \"system\"", Assert.Single(file.Problems));
    }

    private static SettingsSection Read(string json) => new(
        new AdapterContext(JsonDocument.Parse(json).RootElement, Secret, TimeProvider.System, _ => { }), "text", "number", "yes", "seconds", "texts", "key", "inner", "list", "named", "plans");

    private static string Secret(string reference) => reference switch
    {
        "env:KEY" => "VALUE",
        "env:EMPTY" => "",
        _ => throw new AdapterConfigurationException(["written out"]),
    };
}
