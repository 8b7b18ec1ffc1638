using Billing.Engine.Ledger;
using Billing.Engine.Simulation;
using Billing.Host;
using Billing.Host.Worker;
using Billing.Sandbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>What the service does when it is woken: the run of today once its hour has come, else a look. The policy's hour is 09:00, three hours behind UTC.</summary>
public sealed class ShiftTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    // its waits are real: what repeats a call after a while would wait for ever for a clock that stands still
    private readonly VirtualClock time = new(new DateTimeOffset(2026, 3, 2, 11, 59, 0, TimeSpan.Zero));
    private SandboxPanel panel = null!;
    private Composition composition = null!;
    private Shift shift = null!;

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = time, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, cancel);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
        composition = await Composition.OpenAsync(trial.Config, time, writes: true, cancel);
        shift = Begin();
    }

    public async ValueTask DisposeAsync()
    {
        shift.Dispose();
        await composition.DisposeAsync();
        await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task before_its_hour_there_is_no_run()
    {
        await shift.WorkAsync();
        Assert.Empty(await RunsAsync());
    }

    [Fact]
    public async Task a_day_has_one_run_however_often_the_service_wakes_and_starts()
    {
        time.MoveTo(time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await shift.WorkAsync();
        await shift.WorkAsync();
        using Shift again = Begin();
        await again.WorkAsync();
        Assert.Equal(["daily 2026-03-02"], await RunsAsync());
    }

    [Fact]
    public async Task after_downtime_the_run_of_today_is_made_at_once()
    {
        time.MoveTo(time.GetUtcNow() + TimeSpan.FromDays(3) + TimeSpan.FromHours(9));
        await shift.WorkAsync();
        Assert.Equal(["daily 2026-03-05"], await RunsAsync());
    }

    [Fact]
    public async Task a_run_that_could_not_be_made_is_made_at_the_next_look()
    {
        time.MoveTo(time.GetUtcNow() + TimeSpan.FromMinutes(1));
        panel.Faults.Add(new Fault("*", FaultKind.Forbidden));
        await shift.WorkAsync();
        Assert.Equal(["daily 2026-03-02 unfinished"], await RunsAsync());
        panel.Faults.Clear();
        await shift.WorkAsync();
        Assert.Equal(["daily 2026-03-02 unfinished", "daily 2026-03-02"], await RunsAsync());
    }

    [Fact]
    public async Task a_changed_hour_counts_from_the_next_waking_on()
    {
        trial.Change("policy.json", policy => policy["runAt"] = "08:30");
        await shift.WorkAsync();
        Assert.Equal(["daily 2026-03-02"], await RunsAsync());
    }

    [Fact]
    public async Task a_run_in_which_a_brake_held_something_is_made_again_once_it_is_lifted()
    {
        time.MoveTo(time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await shift.WorkAsync();
        await composition.Ledger.Brakes.KeepMarksAsync(new Dictionary<string, string> { ["held"] = "2026-03-02" }, TestContext.Current.CancellationToken);
        await composition.Ledger.Brakes.RaiseAsync(BrakeKind.Restored, "for the test", TestContext.Current.CancellationToken);
        await shift.WorkAsync();
        Assert.Equal(["daily 2026-03-02"], await RunsAsync());
        foreach (BrakeEntry brake in await composition.Ledger.Brakes.InForceAsync(TestContext.Current.CancellationToken))
            await composition.Ledger.Brakes.LiftAsync(brake.Kind, "ana", "known", TestContext.Current.CancellationToken);
        await shift.WorkAsync();
        await shift.WorkAsync();
        Assert.Equal(["daily 2026-03-02", "daily 2026-03-02"], await RunsAsync());
    }

    [Fact]
    public async Task the_log_says_once_that_a_brake_was_raised_and_that_it_was_released()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        PolicyInForce policy = new(trial.Config, composition.Parts.Configuration.ChannelNames, composition.Policy, NullLogger<PolicyInForce>.Instance);
        Lines log = new();
        using BrakeWatch watch = new(composition, policy, shift, time, log);
        await composition.Ledger.Brakes.RaiseAsync(BrakeKind.Restored, "for the test", cancel);
        Assert.False(await watch.LookAsync(cancel));
        Assert.False(await watch.LookAsync(cancel));
        await composition.Ledger.Brakes.LiftAsync(BrakeKind.Restored, "ana", "known", cancel);
        Assert.True(await watch.LookAsync(cancel));
        Assert.False(await watch.LookAsync(cancel));
        Assert.Equal([(LogLevel.Error, 1140), (LogLevel.Warning, 1142)], log.Said.Where(line => line.Text.Contains("restored", StringComparison.Ordinal)).Select(line => (line.Level, line.Id)));
    }

    private sealed class Lines : ILogger<BrakeWatch>
    {
        public List<(LogLevel Level, int Id, string Text)> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add((logLevel, eventId.Id, formatter(state, exception)));
    }

    private Shift Begin()
    {
        PolicyInForce policy = new(trial.Config, composition.Parts.Configuration.ChannelNames, composition.Policy, NullLogger<PolicyInForce>.Instance);
        policy.Refresh();
        return new Shift(composition, policy, time, new Life(), NullLogger<Shift>.Instance);
    }

    private async Task<string[]> RunsAsync() => [.. (await composition.Ledger.RunsAsync(10, TestContext.Current.CancellationToken)).Reverse()
        .Select(run => $"{run.Occasion} {run.Today:yyyy-MM-dd}{(run.Finished is null ? " unfinished" : "")}")];

    private sealed class Life : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => CancellationToken.None;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
