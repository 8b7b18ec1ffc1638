using System.Collections.Concurrent;
using Billing.Engine.Runs;
using Billing.Sdk;
using Xunit;
using static Billing.System.Tests.Calls.HookPost;

namespace Billing.System.Tests.Calls;

/// <summary>The hook tells of a payment while the daily run is about to suspend that client, or at it: payment wins.</summary>
public sealed class PaidWhileSuspendingTests : IAsyncLifetime
{
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> underWay = new(), asked = new();
    private CallsTown town = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Three clients whose services 1, 2 and 3 are suspended; services 11, 12 and 13 are due to be, on a server that hangs.</summary>
    public async ValueTask InitializeAsync()
    {
        town = await CallsTown.OpenAsync(debtors: 3);
        foreach (int n in new[] { 1, 2, 3 }) town.Town.Owe(n, n + 10);
        Func<ServiceHandle, ServiceHandle> usual = town.Town.Panel.Describe;
        town.Town.Panel.Describe = handle =>
        {
            asked.Enqueue(handle.Target);
            return handle.Target.StartsWith("service 1", StringComparison.Ordinal) && handle.Target != "service 1" ? handle with { Server = new ServerHandle(9, "hanging", "127.0.0.9") } : usual(handle);
        };
        town.Farm.Moods["hanging"] = async (target, _) =>
        {
            underWay.Enqueue(target);
            await go.Task;
            return null;
        };
    }

    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Fact]
    public async Task a_payment_while_the_server_suspends_ends_online()
    {
        (Task<RunReport> run, int busy, _) = await HangAsync();
        town.Town.Pay(busy);
        town.Town.Pay(busy + 10);
        await town.TellAsync(Paid(busy), Paid(busy + 10));
        await CallsTown.UntilAsync(() => town.Looks.Contains(busy));
        Assert.Equal(2, await town.WaitingAsync());
        go.SetResult();
        await run;
        await town.QuietAsync();
        Assert.True(town.Online(busy) && town.Online(busy + 10));
        Assert.Contains($"service {busy + 10} lifted", town.Farm.Changes);
    }

    [Fact]
    public async Task a_payment_while_the_suspension_waits_for_its_server_stops_it()
    {
        (Task<RunReport> run, _, int waits) = await HangAsync();
        town.Town.Pay(waits);
        town.Town.Pay(waits + 10);
        await town.TellAsync(Paid(waits), Paid(waits + 10));
        await town.QuietAsync();   // the server still hangs
        Assert.True(town.Online(waits) && town.Online(waits + 10));
        go.SetResult();
        Assert.Empty((await run).Failures);
        Assert.True(town.Online(waits) && town.Online(waits + 10));
        Assert.DoesNotContain($"service {waits + 10} suspended", town.Farm.Changes);
        Assert.Equal(2, town.Farm.Changes.Count(change => change.StartsWith("service 1", StringComparison.Ordinal) && change.EndsWith("suspended", StringComparison.Ordinal) && !change.StartsWith("service 1 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task what_is_paid_comes_back_before_what_is_not_goes_offline_and_neither_is_forgotten()
    {
        (Task<RunReport> run, _, int waits) = await HangAsync();
        town.Town.Pay(waits);
        await town.TellAsync(Paid(waits));
        await town.QuietAsync();
        Assert.True(town.Online(waits));
        Assert.False(run.IsCompleted);
        go.SetResult();
        RunReport report = await run;
        Assert.True(town.Online(waits));
        Assert.False(town.Online(waits + 10), "it is still owed: the run came back to it");
        Assert.Empty(report.Open);
    }

    [Fact]
    public async Task for_the_echo_of_what_we_do_ourselves_no_run_makes_way()
    {
        (Task<RunReport> run, _, int waits) = await HangAsync();
        await town.TellAsync(Event(77, "AfterModuleSuspend", $"\"client\":{waits},\"service\":{waits}"));
        await CallsTown.UntilAsync(() => town.Looks.Contains(waits));
        Assert.Equal(1, await town.WaitingAsync());   // the run is at that client still
        go.SetResult();
        RunReport report = await run;
        await town.QuietAsync();
        Assert.Empty(report.Open);
        Assert.False(town.Online(waits + 10));
    }

    /// <summary>The daily run, with two suspensions at the server that hangs and the third waiting for it.</summary>
    private async Task<(Task<RunReport> Run, int Busy, int Waits)> HangAsync()
    {
        Task<RunReport> run = Task.Run(() => town.Town.Road().RunAsync(Cancel));
        await CallsTown.UntilAsync(() => underWay.Count == 2 && asked.Where(target => target is "service 11" or "service 12" or "service 13").Distinct().Count() == 3);
        int waits = new[] { 1, 2, 3 }.Single(n => !underWay.Contains($"service {n + 10}"));
        return (run, new[] { 1, 2, 3 }.First(n => n != waits), waits);
    }
}
