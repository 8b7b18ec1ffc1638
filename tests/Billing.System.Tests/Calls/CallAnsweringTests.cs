using Billing.Engine.Ledger;
using Xunit;
using static Billing.System.Tests.Calls.CallsTown;
using static Billing.System.Tests.Calls.HookPost;
using Call = Billing.Engine.Ledger.Call;
using Workers = Billing.Host.Worker.Calls;

namespace Billing.System.Tests.Calls;

/// <summary>Whoever was called for is looked at: at once, once, and for as long as it takes.</summary>
public sealed class CallAnsweringTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_payment_brings_the_service_back_at_once()
    {
        await using CallsTown town = await OpenAsync();
        Assert.False(town.Online(2));
        town.Town.Pay(2);
        Assert.Equal(204, (await town.TellAsync(Paid(2))).Status);
        await town.QuietAsync();
        Assert.True(town.Online(2));
        Assert.False(town.Online(1));
        Assert.Equal([2], town.Looks);
    }

    [Fact]
    public async Task told_again_nobody_looks_a_second_time()
    {
        await using CallsTown town = await OpenAsync();
        await town.TellAsync(Event(1, "InvoiceCancelled", "\"invoice\":2"));
        await town.QuietAsync();
        await town.TellAsync(Event(1, "InvoiceCancelled", "\"invoice\":2"));
        await town.TellAsync(Event(2, "InvoiceCancelled", "\"invoice\":3"));
        await town.QuietAsync();
        Assert.Equal([2, 3], town.Looks);
    }

    [Fact]
    public async Task a_look_that_finds_nothing_to_do_writes_nothing()
    {
        await using CallsTown town = await OpenAsync();
        await town.TellAsync(Event(1, "AfterModuleSuspend", "\"client\":1,\"service\":1"));
        await town.QuietAsync();
        Assert.Equal([1], town.Looks);
        Assert.Equal(["daily"], (await town.Ledger.RunsAsync(10, Cancel)).Select(run => run.Occasion));
    }

    [Fact]
    public async Task called_again_while_it_waits_it_is_looked_at_once_and_once_more_when_called_after_its_look_began()
    {
        await using CallsTown town = await OpenAsync(answers: false);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int under = 0, most = 0;
        town.Trouble = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref under));
            begun.TrySetResult();
            await go.Task;
            Interlocked.Decrement(ref under);
            return null;
        };
        for (int n = 1; n <= 5; n++) await town.TellAsync(Event(n, "AfterModuleSuspend", "\"client\":1"));
        await town.AnswerAsync(town.Calls, town.Ledger, atOnce: 1);
        await begun.Task;
        for (int n = 11; n <= 15; n++) await town.TellAsync(Event(n, "AfterModuleSuspend", "\"client\":1"));
        go.SetResult();
        await town.QuietAsync();
        Assert.InRange(town.Looks.Count, 2, 3);   // three: the first five came one by one
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task who_may_have_paid_does_not_wait_behind_what_else_happens_in_the_panel()
    {
        await using CallsTown town = await OpenAsync(answers: false);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Trouble = async whom =>
        {
            if (whom != 1) return null;
            begun.TrySetResult();
            await go.Task;
            return null;
        };
        await town.TellAsync(Event(11, "AfterModuleSuspend", "\"client\":1"));
        await town.AnswerAsync(town.Calls, town.Ledger, atOnce: 2);
        await begun.Task;
        await town.TellAsync(Event(12, "AfterModuleSuspend", "\"client\":2"));
        town.Town.Pay(2);
        await town.TellAsync(Paid(2));
        await UntilAsync(() => town.Online(2));
        Assert.Equal([1, 2], town.Looks);
        go.SetResult();
        await town.QuietAsync();
    }

    [Fact]
    public async Task one_client_that_takes_long_keeps_nobody_else_waiting()
    {
        await using CallsTown town = await OpenAsync(debtors: 4);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Trouble = async client => client == 1 ? await go.Task.ContinueWith(_ => (string?)null, TaskScheduler.Default) : null;
        foreach (int n in new[] { 1, 2, 3, 4 }) town.Town.Pay(n);
        await town.TellAsync(Paid(1), Paid(2), Paid(3), Paid(4));
        await UntilAsync(() => town.Online(2) && town.Online(3) && town.Online(4));
        Assert.False(town.Online(1));
        go.SetResult();
        await town.QuietAsync();
        Assert.True(town.Online(1));
    }

    [Fact]
    public async Task a_look_that_fails_is_tried_again_for_as_long_as_it_takes()
    {
        await using CallsTown town = await OpenAsync();
        bool away = true;
        town.Trouble = _ => Task.FromResult(away ? "the panel does not answer" : null);
        town.Town.Pay(1);
        await town.TellAsync(Paid(1));
        await town.PassAsync(TimeSpan.FromSeconds(10), () => town.Looks.Count >= 8);
        Assert.Equal(1, await town.WaitingAsync());
        Assert.False(town.Online(1));
        Assert.Equal(4, town.Lines.Count(line => line.StartsWith("1101 ", StringComparison.Ordinal)));   // after 1 s, 5 s, 30 s and a minute; then it is always the same
        away = false;
        await town.PassAsync(TimeSpan.FromSeconds(10), () => town.Online(1));
        await town.QuietAsync();
    }

    [Fact]
    public async Task where_the_panel_still_shows_the_old_state_it_is_looked_at_again_a_little_later()
    {
        await using CallsTown town = await OpenAsync();
        await town.TellAsync(Paid(1));
        await UntilAsync(() => town.Looked == 1);   // a look that has only begun may still read what is paid meanwhile
        Assert.Equal(1, await town.WaitingAsync());
        town.Town.Pay(1);
        await town.PassAsync(TimeSpan.FromMilliseconds(250), () => town.Online(1));
        await town.QuietAsync();
        Assert.Equal(2, town.Looks.Count);
    }

    [Fact]
    public async Task what_the_panel_never_shows_as_paid_is_left_after_two_more_looks()
    {
        await using CallsTown town = await OpenAsync();
        await town.TellAsync(Paid(1));
        await town.PassAsync(TimeSpan.FromSeconds(1), () => town.Looks.Count == 3);
        await town.QuietAsync();
        Assert.False(town.Online(1));
    }

    [Fact]
    public async Task an_invoice_that_the_panel_does_not_have_is_looked_for_twice_more_and_then_left()
    {
        await using CallsTown town = await OpenAsync();
        await town.TellAsync(Paid(999));
        await UntilAsync(async () =>
        {
            town.Time.Advance(TimeSpan.FromSeconds(1));
            return await town.WaitingAsync() == 0;
        });
        Assert.Empty(town.Looks);
        Assert.Single(town.Lines, line => line.StartsWith("1102 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task what_waited_when_the_process_died_is_taken_up_by_the_next()
    {
        await using CallsTown town = await OpenAsync(answers: false);
        town.Town.Pay(1);
        town.Town.Pay(3);
        Assert.Equal(204, (await town.TellAsync(Paid(1), Paid(3))).Status);
        await using SqlLedger again = town.LedgerAgain();
        await town.AnswerAsync(new Workers(), again);
        await town.QuietAsync();
        Assert.True(town.Online(1) && town.Online(3));
        Assert.Equal([1, 3], town.Looks.Order());
    }

    [Fact]
    public async Task what_another_node_took_and_does_not_answer_is_taken_over()
    {
        await using CallsTown town = await OpenAsync();
        town.Town.Pay(1);
        await town.Ledger.Calls.TakeAsync([new Call("accounts 5871", "payment", 1, null, town.Clock.GetUtcNow())], Cancel);
        await town.PassAsync(TimeSpan.FromSeconds(1), () => town.Online(1));
        await town.QuietAsync();
    }

    [Fact]
    public async Task what_was_seen_elsewhere_is_looked_at_when_somebody_says_so()
    {
        await using CallsTown town = await OpenAsync();
        town.Town.Pay(1);
        await town.Ledger.Calls.TakeAsync([new Call("accounts 5871", "payment", 1, null, town.Clock.GetUtcNow())], Cancel);
        town.Calls.Wake();
        await town.QuietAsync();
        Assert.True(town.Online(1));
    }

    [Fact]
    public async Task answered_calls_are_forgotten_after_two_weeks()
    {
        await using CallsTown town = await OpenAsync();
        await town.TellAsync(Event(1, "InvoiceCancelled", "\"invoice\":2"));
        await town.QuietAsync();
        await town.PassAsync(TimeSpan.FromHours(6), () => town.Time.GetUtcNow() > new DateTimeOffset(2026, 3, 25, 0, 0, 0, TimeSpan.Zero));
        await UntilAsync(async () => (await town.Ledger.Calls.TakeAsync([new Call(1.ToString("x32"), "InvoiceCancelled", null, 2, town.Clock.GetUtcNow())], Cancel)).Count == 1);
        Assert.Equal([2], town.Looks);
    }
}
