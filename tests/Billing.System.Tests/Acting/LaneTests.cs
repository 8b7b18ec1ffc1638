using Billing.Engine.Acting;
using Billing.Engine.Simulation;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>The way to one server: so many at once, who paid first, and left alone when it is not well.</summary>
public sealed class LaneTests
{
    private static readonly AdapterOutcome Broken = new AdapterOutcome.Failed(FailureKind.BadResponse, "HTTP 500"), Well = new AdapterOutcome.Changed();

    private readonly VirtualClock clock = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly ServerLane lane;

    public LaneTests() => lane = new Lanes(AdapterLimits.Default, clock).Of("cpanel", new ServerHandle(1, "srv01", "127.0.0.1"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<bool> Enter(bool first = false) => lane.EnterAsync(first, Cancel);

    private async Task CallAsync(AdapterOutcome outcome)
    {
        Assert.True(await Enter());
        lane.Leave(outcome);
    }

    [Fact]
    public async Task two_calls_are_under_way_and_who_paid_goes_before_those_who_wait()
    {
        await Task.WhenAll(Enter(), Enter());
        Task<bool> suspension = Enter(), lift = Enter(first: true);
        Assert.False(suspension.IsCompleted || lift.IsCompleted);
        lane.Leave(Well);
        Assert.True(await lift);
        Assert.False(suspension.IsCompleted);
        lane.Leave(Well);
        Assert.True(await suspension);
    }

    [Fact]
    public async Task a_refused_key_opens_at_once_for_a_quarter_of_an_hour()
    {
        await CallAsync(new AdapterOutcome.Failed(FailureKind.AuthFailed, "the token is not known"));
        Assert.False(await Enter());
        Assert.Equal("server srv01: circuit open since 2026-03-10 12:00Z, until 12:15Z: AuthFailed: the token is not known", lane.Words);
        Move(minutes: 14);
        Assert.False(await Enter());
        Move(minutes: 1);
        Assert.True(await Enter());
    }

    [Fact]
    public async Task five_failures_in_a_row_open_it_and_a_success_in_between_does_not()
    {
        foreach (AdapterOutcome outcome in new[] { Broken, Broken, Broken, Broken, Well, Broken, Broken, Broken, Broken }) await CallAsync(outcome);
        await CallAsync(Broken);
        Assert.False(await Enter());
    }

    [Fact]
    public async Task what_fails_for_one_account_only_says_nothing_against_its_server()
    {
        for (int i = 0; i < 20; i++) await CallAsync(new AdapterOutcome.Failed(FailureKind.Busy, "a backup runs"));
        for (int i = 0; i < 20; i++) await CallAsync(new AdapterOutcome.Refused(FailureKind.NotOwned, "somebody else's"));
        Assert.True(await Enter());
    }

    [Fact]
    public async Task who_waits_when_it_opens_waits_no_longer()
    {
        await Task.WhenAll(Enter(), Enter());
        Task<bool>[] waiting = [Enter(), Enter(), Enter()];
        lane.Leave(new AdapterOutcome.Refused(FailureKind.AuthFailed, "no"));
        Assert.All(await Task.WhenAll(waiting), Assert.False);
    }

    [Fact]
    public async Task after_its_rest_one_goes_first_and_decides()
    {
        for (int i = 0; i < 5; i++) await CallAsync(Broken);
        Move(minutes: 5);
        Assert.True(await Enter());
        Task<bool> behind = Enter();
        Assert.False(behind.IsCompleted);
        lane.Leave(Broken);
        Assert.False(await behind);
        Move(minutes: 5);
        await CallAsync(Well);
        Assert.All(await Task.WhenAll(Enter(), Enter()), Assert.True);
    }

    [Fact]
    public async Task who_paid_tries_a_server_that_is_left_alone_now_and_then_and_what_goes_well_ends_its_rest()
    {
        for (int i = 0; i < 5; i++) await CallAsync(Broken);
        Assert.False(await Enter(first: true));
        clock.MoveTo(clock.GetUtcNow().AddSeconds(15));
        Assert.False(await Enter());
        Assert.True(await Enter(first: true));
        Assert.False(await Enter(first: true));
        lane.Leave(Broken);
        Assert.False(await Enter(first: true));
        clock.MoveTo(clock.GetUtcNow().AddSeconds(15));
        Assert.True(await Enter(first: true));
        lane.Leave(Well);
        Assert.All(await Task.WhenAll(Enter(), Enter()), Assert.True);
    }

    [Fact]
    public async Task a_server_that_refuses_our_key_is_not_tried_by_who_paid_either()
    {
        await CallAsync(new AdapterOutcome.Failed(FailureKind.AuthFailed, "the token is not known"));
        Move(minutes: 14);
        Assert.False(await Enter(first: true));
    }

    [Fact]
    public async Task who_stops_waiting_leaves_his_place_to_the_next()
    {
        await Task.WhenAll(Enter(), Enter());
        using CancellationTokenSource stop = new();
        Task<bool> stopped = lane.EnterAsync(first: false, stop.Token), next = Enter();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        lane.Leave(Well);
        Assert.True(await next);
    }

    [Fact]
    public async Task of_those_who_wait_for_one_thing_the_last_wish_counts()
    {
        OneAtATime<string> things = new();
        OneAtATime<string>.Inside? first = await things.EnterLastAsync("service 10", Cancel);
        Task<OneAtATime<string>.Inside?> second = things.EnterLastAsync("service 10", Cancel), third = things.EnterLastAsync("service 10", Cancel);
        Assert.Null(await second);
        Assert.False(third.IsCompleted);
        first!.Dispose();
        Assert.NotNull(await third);
        Assert.NotNull(await things.EnterLastAsync("service 11", Cancel));
    }

    [Fact]
    public async Task who_is_called_for_goes_first_and_whoever_is_in_is_asked_to_make_way()
    {
        OneAtATime<int> clients = new();
        OneAtATime<int>.Inside run = await clients.EnterAsync(7, Cancel);
        Task<OneAtATime<int>.Inside> other = clients.EnterAsync(7, Cancel);
        Assert.False(run.Asked.IsCancellationRequested);
        Task<OneAtATime<int>.Inside> calledFor = clients.EnterFirstAsync(7, Cancel);
        Assert.True(run.Asked.IsCancellationRequested);
        run.Dispose();
        OneAtATime<int>.Inside first = await calledFor;
        Assert.False(other.IsCompleted);
        first.Dispose();
        Assert.False((await other).Asked.IsCancellationRequested, "who waited already makes way for nobody");
    }

    private void Move(int minutes) => clock.MoveTo(clock.GetUtcNow().AddMinutes(minutes));
}
