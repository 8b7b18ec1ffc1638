using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Host.Worker;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Nodes;

/// <summary>Nodes that share one ledger in a real MariaDB: who may be at a client, and what becomes of who no longer may.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private readonly SharedLedger shared = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => shared.DisposeAsync();

    [Fact]
    public async Task two_nodes_are_never_at_one_client_at_once()
    {
        SqlLedger[] nodes = [await shared.NodeAsync("one"), await shared.NodeAsync("two")];
        int inside = 0, most = 0, times = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            for (int round = 0; round < 5; round++)
            {
                await using ILease lease = await nodes[n % 2].LeaseAsync(7, Cancel);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                await nodes[n % 2].ReadAsync(7, Cancel);
                Interlocked.Decrement(ref inside);
                Interlocked.Increment(ref times);
            }
        }, Cancel)));

        Assert.Equal((1, 40), (most, times));
        Assert.Equal(40, await shared.AskAsync<long>("SELECT fence FROM leases WHERE client = 7"));
    }

    [Fact]
    public async Task a_node_does_not_wait_for_a_client_that_it_only_tries()
    {
        SqlLedger one = await shared.NodeAsync("one"), two = await shared.NodeAsync("two");
        await using (ILease held = await one.LeaseAsync(7, Cancel)) Assert.Null(await two.TryLeaseAsync(7, Cancel));
        await using ILease? free = await two.TryLeaseAsync(7, Cancel);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task what_a_dead_node_held_is_taken_when_its_time_is_over()
    {
        SqlLedger two = await shared.NodeAsync("two");
        await shared.SqlAsync("INSERT INTO leases (client, node, fence, until) VALUES (7, 'dead', 41, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)");
        Assert.Null(await two.TryLeaseAsync(7, Cancel));
        await shared.DieAsync("dead");
        await using ILease? taken = await two.TryLeaseAsync(7, Cancel);

        Assert.NotNull(taken);
        Assert.Equal(42, await shared.AskAsync<long>("SELECT fence FROM leases WHERE client = 7 AND node = 'two'"));
    }

    [Fact]
    public async Task who_lost_a_client_in_the_middle_of_an_act_writes_nothing_and_the_next_one_observes()
    {
        SqlLedger one = await shared.NodeAsync("one"), two = await shared.NodeAsync("two");
        ILease lease = await one.LeaseAsync(7, Cancel);
        await one.BeginAsync(By(Suspension()), Cancel);
        await one.BeginAsync(By(Notice()), Cancel);
        await shared.DieAsync("one");
        await using ILease taken = await two.LeaseAsync(7, Cancel);
        long evidence = (await two.Evidence.HeadAsync(Cancel)).Number;

        await Assert.ThrowsAsync<LeaseLostException>(() => one.FinishAsync(Suspension().Key, new Outcome.Done(true), Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => one.HandOverAsync(Notice().Key, Proof.None, Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => one.SaveSnapshotAsync(Suspension().Key, "ours", Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => one.BeginAsync(By(Return()), Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => one.RecordAsync([By(Accepted(100))], Cancel));
        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.Equal(["open", "open"], (await two.HistoryAsync(7, Cancel)).Select(entry => entry.State));
        Assert.Equal(evidence, (await two.Evidence.HeadAsync(Cancel)).Number);
        Assert.Null(await two.ReadSnapshotAsync(Suspension().Key, Cancel));
        Assert.Equal(DeedState.InDoubt, (await two.ReadAsync(7, Cancel)).Find(Suspension().Key)?.State);
        Assert.IsType<Begun.Again>(await two.BeginAsync(By(Suspension()), Cancel));
        await two.FinishAsync(Suspension().Key, new Outcome.Done(false), Cancel);
        await lease.DisposeAsync();
        Assert.Equal("two", await shared.AskAsync<string>("SELECT node FROM leases WHERE client = 7"));
    }

    [Fact]
    public async Task what_is_held_is_renewed_and_what_was_taken_away_is_known_to_be_lost()
    {
        NodeTerms quick = new("one", "1") { Length = TimeSpan.FromSeconds(2), Renewal = TimeSpan.FromMilliseconds(100), Trust = TimeSpan.FromSeconds(1.5) };
        SqlLedger one = await shared.NodeAsync("one", terms: quick), two = await shared.NodeAsync("two");
        await using ILease kept = await one.LeaseAsync(7, Cancel), stolen = await one.LeaseAsync(8, Cancel);
        TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration lost = stolen.Lost.Register(known.SetResult);
        Assert.Equal(1, await shared.SqlAsync("UPDATE leases SET node = 'two', fence = fence + 1 WHERE client = 8"));
        await known.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        DateTime until = await shared.AskAsync<DateTime>("SELECT until FROM leases WHERE client = 7");
        while (await shared.AskAsync<DateTime>("SELECT UTC_TIMESTAMP(3)") < until) Assert.Null(await two.TryLeaseAsync(7, Cancel));

        Assert.Null(await two.TryLeaseAsync(7, Cancel));
        Assert.False(kept.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task a_node_that_could_not_renew_for_too_long_begins_nothing_and_ends_what_it_began()
    {
        StoppedClock clock = new();
        SqlLedger one = await shared.NodeAsync("one", terms: new NodeTerms("one", "1") { Clock = clock });
        await using ILease lease = await one.LeaseAsync(7, Cancel);
        await one.BeginAsync(By(Suspension()), Cancel);
        clock.Pass(TimeSpan.FromSeconds(21));

        await one.FinishAsync(Suspension().Key, new Outcome.Done(true), Cancel);
        await Assert.ThrowsAsync<LeaseLostException>(() => one.BeginAsync(By(Return()), Cancel));
        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.Single(await one.HistoryAsync(7, Cancel));
    }

    [Fact]
    public async Task a_name_has_one_node()
    {
        await shared.NodeAsync("one");
        string said = (await Assert.ThrowsAsync<LedgerException>(() => shared.NodeAsync("one"))).Message;

        Assert.StartsWith("Another `billing` works as node one with the ledger ", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task a_node_that_starts_again_frees_what_its_predecessor_held()
    {
        await (await shared.NodeAsync("one")).DisposeAsync();
        await shared.SqlAsync("INSERT INTO leases (client, node, fence, until) VALUES (7, 'one', 41, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR), (8, 'three', 5, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR)");
        await shared.NodeAsync("one");
        SqlLedger two = await shared.NodeAsync("two");

        await using ILease? freed = await two.TryLeaseAsync(7, Cancel);
        Assert.NotNull(freed);
        Assert.Null(await two.TryLeaseAsync(8, Cancel));
    }

    [Fact]
    public async Task who_works_alone_and_nodes_do_not_work_with_one_ledger()
    {
        SqlLedger one = await shared.NodeAsync("one");
        Assert.Contains("(one was just seen)", (await Assert.ThrowsAsync<LedgerException>(() => OneProcess.MariaDbAsync(shared.Connection, Cancel))).Message, StringComparison.Ordinal);
        await one.DisposeAsync();
        await using IAsyncDisposable alone = await OneProcess.MariaDbAsync(shared.Connection, Cancel);
        Assert.Contains("without nodes works alone", (await Assert.ThrowsAsync<LedgerException>(() => shared.NodeAsync("two"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task nodes_are_listed_with_their_policies()
    {
        SqlLedger one = await shared.NodeAsync("one");
        await (await shared.NodeAsync("two")).DisposeAsync();
        await one.Nodes.NotePolicyAsync("abc", Cancel);

        IReadOnlyList<NodeEntry> nodes = await one.Nodes.ListAsync(Cancel);
        Assert.Equal([("one", "abc", true), ("two", "", false)], nodes.Select(node => (node.Name, node.Policy, node.AtWork)));
        Assert.Equal(["one"], NodeWatch.Differing(nodes, "xyz"));
        Assert.Empty(NodeWatch.Differing(nodes, "abc"));
        Assert.Null(await one.Nodes.CheckAsync(Cancel));
    }

    /// <summary>Timers never fire; its steady time passes when it is told to.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private long stamp;

        public void Pass(TimeSpan span) => Interlocked.Add(ref stamp, (long)(span.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => Interlocked.Read(ref stamp);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
