using System.Text.Json;
using Billing.Plugin.ProjectFreeze;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>What the file may say, and what is said about a file that cannot be right.</summary>
public sealed class FreezeSettingsTests
{
    private const string Tracker = """{ "name": "tracker", "kind": "redmine", "url": "https://projects.example", "key": "env:K" }""";

    private const string Shop = """ "40": { "system": "tracker", "project": "shop" } """;

    [Fact]
    public void the_sample_makes_an_adapter()
    {
        string sample = File.ReadAllText(Path.Combine(Repository.Folder, "config", "plugins", "project-freeze.sample.json"));
        using IDisposable adapter = (IDisposable)Create(sample);
        Assert.IsType<ICanPutBack>(adapter, exactMatch: false);
    }

    [Fact]
    public void all_problems_are_said_at_once()
    {
        IReadOnlyList<string> problems = Problems("""
            { "systems": [ { "name": "a", "kind": "trello", "url": "ftp://x", "key": "plain", "colour": 1 } ],
              "projects": { "forty": { "system": "b", "project": "shop" }, "*": { "system": "a", "project": "all" } } }
            """);
        Assert.All(
            ["systems[0].kind: must be one of", "systems[0].url: must be an address", "systems[0].key: written out", "systems[0].colour: unknown key", "projects.forty: must be called",
                "projects.forty.system: there is no system b", "projects.*.project: must contain {number}"],
            start => Assert.Contains(problems, problem => problem.StartsWith(start, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"url\": \"http://projects.example\"", "systems[0].url: http would send the key in clear text")]
    [InlineData("\"url\": \"https://me:pass@projects.example\"", "systems[0].url: must be an address")]
    [InlineData("\"url\": \"https://projects.example\", \"freeze\": \"delete\"", "systems[0].freeze: must be close or archive")]
    [InlineData("\"url\": \"https://projects.example\", \"tls\": \"sha256:12\"", "systems[0].tls: must be")]
    public void a_system_that_cannot_be_right_is_named(string wrong, string problem) => Assert.StartsWith(problem, Assert.Single(Problems(
        $$"""{ "systems": [ { "name": "tracker", "kind": "redmine", "key": "env:K", {{wrong}} } ], "projects": { {{Shop}} } }""")), StringComparison.Ordinal);

    [Theory]
    [InlineData("redmine", "shop")]
    [InlineData("gitlab", "acme/sub/shop")]
    [InlineData("gitlab", "12")]
    [InlineData("gitea", "acme/shop")]
    [InlineData("webhook", "anything:at-all")]
    [InlineData("redmine", "../users/1", false)]
    [InlineData("gitea", "acme", false)]
    [InlineData("gitea", "acme/../x", false)]
    [InlineData("gitlab", "acme/..", false)]
    [InlineData("webhook", "a b", false)]
    public void a_project_is_called_as_its_system_calls_it(string kind, string project, bool right = true)
    {
        string file = $$"""{ "systems": [ { "name": "s", "kind": "{{kind}}", "url": "https://x.example", "key": "env:K" } ], "projects": { "40": { "system": "s", "project": "{{project}}" } } }""";
        if (right) using ((IDisposable)Create(file)) { }
        else Assert.StartsWith("projects.40.project: must be ", Assert.Single(Problems(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void two_systems_of_one_name_are_one_too_many() =>
        Assert.Equal("systems: the name tracker stands there 2 times", Assert.Single(Problems($$"""{ "systems": [ {{Tracker}}, {{Tracker}} ], "projects": { {{Shop}} } }""")));

    [Fact]
    public async Task what_is_not_mapped_is_named_and_nothing_is_sent()
    {
        var adapter = (ICanSuspend)Create($$"""{ "systems": [ {{Tracker}} ], "projects": { {{Shop}} } }""");
        using (adapter as IDisposable)
        {
            var refused = Assert.IsType<AdapterOutcome.Refused>(await adapter.SuspendAsync(FreezeWorld.Handle(77), "x [billing:x]", TestContext.Current.CancellationToken));
            Assert.Equal((FailureKind.InvalidInput, "project 77 is not in config/plugins/project-freeze.json; add it under \"projects\""), (refused.Kind, refused.Message));
        }
    }

    [Fact]
    public async Task all_others_go_by_the_pattern()
    {
        List<string> asked = [];
        await using Front front = await Front.StartAsync(message =>
        {
            asked.Add(JsonDocument.Parse(message.Body).RootElement.GetProperty("project").GetString()!);
            return Task.FromResult(new Said(200, """{"state":"online"}"""));
        });
        IServiceAdapter adapter = Create($$"""
            { "systems": [ { "name": "s", "kind": "webhook", "url": "{{front.Url}}/hook", "key": "env:K" } ],
              "projects": { "40": { "system": "s", "project": "shop" }, "service 10": { "system": "s", "project": "code" }, "*": { "system": "s", "project": "c{client}-p{number}" } } }
            """);
        using (adapter as IDisposable)
        {
            foreach (ServiceHandle handle in new[] { FreezeWorld.Handle(40), FreezeWorld.Handle(77), FreezeWorld.Handle(10) with { Target = "service 10" }, FreezeWorld.Handle(40) with { Target = "service 40" } })
                await adapter.ObserveAsync(handle, TestContext.Current.CancellationToken);
        }
        Assert.Equal(["shop", "c7-p77", "code"], asked);
    }

    private static IReadOnlyList<string> Problems(string file) => Assert.Throws<AdapterConfigurationException>(() => Create(file)).Problems;

    private static IServiceAdapter Create(string file) => new ProjectFreezePlugin().Create(new AdapterContext(
        JsonDocument.Parse(file).RootElement,
        reference => reference.Contains(':', StringComparison.Ordinal) ? "RIGHTKEY" : throw new AdapterConfigurationException(["written out"]),
        TimeProvider.System, _ => { }));
}
