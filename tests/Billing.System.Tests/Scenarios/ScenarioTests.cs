using Billing.Engine.Simulation;
using Xunit;

namespace Billing.System.Tests.Scenarios;

/// <summary>
/// The policy as stories: every scenario of the project, and of each folder that BILLING_TEST_SCENARIOS names, is replayed over the real road.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly string Root = RootFolder();
    private static readonly ShippedPolicy Policy = ShippedPolicy.In(Path.Combine(Root, "config"));

    public static TheoryData<string> Files() => [.. Folders().SelectMany(folder => Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task the_service_does_what_the_scenario_says(string file)
    {
        Verdict verdict = await Verification.OfAsync(file, Policy, TestContext.Current.CancellationToken);

        Assert.True(verdict.Passed, $"{verdict.Name}{Environment.NewLine}{string.Join(Environment.NewLine, verdict.Problems)}");
    }

    [Fact]
    public async Task a_scenario_that_expects_something_else_fails_with_what_was_missing_and_what_was_not_expected()
    {
        string story = await File.ReadAllTextAsync(Path.Combine(Root, "tests", "scenarios", "a-failure-of-several-days.json"), TestContext.Current.CancellationToken);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, story.Replace("\"action\": \"terminate\"", "\"action\": \"activate\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Verdict verdict = await Verification.OfAsync(file, Policy, TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.Contains(verdict.Problems, problem => problem.StartsWith("missing: on=", StringComparison.Ordinal) && problem.Contains("action=activate", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("BILLING_TEST_SCENARIOS") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Prepend(Path.Combine(Root, "tests", "scenarios"));

    private static string RootFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Billing.sln"))) return folder.FullName;
        throw new InvalidOperationException("the tests run inside the repository, below Billing.sln");
    }
}
