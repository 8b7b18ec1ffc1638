using Billing.Engine.Configuration;
using Billing.Host.Worker;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Billing.System.Tests.Host;

public sealed class PolicyInForceTests : IDisposable
{
    private readonly Trial trial = new();
    private readonly Lines log = new();
    private readonly PolicyInForce policy;

    public PolicyInForceTests()
    {
        policy = new PolicyInForce(trial.Config, new HashSet<string> { "email" }, PolicyFile.In(trial.Config).Policy!, log);
        policy.Refresh();
    }

    public void Dispose() => trial.Dispose();

    [Fact]
    public void a_file_that_did_not_change_changes_nothing()
    {
        Assert.False(policy.Refresh());
        Assert.Empty(log.Said);
    }

    [Fact]
    public void a_changed_policy_is_in_force_from_the_next_decision_on()
    {
        trial.Change("policy.json", json => json["runAt"] = "10:30");
        Assert.True(policy.Refresh());
        Assert.Equal(new TimeOnly(10, 30), policy.Current.RunAt);
        Assert.Equal(["email"], policy.Current.Channels);
    }

    [Fact]
    public void a_changed_holiday_is_a_changed_policy()
    {
        trial.Change(Path.Combine("holidays", "ar.json"), json => json["days"]!.AsArray().Clear());
        Assert.True(policy.Refresh());
        Assert.True(policy.Current.Calendar.IsBusinessDay(new DateOnly(2026, 5, 25)));
    }

    [Fact]
    public void one_that_cannot_be_right_is_said_once_and_the_last_good_one_stays()
    {
        TimeOnly before = policy.Current.RunAt;
        trial.Change("policy.json", json => (json["runAt"], json["timeZone"]) = ("nine", "Mars"));
        Assert.False(policy.Refresh());
        Assert.False(policy.Refresh());
        Assert.Equal(before, policy.Current.RunAt);
        Assert.Equal(3, log.Said.Count);
        Assert.Contains(log.Said, line => line.Contains("$.runAt", StringComparison.Ordinal));
        Assert.Contains(log.Said, line => line.Contains("$.timeZone", StringComparison.Ordinal));
    }

    private sealed class Lines : ILogger<PolicyInForce>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
