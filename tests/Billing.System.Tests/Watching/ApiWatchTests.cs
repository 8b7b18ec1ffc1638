using Billing.Engine.Ledger;
using Billing.Engine.Watching;
using Billing.Sandbox;
using Billing.System.Tests.Api;
using Billing.System.Tests.Ledger;
using Billing.System.Tests.Sandbox;
using Billing.Whmcs;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Watching;

/// <summary>A panel that is watched through its API only.</summary>
public sealed class ApiWatchTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MariaDbOfATest store = new();
    private MemoryLedger ledger = null!;
    private SandboxPanel sandbox = null!;
    private WhmcsPanel panel = null!;
    private PaymentWatcher watcher = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ledger = new MemoryLedger(time);
        sandbox = await SandboxPanel.StartAsync(new() { Store = store.Store, Time = time, Identifier = PanelDouble.Identifier, Secret = PanelDouble.Secret }, Cancel);
        PanelWorld.Fill(sandbox);
        panel = WhmcsPanel.Create(PanelDouble.Options(sandbox.Url), new LogOfATest(), time);
        watcher = Another();
    }

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        await sandbox.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task a_payment_is_called_by_the_line_that_the_panel_writes()
    {
        await LookAsync();
        sandbox.Pay(PanelWorld.Debt);
        string[] called = await LookAsync();
        Assert.NotEmpty(called);
        Assert.All(called, call => Assert.StartsWith("activity ", call, StringComparison.Ordinal));
        Assert.All(called, call => Assert.EndsWith(": 2", call, StringComparison.Ordinal));
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task a_status_edited_in_the_database_is_called_with_the_next_list()
    {
        await OfflineAsync(2);
        Assert.Contains("list 2: 2", await LookAsync());
        Assert.Empty(await LookAsync());
        await using (MySqlConnection connection = new(sandbox.ConnectionString))
        {
            await connection.OpenAsync(Cancel);
            await using MySqlCommand edit = new("UPDATE tblinvoices SET status = 'Paid' WHERE id = 100", connection);
            await edit.ExecuteNonQueryAsync(Cancel);
        }
        Assert.Equal(["list 2: 2"], await LookAsync());
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task hundreds_of_lines_since_the_mark_are_read_until_it_is_met()
    {
        await LookAsync();
        for (int line = 0; line < 250; line++) await panel.LogAsync(1, "Ana called", Cancel);
        watcher = Another();
        Assert.Equal(250, (await LookAsync()).Length);
    }

    [Fact]
    public async Task without_the_right_to_read_the_log_the_list_goes_on_and_the_right_is_named()
    {
        sandbox.Faults.Add(new Fault("GetActivityLog", FaultKind.Forbidden));
        await OfflineAsync(2);
        WatchLook look = await watcher.LookAsync(Cancel);
        Assert.Null(look.Failed);
        Assert.Equal([2], look.Fresh.Select(call => call.Client!.Value));
        Assert.Contains("add GetActivityLog to the API role", Assert.Single(look.Hidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_panel_that_is_in_maintenance_is_asked_again_and_nothing_is_lost()
    {
        await LookAsync();
        sandbox.Faults.Add(new Fault("GetActivityLog", FaultKind.Html) { Count = 4 });
        await panel.LogAsync(1, "Ana called", Cancel);
        WatchLook look = await watcher.LookAsync(Cancel);
        Assert.Contains("is it in maintenance?", look.Failed!.Replace("and is it", "is it", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Single(await LookAsync());
    }

    private PaymentWatcher Another() => new(panel, ledger, time, new WatchOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)));

    private async Task OfflineAsync(int client)
    {
        var suspension = Entries.Suspension(12);
        await ledger.BeginAsync(Entries.By(suspension, client), Cancel);
        await ledger.FinishAsync(suspension.Key, new Outcome.Done(true), Cancel);
    }

    private async Task<string[]> LookAsync()
    {
        time.Advance(TimeSpan.FromMinutes(1));
        WatchLook look = await watcher.LookAsync(Cancel);
        Assert.Null(look.Failed);
        return [.. look.Fresh.Select(call => $"{call.Id.Split('/')[0]}: {call.Client}")];
    }
}
