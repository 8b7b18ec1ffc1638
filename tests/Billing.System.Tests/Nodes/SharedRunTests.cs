using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Runs;
using Xunit;

namespace Billing.System.Tests.Nodes;

/// <summary>A daily run that nodes share over a real MariaDB.</summary>
public sealed class SharedRunTests
{
    private static readonly RangeTally Nothing = new(0, 0, 0, 0, 0, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task two_nodes_share_a_run_and_each_act_is_done_once()
    {
        await using SharedTown town = new(debtors: 40);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        TaskCompletionSource otherActed = new(TaskCreationOptions.RunContinuationsAsynchronously), planned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<RunReport> first = town.Road(one, async () =>
        {
            planned.TrySetResult();
            await otherActed.Task.WaitAsync(Cancel);
        }).RunAsync(Cancel);
        await Task.WhenAny(planned.Task, first);
        BillingRun road = town.Road(two, () =>
        {
            otherActed.TrySetResult();
            return Task.CompletedTask;
        });
        List<RunReport> second = [];
        while (await road.WorkAsync(Cancel) is { } part) second.Add(part);
        RunReport coordinator = await first;

        Assert.Equal(40, town.Farm.Changes.Count);
        Assert.Equal(40, town.Farm.Changes.Distinct().Count());
        Assert.Empty(town.Farm.Overlaps);
        Assert.NotEmpty(second);
        Assert.Single(second.Append(coordinator), report => report.Over);
        RunEntry run = Assert.Single(await one.RunsAsync(5, Cancel));
        Assert.NotNull(run.Finished);
        Assert.EndsWith("0 open, 0 held, 0 clients failed", run.Summary, StringComparison.Ordinal);
        Assert.Equal(SharedTown.Today, await two.FirstDayAsync(Cancel));
        Assert.All(Enumerable.Range(1, 40), n => Assert.Equal(ServiceStatus.Suspended, town.Panel.Service(new Target(TargetKind.Service, n)).Facts.Status));
    }

    [Fact]
    public async Task what_a_dead_node_worked_on_is_taken_over_and_its_own_word_counts_no_more()
    {
        await using SharedTown town = new(debtors: 10);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        long run = await one.BeginRunAsync("daily", SharedTown.Today, Cancel);
        await one.Ranges.WriteAsync(run, Nothing, [new PlannedRange([1, 2, 3, 4, 5], 5), new PlannedRange([6, 7, 8, 9, 10], 5)], Cancel);
        ClientRange dead = (await one.Ranges.TakeAsync(run, Cancel))!;
        BillingRun road = town.Road(two);
        Assert.False((await road.WorkAsync(Cancel))!.Over);
        Assert.Null(await road.WorkAsync(Cancel));
        Assert.True((await two.Ranges.OfDayAsync(SharedTown.Today, Cancel)).UnderWay);
        await town.Shared.DieAsync("one");

        Assert.True((await road.WorkAsync(Cancel))!.Over);
        Assert.Equal(10, town.Suspended.Distinct().Count());
        await Assert.ThrowsAsync<LeaseLostException>(() => one.Ranges.FinishAsync(dead, Nothing, Cancel));
        Assert.Equal(new DailyState(Whole: true, Failed: 0, UnderWay: false), await one.Ranges.OfDayAsync(SharedTown.Today, Cancel));
    }

    [Fact]
    public async Task a_part_that_is_given_back_is_free_at_once()
    {
        await using SharedTown town = new(debtors: 1);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        long run = await one.BeginRunAsync("daily", SharedTown.Today, Cancel);
        await one.Ranges.WriteAsync(run, Nothing, [new PlannedRange([1], 1)], Cancel);
        await using (ClientRange? taken = await one.Ranges.TakeAsync(run, Cancel)) Assert.Null(await two.Ranges.TakeAsync(run, Cancel));

        Assert.NotNull(await two.Ranges.TakeAsync(run, Cancel));
    }

    [Fact]
    public async Task in_a_part_no_more_goes_offline_than_was_planned_whoever_works_on_it()
    {
        await using SharedTown town = new(debtors: 4);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        long run = await one.BeginRunAsync("daily", SharedTown.Today, Cancel);
        await one.Ranges.WriteAsync(run, Nothing, [new PlannedRange([1, 2, 3, 4], 2)], Cancel);
        using CancellationTokenSource death = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => town.Road(one, () =>
        {
            death.Cancel();   // one act is in the air: it is finished
            return Task.CompletedTask;
        }).WorkAsync(death.Token));
        int before = town.Suspended.Count();
        Assert.InRange(before, 1, 2);

        Assert.True((await town.Road(two).WorkAsync(Cancel))!.Over);
        Assert.Equal(2, town.Suspended.Count());
    }

