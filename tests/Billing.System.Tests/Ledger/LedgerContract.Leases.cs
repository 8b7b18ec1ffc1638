using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

/// <summary>Leases on clients, and the daily run in parts.</summary>
public abstract partial class LedgerContract
{
    [Fact]
    public async Task one_at_a_time_is_at_a_client()
    {
        ILease first = await Ledger.LeaseAsync(7, Cancel);
        Task<ILease> second = Ledger.LeaseAsync(7, Cancel);

        Assert.Null(await Ledger.TryLeaseAsync(7, Cancel));
        await using (ILease? other = await Ledger.TryLeaseAsync(8, Cancel)) Assert.NotNull(other);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await (await second).DisposeAsync();
        await using ILease? free = await Ledger.TryLeaseAsync(7, Cancel);
        Assert.NotNull(free);
        Assert.False(free.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task who_holds_a_client_writes_about_it()
    {
        await using ILease lease = await Ledger.LeaseAsync(7, Cancel);
        await DoAsync(By(Suspension()));
        await Ledger.BeginAsync(By(Notice()), Cancel);
        await Ledger.HandOverAsync(Notice().Key, Engine.Evidence.Proof.None, Cancel);
        await Ledger.SaveSnapshotAsync(Notice().Key, "as it was", Cancel);
        await Ledger.RecordAsync([By(Accepted(100))], Cancel);

        Assert.Equal(["done", "handed-over", "done"], (await Ledger.HistoryAsync(7, Cancel)).Select(entry => entry.State));
        Assert.Equal("as it was", await Ledger.ReadSnapshotAsync(Notice().Key, Cancel));
    }

    [Fact]
    public async Task a_run_is_over_when_its_last_part_is()
    {
        long run = await Ledger.BeginRunAsync("daily", Aug(1), Cancel);
        Assert.False(await Ledger.Ranges.WriteAsync(run, new RangeTally(9, 4, 0, 1, 0, 0), [new PlannedRange([7, 8], 2), new PlannedRange([9], 0)], Cancel));
        ClientRange first = (await Ledger.Ranges.TakeAsync(run, Cancel))!, second = (await Ledger.Ranges.TakeAsync(null, Cancel))!;

        Assert.Null(await Ledger.Ranges.TakeAsync(null, Cancel));
        Assert.Equal([7, 8], first.Clients);
        Assert.Equal((run, 2, Aug(1), 0), (second.Run, second.Number, second.Today, second.Offline));
        Assert.False(await Ledger.Ranges.FinishAsync(second, new RangeTally(0, 2, 1, 0, 0, 0), Cancel));
        Assert.Null(Assert.Single(await Ledger.RunsAsync(5, Cancel)).Finished);
        Assert.True(await Ledger.Ranges.FinishAsync(first, new RangeTally(0, 3, 0, 0, 0, 0), Cancel));
        Assert.Equal("9 done, 1 open, 1 held, 0 clients failed", Assert.Single(await Ledger.RunsAsync(5, Cancel)).Summary);
        Assert.Equal(Aug(1), await Ledger.FirstDayAsync(Cancel));
        Assert.Equal(new DailyState(Whole: true, Failed: 0, UnderWay: false), await Ledger.Ranges.OfDayAsync(Aug(1), Cancel));
    }

    [Fact]
    public async Task a_run_without_parts_is_over_at_once()
    {
        long run = await Ledger.BeginRunAsync("daily", Aug(1), Cancel);

        Assert.True(await Ledger.Ranges.WriteAsync(run, new RangeTally(9, 0, 0, 0, 1, 0), [], Cancel));
        Assert.Equal(new DailyState(Whole: false, Failed: 1, UnderWay: false), await Ledger.Ranges.OfDayAsync(Aug(1), Cancel));
        Assert.Null(await Ledger.FirstDayAsync(Cancel));
    }

    [Fact]
    public async Task the_parts_of_a_run_begun_anew_are_given_up()
    {
        long broken = await Ledger.BeginRunAsync("daily", Aug(1), Cancel);
        await Ledger.Ranges.WriteAsync(broken, new RangeTally(1, 0, 0, 0, 0, 0), [new PlannedRange([7], 0), new PlannedRange([8], 0)], Cancel);
        ClientRange old = (await Ledger.Ranges.TakeAsync(broken, Cancel))!;
        long anew = await Ledger.BeginRunAsync("daily", Aug(1), Cancel);
        await Ledger.Ranges.WriteAsync(anew, new RangeTally(1, 0, 0, 0, 0, 0), [new PlannedRange([7, 8], 0)], Cancel);

        Assert.Equal(anew, (await Ledger.Ranges.TakeAsync(null, Cancel))!.Run);
        Assert.Null(await Ledger.Ranges.TakeAsync(null, Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => Ledger.Ranges.FinishAsync(old, new RangeTally(0, 0, 0, 0, 0, 0), Cancel));
        Assert.All(await Ledger.RunsAsync(5, Cancel), run => Assert.Null(run.Finished));
    }
}
