using Billing.Engine.Watching;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Watching;

/// <summary>New rows of the panel, over a real MariaDB.</summary>
public sealed class TailTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_payment_that_no_hook_told_of_is_called_within_a_tick_and_once()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        Assert.Empty(await world.LookAsync());
        await world.PayAsync(5871);
        Assert.Equal(["accounts 5871: 7"], await world.LookAsync());
        for (int tick = 0; tick < 15; tick++) Assert.Empty(await world.LookAsync());
        Assert.Equal(["accounts 5871"], (await world.Ledger.Calls.WaitingAsync(TimeSpan.Zero, 10, Cancel)).Select(call => call.Id));
    }

    [Fact]
    public async Task a_panel_full_of_the_past_begins_near_its_end()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.PayAsync(10);
        await world.PayAsync(450);
        await world.PayAsync(500);
        Assert.Equal(["accounts 450: 7", "accounts 500: 7"], await world.LookAsync());
    }

    [Fact]
    public async Task what_the_panel_notes_beside_a_client_calls_it_and_our_own_lines_do_not()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        await world.NoteAsync(991, "Invoice Status Changed to Cancelled - Invoice ID: 700");
        await world.NoteAsync(992, "Billing: suspend/service 10/invoice 700/1: unpaid");
        await world.NoteAsync(993, "Cron Job: Completed", client: 0);
        Assert.Equal(["activity 991: 7"], await world.LookAsync());
    }

    [Fact]
    public async Task a_transaction_without_a_client_is_its_invoice_s_and_rubbish_calls_nobody()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        await world.PayAsync(1, client: 0);
        await world.PayAsync(2, client: 0, invoice: 0);
        await world.PayAsync(3, client: -4, invoice: 999);
        await world.Tables.DoAsync("INSERT INTO tblactivitylog (id, date, userid, description) VALUES (1, '0000-00-00 00:00:00', 4294967295, ''), (2, '2026-00-00', 7, 'é\u0000\n')");
        Assert.Equal(["accounts 1: 7", "activity 2: 7"], await world.LookAsync());
    }

    [Fact]
    public async Task of_two_payments_the_one_with_the_smaller_number_may_become_visible_later()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        await using MySqlConnection slow = await world.SomebodyAsync();
        await using MySqlTransaction held = await slow.BeginTransactionAsync(Cancel);
        await using MySqlCommand first = new("INSERT INTO tblaccounts (userid, invoiceid, amountin) VALUES (1, 100, 10); SELECT LAST_INSERT_ID()", slow, held);
        long smaller = Convert.ToInt64(await first.ExecuteScalarAsync(Cancel), null);
        await world.Tables.DoAsync("INSERT INTO tblaccounts (userid, invoiceid, amountin) VALUES (7, 700, 10)");
        Assert.Equal([$"accounts {smaller + 1}: 7"], await world.LookAsync());
        for (int tick = 0; tick < 30; tick++) Assert.Empty(await world.LookAsync());
        await held.CommitAsync(Cancel);
        Assert.Equal([$"accounts {smaller}: 1"], await world.LookAsync());
    }

    [Fact]
    public async Task a_straggler_behind_hundreds_of_others_is_found_with_the_next_list()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.PayAsync(1000);
        await world.LookAsync();
        await world.Tables.DoAsync("INSERT INTO tblaccounts (id, userid) SELECT 2000 + seq, 1 FROM seq_1_to_400");
        Assert.Equal(400, (await world.LookAsync()).Length);
        await world.PayAsync(1500);
        Assert.Empty(await world.LookAsync());
        Assert.Equal(["accounts 1500: 7"], await world.LookAsync(WatchedPanel.ListEvery));
    }

    [Fact]
    public async Task a_process_that_died_continues_from_its_mark_and_calls_nobody_twice()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        await world.PayAsync(1);
        await world.LookAsync();
        await world.PayAsync(2);
        world.Another();
        Assert.Equal(["accounts 2: 7"], await world.LookAsync(TimeSpan.FromHours(9)));
    }

    [Fact]
    public async Task a_panel_that_was_away_for_a_day_has_lost_nothing_however_much_happened()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        await world.Tables.DoAsync("RENAME TABLE tblaccounts TO away");
        world.Time.Advance(WatchedPanel.Tick);
        WatchLook look = await world.Watcher.LookAsync(Cancel);
        Assert.Contains("tblaccounts", look.Failed, StringComparison.Ordinal);
        Assert.Equal(look.Failed, world.Watcher.Last!.Failed);
        await world.Tables.DoAsync("RENAME TABLE away TO tblaccounts; INSERT INTO tblaccounts (id, userid) SELECT seq, 7 FROM seq_1_to_3456");
        Assert.Equal(3456, (await world.LookAsync(TimeSpan.FromDays(1))).Length);
        Assert.Null(world.Watcher.Last!.Failed);
        Assert.Equal(world.Time.GetUtcNow(), world.Watcher.Last!.At);
    }

    [Fact]
    public async Task a_server_that_is_not_there_makes_a_look_fail_and_not_throw()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        PaymentWatcher lost = world.Another(new MySqlConnectionStringBuilder(world.Tables.ConnectionString) { Port = 1 }.ConnectionString);
        WatchLook look = await lost.LookAsync(Cancel);
        Assert.Contains("does not answer; check that it runs", look.Failed, StringComparison.Ordinal);
        Assert.Empty(look.Fresh);
    }

    [Fact]
    public async Task a_restored_panel_whose_numbers_are_given_again_calls_for_them_again()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        for (int id = 1; id <= 4; id++) await world.PayAsync(id);
        Assert.Equal(4, (await world.LookAsync()).Length);
        await world.Tables.DoAsync("DELETE FROM tblaccounts WHERE id > 2");
        world.Time.Advance(WatchedPanel.Tick);
        Assert.True((await world.Watcher.LookAsync(Cancel)).WentBack);
        await world.PayAsync(3, client: 1, invoice: 100);
        Assert.Equal(["accounts 3: 1"], await world.LookAsync());
        world.Another();
        Assert.Empty(await world.LookAsync(WatchedPanel.ListEvery));
    }

    [Fact]
    public async Task a_mark_ahead_of_the_panel_is_given_up_and_what_is_there_is_called()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.Ledger.Calls.KeepMarkAsync("panel", "900000 800000", Cancel);
        await world.PayAsync(12);
        Assert.Equal(["accounts 12: 7"], await world.LookAsync());
        await world.PayAsync(13);
        Assert.Equal(["accounts 13: 7"], await world.LookAsync());
    }

    [Fact]
    public async Task a_mark_that_is_rubbish_is_as_if_there_were_none()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.Ledger.Calls.KeepMarkAsync("panel", "x/y -3", Cancel);
        await world.PayAsync(500);
        Assert.Equal(["accounts 500: 7"], await world.LookAsync());
    }

    [Fact]
    public async Task a_ledger_that_cannot_take_a_call_gets_it_at_the_next_look()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.LookAsync();
        await world.PayAsync(5);
        PaymentWatcher watcher = world.Another(with: options => options with { Patience = TimeSpan.FromSeconds(30) });
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watcher.LookAsync(stopped.Token));
        Assert.Equal(["accounts 5: 7"], await world.LookAsync());
    }
}
