using Billing.Engine.Ledger;
using Xunit;

namespace Billing.System.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static Call Paid(string id, int? client = 7) => new(id, "InvoicePaid", client, 100, Noon);

    [Fact]
    public async Task a_call_waits_until_it_is_answered_and_told_again_it_is_the_same()
    {
        Assert.Equal([Paid("a"), Paid("b", null)], await Ledger.Calls.TakeAsync([Paid("a"), Paid("b", null)], Cancel));
        Assert.Equal([Paid("c")], await Ledger.Calls.TakeAsync([Paid("a", 8), Paid("c"), Paid("c", 9)], Cancel));
        Assert.Equal([Paid("a"), Paid("b", null), Paid("c")], await Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel));
        await Ledger.Calls.AnswerAsync(["a", "c", "unknown"], Cancel);
        Assert.Equal([Paid("b", null)], await Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel));
        Assert.Empty(await Ledger.Calls.TakeAsync([Paid("a")], Cancel));
        Assert.Equal(1, (await Ledger.Calls.QueueAsync(Cancel)).Count);
    }

    [Fact]
    public async Task the_oldest_calls_are_named_first_and_no_more_than_asked_for()
    {
        Assert.Equal((0, null), await Ledger.Calls.QueueAsync(Cancel));
        for (int n = 1; n <= 250; n++) await Ledger.Calls.TakeAsync([Paid($"event {n}")], Cancel);
        Assert.Equal(["event 1", "event 2", "event 3"], (await Ledger.Calls.WaitingAsync(TimeSpan.Zero, 3, Cancel)).Select(call => call.Id));
        Assert.Empty(await Ledger.Calls.WaitingAsync(TimeSpan.FromDays(1), 3, Cancel));
        (int count, DateTimeOffset? oldest) = await Ledger.Calls.QueueAsync(Cancel);
        Assert.Equal(250, count);
        Assert.NotNull(oldest);
    }

    [Fact]
    public async Task answered_calls_are_forgotten_and_waiting_ones_never()
    {
        await Ledger.Calls.TakeAsync([Paid("answered"), Paid("waits")], Cancel);
        await Ledger.Calls.AnswerAsync(["answered"], Cancel);
        Assert.Equal(0, await Ledger.Calls.ForgetAsync(DateTimeOffset.UnixEpoch, Cancel));
        Assert.Equal(1, await Ledger.Calls.ForgetAsync(DateTimeOffset.UtcNow.AddYears(100), Cancel));
        Assert.Equal([Paid("waits")], await Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel));
        Assert.Equal([Paid("answered")], await Ledger.Calls.TakeAsync([Paid("answered")], Cancel));
    }

    [Fact]
    public async Task a_call_with_an_endless_name_is_kept_once()
    {
        Call endless = Paid(new string('x', 5000));
        Assert.Single(await Ledger.Calls.TakeAsync([endless, endless], Cancel));
        Assert.Empty(await Ledger.Calls.TakeAsync([endless], Cancel));
        await Ledger.Calls.AnswerAsync([endless.Id], Cancel);
        Assert.Empty(await Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel));
    }

    [Fact]
    public async Task calls_told_by_many_at_once_are_each_new_to_one_of_them()
    {
        Call[] calls = [.. Enumerable.Range(1, 40).Select(n => Paid($"event {n}"))];
        IReadOnlyList<Call>[] fresh = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Ledger.Calls.TakeAsync(calls, Cancel), Cancel)));
        Assert.Equal(40, fresh.Sum(some => some.Count));
        Assert.Equal(40, (await Ledger.Calls.WaitingAsync(TimeSpan.Zero, 100, Cancel)).Count);
    }

    [Fact]
    public async Task how_far_a_source_was_read_is_the_last_that_was_kept()
    {
        Assert.Null(await Ledger.Calls.MarkAsync("accounts", Cancel));
        await Ledger.Calls.KeepMarkAsync("accounts", "5871", Cancel);
        await Ledger.Calls.KeepMarkAsync("accounts", "5902", Cancel);
        Assert.Equal("5902", await Ledger.Calls.MarkAsync("accounts", Cancel));
        Assert.Null(await Ledger.Calls.MarkAsync("activity", Cancel));
    }
}
