using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Xunit;

namespace Billing.System.Tests.Braking;

/// <summary>The clocks: ours, the panel's, its database's.</summary>
public sealed partial class RuleTests
{
    [Theory]
    [InlineData(-61)]
    [InlineData(61)]
    [InlineData(-400_000_000)]
    public async Task clocks_more_than_a_minute_apart_hold_until_they_agree(int seconds)
    {
        source.Apart = TimeSpan.FromSeconds(seconds);
        await CheckAsync();
        Assert.Equal(["clock"], await InForceAsync());
        Assert.Contains($"{seconds} seconds apart; allowed are 60", (await ledger.Brakes.InForceAsync(Cancel))[0].Why, StringComparison.Ordinal);
        Assert.Contains("seconds apart", await brakes.ReleaseAsync(Today, BrakeKind.Clock, "ana", "never mind", Cancel), StringComparison.Ordinal);
        source.Apart = TimeSpan.FromSeconds(59);
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_clock_that_does_not_answer_any_more_has_not_agreed()
    {
        source.Says = source.Says with { Clocks = [new("the panel's database", time.Wall.AddMinutes(5), time.Wall)] };
        await CheckAsync();
        source.Says = source.Says with { Clocks = [] };
        await CheckAsync();
        Assert.Equal(["clock"], await InForceAsync());
        source.Says = source.Says with { Clocks = [new("the panel's database", time.Wall, time.Wall)] };
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task our_clock_set_by_an_hour_holds_until_the_others_agree_with_it(int seconds)
    {
        time.Pass(TimeSpan.FromMinutes(1), set: TimeSpan.FromSeconds(seconds));
        await CheckAsync();
        Assert.Equal(["clock"], await InForceAsync());
        time.Pass(TimeSpan.FromMinutes(1));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_clock_set_back_and_forth_between_two_looks_is_nothing_and_seen_it_is_held_each_time()
    {
        time.Pass(TimeSpan.FromSeconds(10), set: TimeSpan.FromHours(5));
        time.Pass(TimeSpan.FromSeconds(10), set: TimeSpan.FromHours(-5));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
        foreach (int hours in new[] { 5, -5 })
        {
            time.Pass(TimeSpan.FromSeconds(10), set: TimeSpan.FromHours(hours));
            await CheckAsync();
            Assert.Equal(["clock"], await InForceAsync());
        }
    }

    [Fact]
    public async Task a_jump_with_no_other_clock_to_ask_waits_for_a_release()
    {
        brakes = new Brakes(ledger, BrakeOptions.Default, time);
        await CheckAsync();
        time.Pass(TimeSpan.FromMinutes(1), set: TimeSpan.FromHours(1));
        await CheckAsync();
        time.Pass(TimeSpan.FromMinutes(1));
        await CheckAsync();
        Assert.Equal(["clock"], await InForceAsync());
        Assert.Null(await brakes.ReleaseAsync(Today, BrakeKind.Clock, "ana", "summer", Cancel));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task a_run_of_a_later_day_holds_until_that_day_or_until_it_is_released()
    {
        await ledger.BeginRunAsync("daily", Today.AddDays(2), Cancel);
        await ledger.BeginRunAsync("daily", Today, Cancel);
        await CheckAsync();
        Assert.Equal(["clock"], await InForceAsync());
        await brakes.CheckAsync(Today.AddDays(2), true, Cancel);
        Assert.Empty(await InForceAsync());
        await CheckAsync();
        Assert.Equal(["clock"], await InForceAsync());
        Assert.Null(await brakes.ReleaseAsync(Today, BrakeKind.Clock, "ana", "the battery was empty", Cancel));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }

    [Fact]
    public async Task clocks_are_not_compared_when_that_is_configured()
    {
        brakes = source.Brakes(ledger, time, BrakeOptions.Default with { Clock = null });
        source.Apart = TimeSpan.FromDays(400);
        await CheckAsync();
        time.Pass(TimeSpan.FromMinutes(1), set: TimeSpan.FromDays(9));
        await CheckAsync();
        Assert.Empty(await InForceAsync());
    }
}
