using Billing.Engine.Ledger;
using Billing.Engine.Watching;
using Billing.System.Tests.Api;
using Billing.System.Tests.Ledger;
using Billing.System.Tests.Reading;
using Billing.Whmcs;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Watching;

/// <summary>A panel's database that others write into, a ledger, and who watches the one for the other. Client 1 owes invoice 100, client 7 owes 700.</summary>
internal sealed class WatchedPanel : IAsyncDisposable
{
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1), ListEvery = TimeSpan.FromSeconds(10);

    private readonly List<WhmcsPanel> opened = [];

    private WatchedPanel(TestPanel tables, FakeTimeProvider time)
    {
        (Tables, Time, Ledger) = (tables, time, new MemoryLedger(time));
        Watcher = Another();
    }

    public TestPanel Tables { get; }

    public FakeTimeProvider Time { get; }

    public MemoryLedger Ledger { get; }

    public PaymentWatcher Watcher { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<WatchedPanel> OpenAsync()
    {
        TestPanel tables = await TestPanel.CreateAsync();
        await tables.HasAsync("tblclients", new { id = 7 });
        await tables.HasAsync("tblinvoices", new { id = 100, userid = 1, duedate = "2026-11-01" }, new { id = 700, userid = 7, duedate = "2026-11-01" });
        return new WatchedPanel(tables, new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>A watcher as another process has it, over the same panel and the same ledger.</summary>
    public PaymentWatcher Another(string? connection = null, Func<WatchOptions, WatchOptions>? with = null)
    {
        WatchOptions options = new(ListEvery, TimeSpan.FromSeconds(30));
        WhmcsPanel panel = WhmcsPanel.Create(PanelDouble.Options(PanelDouble.NobodyThere()) with { Database = () => connection ?? Tables.ConnectionString }, new LogOfATest(), Time);
        opened.Add(panel);
        return Watcher = new PaymentWatcher(panel, Ledger, Time, with is null ? options : with(options));
    }

    /// <summary>One tick later, what the watcher calls.</summary>
    public async Task<string[]> LookAsync(TimeSpan? later = null)
    {
        Time.Advance(later ?? Tick);
        WatchLook look = await Watcher.LookAsync(Cancel);
        Assert.Null(look.Failed);
        return [.. look.Fresh.Select(call => $"{call.Id.Split('/')[0]}: {call.Client}")];
    }

    public Task PayAsync(int id, int client = 7, int invoice = 700) => Tables.HasAsync("tblaccounts", new { id, userid = client, invoiceid = invoice, amountin = 10m });

    public Task NoteAsync(int id, string line, int client = 7) => Tables.HasAsync("tblactivitylog", new { id, userid = client, description = line });

    /// <summary>A service of that client is offline because of us.</summary>
    public async Task SuspendedAsync(int client, int service = 10)
    {
        var suspension = Entries.Suspension(service);
        await Ledger.BeginAsync(Entries.By(suspension, client), Cancel);
        await Ledger.FinishAsync(suspension.Key, new Outcome.Done(true), Cancel);
    }

    /// <summary>It is online again.</summary>
    public async Task ReturnedAsync(int client, int service = 10)
    {
        var back = Entries.Return(service);
        await Ledger.BeginAsync(Entries.By(back, client), Cancel);
        await Ledger.FinishAsync(back.Key, new Outcome.Done(true), Cancel);
    }

    /// <summary>A connection of somebody else, who may hold a transaction open.</summary>
    public async Task<MySqlConnection> SomebodyAsync()
    {
        MySqlConnection connection = new(Tables.ConnectionString);
        await connection.OpenAsync(Cancel);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WhmcsPanel panel in opened) await panel.DisposeAsync();
        await Tables.DisposeAsync();
    }
}
