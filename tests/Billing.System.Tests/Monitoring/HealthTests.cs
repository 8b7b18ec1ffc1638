using System.Net;
using System.Text.Json.Nodes;
using Billing.Engine.Configuration;
using Billing.Host;
using Billing.Host.Monitoring;
using Billing.Host.Worker;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary>What <c>/health</c> answers when something that the service needs goes away and comes back. The policy's hour is 09:00, three hours behind UTC.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Wakes = TimeSpan.FromMinutes(5);

    private readonly Trial trial = new();
    private readonly Clock time = new(new DateTimeOffset(2026, 3, 2, 11, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource stopping = new();
    private readonly HttpClient client = new();
    private SandboxPanel panel = null!;
    private Composition composition = null!;
    private PolicyInForce policy = null!;
    private Pulse pulse = null!;
    private Readiness readiness = null!;
    private MonitoringServer server = null!;

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = time, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, cancel);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
        composition = await Composition.OpenAsync(trial.Config, time, writes: true, cancel);
        policy = new PolicyInForce(trial.Config, composition.Parts.Configuration.ChannelNames, composition.Policy, NullLogger<PolicyInForce>.Instance, time);
        policy.Refresh();
        pulse = new Pulse(time);
        readiness = new Readiness(composition, policy, pulse, time, stopping.Token);
        server = new MonitoringServer(new MonitoringSettings(new IPEndPoint(IPAddress.Loopback, 0), null), readiness, pulse, Wakes, NullLogger.Instance, TimeSpan.FromHours(1));
        await server.StartAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await composition.DisposeAsync();
        await panel.DisposeAsync();
        client.Dispose();
        stopping.Dispose();
        trial.Dispose();
    }

    [Fact]
    public async Task a_service_that_has_all_it_needs_is_ready() => Assert.Equal("ready", await ReadyAsync());

    [Fact]
    public async Task a_ledger_that_cannot_be_written_is_named_until_it_can()
    {
        await ChangeAsync("ALTER TABLE sources RENAME TO away");
        Assert.Equal("not ready: ledger", await ReadyAsync());
        await ChangeAsync("ALTER TABLE away RENAME TO sources");
        Assert.Equal("ready", await ReadyAsync());
    }

    [Fact]
    public async Task a_panel_that_does_not_answer_is_named_until_it_does()
    {
        Assert.Equal("ready", await ReadyAsync());
        panel.Faults.Add(new Fault("*", FaultKind.Html));
        Assert.Equal("ready", await ReadyAsync());   // it answered just now
        time.MoveTo(time.GetUtcNow().AddMinutes(1));
        pulse.Beat();
        Assert.Equal("not ready: panel", await ReadyAsync());
        panel.Faults.Clear();
        time.MoveTo(time.GetUtcNow().AddSeconds(30));
        Assert.Equal("ready", await ReadyAsync());
    }

    [Fact]
    public async Task a_daily_run_that_is_not_made_within_an_hour_is_named_until_it_is()
    {
        await MoveAsync(new DateTimeOffset(2026, 3, 2, 12, 30, 0, TimeSpan.Zero));
        Assert.Equal("ready", await ReadyAsync());
        await MoveAsync(new DateTimeOffset(2026, 3, 2, 13, 1, 0, TimeSpan.Zero));
        Assert.Equal("not ready: daily-run", await ReadyAsync());
        Assert.Equal(TimeSpan.FromMinutes(61), readiness.Overdue);
        await composition.RunAsync(composition.Policy, TestContext.Current.CancellationToken);
        Assert.Equal("ready", await ReadyAsync());
        await MoveAsync(new DateTimeOffset(2026, 3, 3, 11, 59, 0, TimeSpan.Zero));
        Assert.Equal("ready", await ReadyAsync());
        await MoveAsync(new DateTimeOffset(2026, 3, 3, 13, 0, 0, TimeSpan.Zero));
        Assert.Equal("not ready: daily-run", await ReadyAsync());
    }

    [Fact]
    public async Task a_policy_that_cannot_be_right_is_named_until_it_can()
    {
        string file = Path.Combine(trial.Config, "policy.json"), good = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        policy.Refresh();
        Assert.Equal("not ready: policy", await ReadyAsync());
        await File.WriteAllTextAsync(file, good, TestContext.Current.CancellationToken);
        policy.Refresh();
        Assert.Equal("ready", await ReadyAsync());
    }

    [Fact]
    public async Task a_worker_without_a_heartbeat_is_not_alive()
    {
        Assert.Equal(HttpStatusCode.OK, await AliveAsync());
        time.MoveTo(time.GetUtcNow().AddSeconds(31));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AliveAsync());
        pulse.Beat();
        Assert.Equal(HttpStatusCode.OK, await AliveAsync());
    }

    [Fact]
    public async Task a_worker_that_no_job_wakes_is_not_alive_and_one_that_works_for_long_is()
    {
        TaskCompletionSource work = new();
        Task working = pulse.WorkAsync(() => work.Task).AsTask();
        time.MoveTo(time.GetUtcNow().AddHours(2));
        pulse.Beat();
        Assert.Equal(HttpStatusCode.OK, await AliveAsync());
        work.SetResult();
        await working;
        time.MoveTo(time.GetUtcNow().AddMinutes(20));
        pulse.Beat();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AliveAsync());
    }

    [Fact]
    public async Task a_service_that_is_being_stopped_is_alive_and_not_ready()
    {
        await stopping.CancelAsync();
        Assert.Equal("not ready: service", await ReadyAsync());
        Assert.Equal(HttpStatusCode.OK, await AliveAsync());
    }

    private async Task MoveAsync(DateTimeOffset to)
    {
        time.MoveTo(to);
        pulse.Beat();
        await pulse.WorkAsync(() => Task.CompletedTask);
    }

    private async Task<HttpStatusCode> AliveAsync() => (await client.GetAsync(new Uri(server.Url, "health/live"), TestContext.Current.CancellationToken)).StatusCode;

    /// <summary>Looks, and says which parts are not well.</summary>
    private async Task<string> ReadyAsync()
    {
        await readiness.LookAsync(TestContext.Current.CancellationToken);
        using HttpResponseMessage answer = await client.GetAsync(new Uri(server.Url, "health/ready"), TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        JsonNode said = JsonNode.Parse(text)!;
        string[] ill = [.. said["parts"]!.AsArray().Where(part => !(bool)part!["well"]!).Select(part => (string)part!["name"]!)];
        Assert.Equal((ill.Length == 0, ill.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable), ((bool)said["well"]!, answer.StatusCode));
        Assert.All(said["parts"]!.AsArray(), part => Assert.Matches("^[^\n]+$", (string)part!["why"]!));
        Assert.DoesNotContain(Trial.TheSecret, text, StringComparison.Ordinal);
        return ill.Length == 0 ? "ready" : $"not ready: {string.Join(", ", ill)}";
    }

    private async Task ChangeAsync(string statement)
    {
        await using SqliteConnection connection = new($"Data Source={Path.Combine(trial.Folder, "ledger.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stands still until it is moved, its stop-watch too; waits are real.</summary>
    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public void MoveTo(DateTimeOffset to) => now = to;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
