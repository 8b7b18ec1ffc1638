using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Billing.Host.Cli;
using Billing.System.Tests.Host;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Kit;

/// <summary>The way of plugins/README.md, from nothing to an adapter that is listed.</summary>
public sealed partial class TemplateTests : IDisposable
{
    private const string Plugin = "Billing.Plugin.Zeta";

    private readonly Workbench bench = new();
    private readonly Trial trial = new();

    public void Dispose()
    {
        bench.Dispose();
        trial.Dispose();
    }

    [Fact]
    public async Task a_new_adapter_is_built_listed_and_fails_its_suites_until_it_is_written()
    {
        await bench.NewAsync("-n", Plugin, "--billing", Tree.Root, "--abilities", "suspend", "snapshot", "backup", "terminate", "restore", "activate", "test");
        string place = Path.Combine(bench.Folder, Plugin);
        await bench.SucceedAsync("build", Path.Combine(place, $"{Plugin}.Tests"), "-v", "q");
        await bench.SucceedAsync("publish", Path.Combine(place, Plugin), "--no-restore", "-v", "q", "-o", Path.Combine(trial.Folder, "plugins", Plugin));
        Assert.False(File.Exists(Path.Combine(trial.Folder, "plugins", Plugin, "Billing.Sdk.dll")), "the contract comes from the host");
        await ListedAsync(Path.Combine(place, Plugin, "zeta.sample.json"), "suspend", "snapshot", "back up", "terminate", "restore", "create", "test");
        Ended suites = await bench.DotnetAsync(Path.Combine(place, $"{Plugin}.Tests", "bin", "Debug", "net10.0", $"{Plugin}.Tests.dll"), "-noColor");
        Match total = Total().Match(suites.Output);
        Assert.True(total.Success && suites.Code != 0, suites.Output);
        Assert.True(int.Parse(total.Groups["failed"].Value, null) is > 30, suites.Output);
        Assert.Contains("not written yet: count the changes", suites.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("every_ability_has_its_suite", suites.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task from_packages_alone_a_new_adapter_is_built_listed_and_answers()
    {
        const string version = "9.9.9";   // of nobody's
        await bench.PackAsync(version);
        await bench.NewFromAsync(Path.Combine("packages", $"Billing.Adapter.Template.{version}.nupkg"), "-n", Plugin, "--contract", version, "--abilities", "suspend", "test");
        string place = Path.Combine(bench.Folder, Plugin), published = Path.Combine(trial.Folder, "plugins", Plugin);
        await bench.SucceedAsync("build", Path.Combine(place, $"{Plugin}.Tests"), "-v", "q");
        await bench.SucceedAsync("publish", Path.Combine(place, Plugin), "-c", "Debug", "--no-build", "-v", "q", "-o", published);
        Assert.DoesNotContain("Billing.Sdk.dll", Directory.GetFiles(published).Select(Path.GetFileName));
        await ListedAsync(Path.Combine(published, "zeta.sample.json"), "suspend", "test");
    }

    [Fact]
    public void the_template_asks_for_the_packages_of_this_version()
    {
        JsonNode template = JsonNode.Parse(File.ReadAllText(Path.Combine(Tree.Root, "plugins", "template", ".template.config", "template.json")))!;
        XDocument shared = XDocument.Load(Path.Combine(Tree.Root, "src", "Directory.Build.props"));
        Assert.Equal(shared.Descendants("Version").Single().Value, (string?)template["symbols"]!["contract"]!["defaultValue"]);
    }

    [Fact]
    public async Task inside_the_repository_the_files_stand_where_they_belong()
    {
        await bench.NewAsync("-n", Plugin, "--inside", "-o", ".");
        string[] files = [.. Directory.EnumerateFiles(bench.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(bench.Folder, file))
            .Where(file => !file.StartsWith('.')).Order(StringComparer.Ordinal)];
        Assert.Equal(
        [
            "config/plugins/zeta.sample.json", $"plugins/{Plugin}/{Plugin}.csproj", $"plugins/{Plugin}/ZetaAdapter.cs", $"plugins/{Plugin}/ZetaPlugin.cs", $"plugins/{Plugin}/ZetaSettings.cs",
            "tests/Billing.System.Tests/Plugins/Zeta/ZetaOnServer.cs", "tests/Billing.System.Tests/Plugins/Zeta/ZetaTests.cs",
        ], files);
        Assert.Contains("namespace Billing.System.Tests.Plugins.Zeta;", await File.ReadAllTextAsync(Path.Combine(bench.Folder, files[^1]), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task ListedAsync(string sample, params string[] can)
    {
        trial.Change("billing.json", billing => billing["plugins"] = "../plugins");
        JsonNode zeta = await ZetaAsync();
        Assert.False((bool)zeta["configured"]!);
        Assert.Equal(can, zeta["can"]!.AsArray().Select(word => (string?)word));
        string token = trial.Write("token", Trial.TheSecret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        trial.Write("config/plugins/zeta.json", (await File.ReadAllTextAsync(sample, TestContext.Current.CancellationToken)).Replace("env:ZETA_TOKEN", $"file:{token}", StringComparison.Ordinal));
        Assert.True((bool)(await ZetaAsync())["configured"]!);
        Said tried = await trial.RunAsync("adapters", "test", "zeta");
        Assert.Equal((ExitCode.Unreachable, "wrong  adapter zeta: zeta.example.com: not written yet"), (tried.Code, tried.Lines[0]));
    }

    private async Task<JsonNode> ZetaAsync()
    {
        Said said = await trial.RunAsync("adapters", "--offline", "--json");
        Assert.Equal(ExitCode.Done, said.Code);
        return JsonNode.Parse(said.Output)!["adapters"]!.AsArray().Single(adapter => (string?)adapter!["name"] == "zeta")!;
    }

    [GeneratedRegex("Total: (?<total>[0-9]+), Errors: [0-9]+, Failed: (?<failed>[0-9]+)")]
    private static partial Regex Total();
}
