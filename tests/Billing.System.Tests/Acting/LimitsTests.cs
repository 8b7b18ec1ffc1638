using Billing.Engine.Acting;
using Billing.Engine.Configuration;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>How hard servers are driven is the admin's to say: each of them, and all of an adapter together.</summary>
public sealed class LimitsTests
{
    private const string Shipped = """{ "perServer": 2, "perSecond": 10, "atOnce": 20 }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ConfigurationReading Read(string limits) => ConfigurationReader.Read(
        File.ReadAllText(Path.Combine(Tree.Config, ConfigurationReader.FileName)).Replace(Shipped, limits, StringComparison.Ordinal)
            .Replace("""{ "*": "panel-module" }""", """{ "cpanel": "cpanel", "*": "panel-module" }""", StringComparison.Ordinal), Tree.Config);

    private static AdapterLimits Limits(string limits) => Read(limits).Configuration!.Limits;

    private static string Problem(string limits) => Assert.Single(Read(limits).Problems).ToString();

    private static Lanes Lanes(string limits) => new(Limits(limits), new VirtualClock(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)));

    private static ServerHandle Server(int number) => new(number, $"srv{number:00}", "127.0.0.1");

    [Fact]
    public void the_shipped_limits_are_the_usual_ones()
    {
        Assert.Equal(LaneOptions.Default, Limits(Shipped).Usual);
        Assert.Empty(Limits(Shipped).Of);
    }

    [Fact]
    public void other_limits_are_taken() =>
        Assert.Equal(LaneOptions.Default with { PerServer = 5, PerSecond = 7, AtOnce = 9 }, Limits("""{ "perServer": 5, "perSecond": 7, "atOnce": 9 }""").Usual);

    [Fact]
    public void of_one_adapter_others_hold_and_what_is_not_said_is_as_usual()
    {
        AdapterLimits limits = Limits("""{ "perServer": 2, "perSecond": 10, "atOnce": 20, "of": { "cpanel": { "perServer": 3 }, "panel-module": { "perSecond": 4, "atOnce": 1 } } }""");
        Assert.Equal(LaneOptions.Default with { PerServer = 3 }, limits.For("cpanel"));
        Assert.Equal(LaneOptions.Default with { PerSecond = 4, AtOnce = 1 }, limits.For("panel-module"));
        Assert.Equal(LaneOptions.Default, limits.For("panel-project"));
    }

    [Theory]
    [InlineData("""{ "perServer": 0, "perSecond": 10, "atOnce": 20 }""", "$.adapters.limits.perServer: 0 is not a whole number from 1 to 64")]
    [InlineData("""{ "perServer": 2, "perSecond": 10 }""", "\"atOnce\" is missing")]
    [InlineData("""{ "perServer": 2, "perSecond": 10, "atOnce": 20, "of": { "cpanel": { "atOnce": 0 } } }""", "$.adapters.limits.of.cpanel.atOnce: 0 is not")]
    [InlineData("""{ "perServer": 2, "perSecond": 10, "atOnce": 20, "of": { "cpanel": { "perHour": 3 } } }""", "there is no key \"perHour\" here")]
    [InlineData("""{ "perServer": 2, "perSecond": 10, "atOnce": 20, "of": { "cpnel": { "perServer": 3 } } }""", "$.adapters.limits.of.cpnel: nothing here is mapped to an adapter \"cpnel\". Did you mean \"cpanel\"?")]
    [InlineData("""{ "perServer": 2, "perSecond": 10, "atOnce": 20, "of": { "acme": { "perServer": 3 } } }""", "The adapters here are: \"cpanel\", \"panel-module\", \"panel-project\".")]
    public void what_cannot_be_right_is_a_problem_at_its_place(string limits, string words) => Assert.Contains(words, Problem(limits), StringComparison.Ordinal);

    [Fact]
    public async Task over_all_its_servers_an_adapter_has_so_many_calls_at_once_and_who_paid_goes_first()
    {
        Lanes lanes = Lanes("""{ "perServer": 2, "perSecond": 10, "atOnce": 3 }""");
        Assert.All(await Task.WhenAll(new[] { 1, 2, 3 }.Select(n => lanes.Of("cpanel", Server(n)).EnterAsync(false, Cancel))), Assert.True);
        Task<bool> suspension = lanes.Of("cpanel", Server(1)).EnterAsync(false, Cancel), lift = lanes.Of("cpanel", Server(4)).EnterAsync(true, Cancel);
        Assert.True(await lanes.Of("dns", Server(1)).EnterAsync(false, Cancel), "another adapter is reckoned by itself");
        Assert.False(suspension.IsCompleted || lift.IsCompleted);
        lanes.Of("cpanel", Server(2)).Leave(new AdapterOutcome.Changed());
        Assert.True(await lift);
        Assert.False(suspension.IsCompleted);
        lanes.Of("cpanel", Server(3)).Leave(null);
        Assert.True(await suspension);
    }

    [Fact]
    public async Task who_waits_for_a_server_that_hangs_takes_no_place_from_the_others()
    {
        Lanes lanes = Lanes("""{ "perServer": 1, "perSecond": 10, "atOnce": 2 }""");
        await lanes.Of("cpanel", Server(1)).EnterAsync(false, Cancel);
        Task<bool>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => lanes.Of("cpanel", Server(1)).EnterAsync(false, Cancel))];
        Assert.True(await lanes.Of("cpanel", Server(2)).EnterAsync(false, Cancel));
        Assert.All(waiting, each => Assert.False(each.IsCompleted));
    }

    [Fact]
    public async Task who_stops_waiting_for_the_adapter_gives_his_place_at_the_server_back()
    {
        Lanes lanes = Lanes("""{ "perServer": 1, "perSecond": 10, "atOnce": 1 }""");
        await lanes.Of("cpanel", Server(1)).EnterAsync(false, Cancel);
        using CancellationTokenSource stop = new();
        Task<bool> stopped = lanes.Of("cpanel", Server(2)).EnterAsync(false, stop.Token), next = lanes.Of("cpanel", Server(2)).EnterAsync(false, Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        lanes.Of("cpanel", Server(1)).Leave(null);
        Assert.True(await next);
    }

    [Theory]
    [InlineData("panel-module")]
    [InlineData("panel-project")]
    public async Task what_goes_through_the_panel_has_one_server_which_is_the_panel(string adapter)
    {
        Lanes lanes = Lanes(Shipped);
        Assert.All(await Task.WhenAll(lanes.Of(adapter, Server(1)).EnterAsync(false, Cancel), lanes.Of(adapter, Server(2)).EnterAsync(false, Cancel)), Assert.True);
        Task<bool> third = lanes.Of(adapter, Server(3)).EnterAsync(false, Cancel);
        Assert.False(third.IsCompleted);
        lanes.Of(adapter, Server(1)).Leave(null);
        Assert.True(await third);
        Assert.Equal(10, Limits(Shipped).ForAllOf(adapter).PerSecond);
    }
}
