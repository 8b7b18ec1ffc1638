using Billing.Core.Actions;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Ledger.Entries;

namespace Billing.System.Tests.Ledger;

/// <summary>When what did not come about is tried again.</summary>
public abstract partial class LedgerContract
{
    private static readonly Outcome.TryLater Busy = new("451 busy");

    private async Task<bool> WaitsAsync(BillingAction? action = null) => (await Ledger.ReadAsync(7, Cancel)).Find((action ?? Notice()).Key)!.Waits;

    [Fact]
    public async Task what_did_not_come_about_waits_longer_each_time()
    {
        foreach (int minutes in new[] { 5, 15, 60, 240, 240 })
        {
            await DoAsync(By(Notice()), Busy);
            Clock.Advance(TimeSpan.FromMinutes(minutes * 0.9));
            Assert.True(await WaitsAsync());
            Assert.Empty(await Ledger.DueClientsAsync(Cancel));
            Assert.Equal([7], await Ledger.OpenClientsAsync(Cancel));
            Clock.Advance(TimeSpan.FromMinutes(minutes * 0.1));
            Assert.False(await WaitsAsync());
            Assert.Equal([7], await Ledger.DueClientsAsync(Cancel));
        }
    }

    [Fact]
    public async Task another_process_knows_that_it_waits()
    {
        await DoAsync(By(Notice()), Busy);
        Assert.Empty(await (await AnotherAsync()).DueClientsAsync(Cancel));
        Assert.True(Assert.Single((await AllAsync(Ledger))[0].Past.Deeds).Waits);
    }

    [Fact]
    public async Task who_says_how_long_is_believed()
    {
        await DoAsync(By(Notice()), Busy with { After = TimeSpan.FromMinutes(1) });
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await WaitsAsync());
    }

    [Fact]
    public async Task slow_work_is_asked_after_a_minute_however_often()
    {
        for (int attempt = 1; attempt <= 4; attempt++)
        {
            await DoAsync(By(Saved()), new Outcome.TryLater("backing up", attempt == 1 ? "job 5" : null));
            Assert.True(await WaitsAsync(Saved()));
            Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.False(await WaitsAsync(Saved()));
        }
    }

    [Fact]
    public async Task who_has_something_offline_is_looked_at_although_a_notice_waits()
    {
        await DoAsync(By(Suspension()));
        await DoAsync(By(Notice()), Busy);
        Assert.Equal([7], await Ledger.DueClientsAsync(Cancel));
        Assert.True(await WaitsAsync());
    }

    [Fact]
    public async Task what_is_in_doubt_or_was_interrupted_waits_for_nothing()
    {
        await DoAsync(By(Notice()), Busy);
        await Ledger.BeginAsync(By(Notice("reminder-2")), Cancel);
        await Ledger.HandOverAsync(Notice("reminder-2").Key, Proof.None, Cancel);
        Assert.Equal([7], await Ledger.DueClientsAsync(Cancel));
        await Ledger.FinishAsync(Notice("reminder-2").Key, new Outcome.InDoubt("no answer"), Cancel);
        Assert.Equal([7], await Ledger.DueClientsAsync(Cancel));
    }

    [Fact]
    public async Task what_was_begun_again_waits_no_more_and_what_is_done_never()
    {
        await DoAsync(By(Notice()), Busy);
        await Ledger.BeginAsync(By(Notice()), Cancel);
        Assert.False(await WaitsAsync());
        await Ledger.FinishAsync(Notice().Key, new Outcome.Done(true), Cancel);
        Assert.False(await WaitsAsync());
        Assert.Empty(await Ledger.DueClientsAsync(Cancel));
    }
}
