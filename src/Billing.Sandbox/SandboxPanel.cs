using Billing.Sandbox.Api;
using Billing.Sandbox.Database;
using Billing.Sandbox.Http;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox;

/// <summary>
/// A small panel of the WHMCS kind on 127.0.0.1, for trials and tests: its tables, its HTTP API, its own rules, and what
/// happens to it from outside. All members may be called from any thread; what is done here is done when the call returns.
/// </summary>
public sealed partial class SandboxPanel : IAsyncDisposable
{
    readonly PanelDatabase database;
    readonly Panel panel;
    readonly LoopbackServer server;

    SandboxPanel(SandboxPanelOptions options, PanelDatabase database, Panel panel, Faults faults, LoopbackServer server) =>
        (Options, this.database, this.panel, Faults, this.server) = (options, database, panel, faults, server);

    public SandboxPanelOptions Options { get; }

    /// <summary>What shall go wrong with its API; the same list as POST /sandbox/faults fills.</summary>
    public Faults Faults { get; }

    /// <summary>The panel's address with a trailing slash, as its setting SystemURL would say; the API is includes/api.php below it.</summary>
    public Uri Url => server.Url;

    public string Identifier => Options.Identifier;
    public string Secret => Options.Secret;

    /// <summary>To read its tables directly: SQLite or MariaDB, as the store says.</summary>
    public string ConnectionString => Options.Store.ConnectionString;

    /// <summary>The panel's local date.</summary>
    public DateOnly Today => panel.Clock.Today;

    public static async Task<SandboxPanel> StartAsync(SandboxPanelOptions? options = null, CancellationToken cancel = default)
    {
        SandboxPanelOptions given = options ?? new SandboxPanelOptions();
        Dialect dialect = given.Store.IsMariaDb ? new MariaDbDialect(given.Store.ConnectionString) : new SqliteDialect(given.Store.ConnectionString);
        PanelDatabase database = new(dialect, given.Generation);
        try
        {
            Panel panel = new(database, new PanelClock(given.Time, given.TimeZone), given);
            Furnishing.OfANewPanel(panel);
            Faults faults = new();
            LoopbackServer server = await LoopbackServer.StartAsync(given.Port, null, new PanelApi(panel, faults).AnswerAsync, cancel);
            if (database.Created.Contains("tblconfiguration")) database.Do(() => panel.Settings.Set("SystemURL", server.Url.ToString()));
            if (given.Whm is not null) Furnishing.FillServer(panel, given.Whm);
            return new SandboxPanel(given, database, panel, faults, server);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A panel of its own until cancelled: for a process that is nothing else.</summary>
    public static async Task RunAsync(SandboxPanelOptions options, Action<SandboxPanel>? started, CancellationToken cancel)
    {
        await using SandboxPanel panel = await StartAsync(options, cancel);
        started?.Invoke(panel);
        try { await Task.Delay(Timeout.InfiniteTimeSpan, cancel); }
        catch (OperationCanceledException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        database.Dispose();
    }
}
