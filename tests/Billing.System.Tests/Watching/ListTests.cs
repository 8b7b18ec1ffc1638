using Xunit;

namespace Billing.System.Tests.Watching;

/// <summary>The open invoices of whoever is offline because of us, over a real MariaDB.</summary>
public sealed class ListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE tblinvoices SET status = 'Paid' WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET status = 'Cancelled' WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET status = 'Payment Pending' WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET status = 'Whatever' WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET total = 0 WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET duedate = '2026-12-24' WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET duedate = '0000-00-00' WHERE id = 700")]
    [InlineData("UPDATE tblinvoices SET userid = 1 WHERE id = 700")]
    [InlineData("DELETE FROM tblinvoices WHERE id = 700")]
    public async Task what_leaves_neither_a_transaction_nor_a_line_is_called_with_the_next_list(string sql)
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.SuspendedAsync(7);
        Assert.Equal(["list 7: 7"], await world.LookAsync());
        Assert.Empty(await world.LookAsync(WatchedPanel.ListEvery));
        await world.Tables.DoAsync(sql);
        Assert.Empty(await world.LookAsync());
        Assert.Equal(["list 7: 7"], await world.LookAsync(WatchedPanel.ListEvery));
        for (int look = 0; look < 3; look++) Assert.Empty(await world.LookAsync(WatchedPanel.ListEvery));
    }

    [Fact]
    public async Task an_invoice_that_goes_to_and_fro_calls_each_time()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.SuspendedAsync(7);
        await world.LookAsync();
        for (int time = 0; time < 3; time++)
            foreach (string status in new[] { "Payment Pending", "Unpaid" })
            {
                await world.Tables.DoAsync($"UPDATE tblinvoices SET status = '{status}' WHERE id = 700");
                Assert.Equal(["list 7: 7"], await world.LookAsync(TimeSpan.FromMinutes(1)));
                Assert.Empty(await world.LookAsync(WatchedPanel.ListEvery));
            }
    }

    [Fact]
    public async Task who_is_online_is_not_on_the_list()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.SuspendedAsync(7);
        await world.LookAsync();
        await world.ReturnedAsync(7);
        await world.Tables.DoAsync("UPDATE tblinvoices SET status = 'Paid'");
        Assert.Empty(await world.LookAsync(WatchedPanel.ListEvery));
    }

    [Fact]
    public async Task what_changed_while_nobody_looked_is_called_by_the_next_process()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.SuspendedAsync(7);
        await world.LookAsync();
        world.Another();
        Assert.Empty(await world.LookAsync(TimeSpan.FromHours(1)));
        await world.Tables.DoAsync("UPDATE tblinvoices SET status = 'Paid' WHERE id = 700");
        world.Another();
        Assert.Equal(["list 7: 7"], await world.LookAsync(TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task an_invoice_raised_meanwhile_is_watched_too()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.SuspendedAsync(7);
        await world.LookAsync();
        await world.Tables.HasAsync("tblinvoices", new { id = 701, userid = 7, duedate = "2026-12-01" });
        string[] seen = [];
        for (int look = 0; look < 180 && seen.Length == 0; look++) seen = await world.LookAsync(WatchedPanel.ListEvery);
        Assert.Equal(["list 7: 7"], seen);
        await world.Tables.DoAsync("UPDATE tblinvoices SET status = 'Paid' WHERE id = 701");
        Assert.Equal(["list 7: 7"], await world.LookAsync(WatchedPanel.ListEvery));
    }

    [Fact]
    public async Task the_ledger_says_who_is_offline()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        Assert.Empty(await world.Ledger.OfflineClientsAsync(Cancel));
        await world.SuspendedAsync(7);
        await world.SuspendedAsync(1, service: 11);
        Assert.Equal([1, 7], (await world.Ledger.OfflineClientsAsync(Cancel)).Order());
    }
}