    [Fact]
    public async Task a_run_whose_planner_died_before_its_parts_were_written_is_begun_anew()
    {
        await using SharedTown town = new(debtors: 3);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        await one.BeginRunAsync("daily", SharedTown.Today, Cancel);
        Assert.Equal(new DailyState(Whole: false, Failed: 0, UnderWay: false), await two.Ranges.OfDayAsync(SharedTown.Today, Cancel));

        Assert.True((await town.Road(two).RunAsync(Cancel)).Over);
        Assert.Equal(["interrupted, and made anew", null], (await two.RunsAsync(5, Cancel)).Reverse().Select(run => run.Finished is null ? run.Summary : null));
        Assert.Equal(3, town.Suspended.Count());
    }

    [Fact]
    public async Task whoever_lost_the_planning_does_not_write_a_plan()
    {
        await using SharedTown town = new(debtors: 3);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        await using ILease planning = await one.LeaseAsync(Leased.DailyRun, Cancel);
        long run = await one.BeginRunAsync("daily", SharedTown.Today, Cancel);
        await town.Shared.DieAsync("one");
        await using ILease? taken = await two.TryLeaseAsync(Leased.DailyRun, Cancel);

        Assert.NotNull(taken);
        await Assert.ThrowsAsync<LeaseLostException>(() => one.Ranges.WriteAsync(run, Nothing, [new PlannedRange([1], 1)], Cancel));
        Assert.Equal(0, await town.Shared.AskAsync<long>("SELECT COUNT(*) FROM ranges"));
    }

    [Fact]
    public async Task a_part_whose_day_is_over_is_left_to_the_next_run()
    {
        await using SharedTown town = new(debtors: 3);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        long run = await one.BeginRunAsync("daily", SharedTown.Today, Cancel);
        await one.Ranges.WriteAsync(run, Nothing, [new PlannedRange([1, 2, 3], 3)], Cancel);
        town.NextDay();

        Assert.True((await town.Road(two).WorkAsync(Cancel))!.Over);
        Assert.Empty(town.Farm.Changes);
        Assert.Equal(new DailyState(Whole: false, Failed: 1, UnderWay: false), await two.Ranges.OfDayAsync(SharedTown.Today, Cancel));
    }

    [Fact]
    public async Task a_client_taken_away_in_the_middle_of_its_act_is_settled_by_the_other_node_without_a_second_act()
    {
        await using SharedTown town = new(debtors: 1);
        SqlLedger one = await town.NodeAsync("one"), two = await town.NodeAsync("two");
        ILease? taken = null;
        RunReport lost = await town.Road(one, async () =>
        {
            await town.Shared.SqlAsync("UPDATE leases SET until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE client = 1");
            taken = await two.TryLeaseAsync(1, Cancel);
        }).RunAsync(Cancel);
        Assert.NotNull(taken);
        Assert.Equal("open", Assert.Single(await two.HistoryAsync(1, Cancel), entry => entry.Action is Core.Actions.BillingAction.Suspend).State);
        Assert.Contains("lost client 1", Assert.Single(lost.Failures).Why, StringComparison.Ordinal);
        await taken.DisposeAsync();

        RunReport mended = await town.Road(two).RunAsync(Cancel);
        Assert.Empty(mended.Failures);
        Assert.Single(town.Suspended);
        Assert.Equal("done", Assert.Single(await two.HistoryAsync(1, Cancel), entry => entry.Action is Core.Actions.BillingAction.Suspend).State);
    }
}
