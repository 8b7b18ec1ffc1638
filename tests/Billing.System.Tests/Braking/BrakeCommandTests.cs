using System.Text.Json.Nodes;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Braking;

/// <summary><c>billing brake</c> over a ledger file that the service has open, and the keys of <c>brakes</c> in <c>billing.json</c>.</summary>
public sealed class BrakeCommandTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private SandboxPanel panel = null!;
    private SqlLedger service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = clock, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, Cancel);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
        service = SqlLedger.Sqlite(Path.Combine(trial.Folder, "ledger.db"), clock);
        await service.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await panel.DisposeAsync();
        SqliteConnection.ClearAllPools();
        trial.Dispose();
    }

    [Fact]
    public async Task with_none_in_force_it_says_so()
    {
        Said said = await trial.RunAsync(clock, "brake");
        Assert.Equal((ExitCode.Done, "No brake is in force.\n"), (said.Code, said.Output.ReplaceLineEndings("\n")));
        Assert.Equal("[]", (await trial.RunAsync(clock, "brake", "--json", "--all")).Output.Trim());
    }

    [Fact]
    public async Task it_says_what_is_in_force_since_when_why_and_what_lifts_it()
    {
        await service.Brakes.RaiseAsync(BrakeKind.Restored, "invoices went back from 100 to 70", Cancel);
        Said said = await trial.RunAsync(clock, "brake");
        Assert.Equal(ExitCode.Held, said.Code);
        string line = Assert.Single(said.Lines, line => line.StartsWith("restored", StringComparison.Ordinal));
        foreach (string part in new[] { "2026-03-10 12:00:00Z", "invoices went back from 100 to 70", "only a release" }) Assert.Contains(part, line, StringComparison.Ordinal);
        JsonNode json = Assert.Single(JsonNode.Parse((await trial.RunAsync(clock, "brake", "--json")).Output)!.AsArray())!;
        Assert.Equal(("restored", "2026-03-10 12:00:00Z", null), ((string?)json["brake"], (string?)json["since"], (string?)json["lifted"]));
    }

    [Fact]
    public async Task a_release_beside_the_service_is_kept_with_who_and_why()
    {
        await service.Brakes.RaiseAsync(BrakeKind.Restored, "invoices went back from 100 to 70", Cancel);
        Said said = await trial.RunAsync(clock, "brake", "release", "restored", "--because", "we restored it ourselves");
        Assert.True(said.Code == ExitCode.Done, said.Error);
        Assert.Empty(await service.Brakes.InForceAsync(Cancel));
        BrakeEntry entry = Assert.Single(await service.Brakes.HistoryAsync(10, Cancel));
        Assert.Contains(Environment.UserName, entry.By, StringComparison.Ordinal);
        Assert.Equal("we restored it ourselves", entry.Because);
        Assert.Contains("we restored it ourselves", (await trial.RunAsync(clock, "brake", "--all")).Output, StringComparison.Ordinal);
        Assert.Single(await service.Evidence.OfKeyAsync("brake/restored", Cancel));
        Assert.Equal(ExitCode.Done, (await trial.RunAsync(clock, "evidence", "verify")).Code);
    }

    [Fact]
    public async Task a_release_without_a_text_or_of_an_unknown_kind_is_a_usage_error()
    {
        await service.Brakes.RaiseAsync(BrakeKind.Restored, "for the test", Cancel);
        foreach (string[] args in new[] { new[] { "brake", "release", "restored" }, ["brake", "release", "restored", "--because", "  "], ["brake", "release", "hand", "--because", "text"] })
        {
            Said said = await trial.RunAsync(clock, args);
            Assert.True(said.Code == ExitCode.Usage, said.Output + said.Error);
            Assert.Single(said.Errors);
        }
        Assert.Single(await service.Brakes.InForceAsync(Cancel));
    }

    [Fact]
    public async Task what_is_not_in_force_or_lifts_itself_is_not_released_and_it_says_why()
    {
        Said none = await trial.RunAsync(clock, "brake", "release", "half", "--because", "text");
        Assert.Equal(ExitCode.Failed, none.Code);
        Assert.Contains("not in force", none.Error, StringComparison.Ordinal);
        await service.Brakes.RaiseAsync(BrakeKind.PaymentsUnseen, "for the test", Cancel);
        Said stays = await trial.RunAsync(clock, "brake", "release", "payments-unseen", "--because", "text");
        Assert.Equal(ExitCode.Failed, stays.Code);
        Assert.Contains("lifts itself", stays.Error, StringComparison.Ordinal);
        Assert.Single(await service.Brakes.InForceAsync(Cancel));
    }

    [Theory]
    [InlineData("clockSeconds", "4")]
    [InlineData("clockSeconds", "3601")]
    [InlineData("shrinkPercent", "0")]
    [InlineData("paymentsMinutes", "0")]
    [InlineData("factsMinutes", "1441")]
    [InlineData("factsHours", "1")]
    public void what_cannot_be_a_limit_is_a_problem_with_its_place(string key, string value)
    {
        trial.Change("billing.json", billing => billing["brakes"]![key] = JsonNode.Parse(value));
        Assert.Contains(ConfigurationReader.In(trial.Config).Problems, problem => problem.Path.StartsWith("$.brakes", StringComparison.Ordinal));
    }
}
