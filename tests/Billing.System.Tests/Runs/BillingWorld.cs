using System.Diagnostics;
using System.Globalization;
using Billing.Engine.Ledger;
using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.System.Tests.Channels;
using Billing.System.Tests.Sandbox;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;

namespace Billing.System.Tests.Runs;

/// <summary>
/// Everything that `billing` works with, for one test: a panel over MariaDB, a WHM, a mail server, a ledger file and a configuration folder. The panel's
/// clock may be set back for what happened before today; today is the real one, as a process of its own has no other clock.
/// </summary>
internal sealed class BillingWorld : IAsyncDisposable
{
    private const string WhmToken = "SANDBOXTOKEN";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly MariaDbOfATest store;
    private readonly FakeTimeProvider clock;

    private BillingWorld(MariaDbOfATest store, FakeTimeProvider clock, SandboxWhm whm, SandboxPanel panel)
    {
        (this.store, this.clock, Whm, Panel) = (store, clock, whm, panel);
        Folder = Directory.CreateTempSubdirectory("billing-world-").FullName;
        LedgerFile = Path.Combine(Folder, "ledger.db");
        Config = new ConfigFolderOfATest(Folder, Database, panel, whm, Mail.Port);
        Today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, Zone).DateTime);
    }

    /// <summary>A zone in which midnight is far.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(DateTimeOffset.UtcNow.Hour is >= 5 and < 22 ? "America/Argentina/Buenos_Aires" : "Asia/Tokyo");

    public DateOnly Today { get; }
    public string Folder { get; }
    public ConfigFolderOfATest Config { get; }
    public SandboxPanel Panel { get; }
    public SandboxWhm Whm { get; }
    public SmtpSink Mail { get; private set; } = new();
    public string LedgerFile { get; set; }
    public MySqlConnectionStringBuilder Database => new(store.Store.ConnectionString);

    /// <summary>Whatever may never be printed.</summary>
    public IEnumerable<string> Secrets => [Panel.Secret, Whm.Token, "sesame-of-the-test"];

    /// <param name="daysAgo">How far back the panel's clock stands at first.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <param name="database">The panel's database; one on the server of all tests when left out.</param>
    public static async Task<BillingWorld> CreateAsync(int daysAgo, CancellationToken cancel, MariaDbOfATest? database = null)
    {
        MariaDbOfATest store = database ?? new();
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow.AddDays(-daysAgo));
        SandboxWhm whm = await SandboxWhm.StartAsync(new SandboxWhmOptions { Time = clock, Token = WhmToken }, cancel);
        whm.PollsUntilDone = 0;
        SandboxPanel panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = store.Store, Time = clock, TimeZone = Zone, Whm = whm }, cancel);
        return new BillingWorld(store, clock, whm, panel);
    }

    public DateOnly Day(int fromToday) => Today.AddDays(fromToday);

    /// <summary>The run of an earlier day, in this process.</summary>
    public Task<Ran> RunOnAsync(int fromToday, CancellationToken cancel) => OnAsync(fromToday, cancel, "run", "--once");

    /// <summary>`billing …` on another day, in this process. Days only pass.</summary>
    public async Task<Ran> OnAsync(int fromToday, CancellationToken cancel, params string[] args)
    {
        DateTimeOffset then = DateTimeOffset.UtcNow.AddDays(fromToday);
        if (then > clock.GetUtcNow()) clock.SetUtcNow(then);
        using StringWriter output = new(), error = new();
        foreach ((string name, string? value) in Environment) global::System.Environment.SetEnvironmentVariable(name, value);
        int code = await Commands.RunAsync([.. args, "--config", Folder], output, error, clock, cancel);
        return new Ran(code, output.ToString(), error.ToString());
    }

    /// <summary>From now on the panel's clock shows the real time.</summary>
    public void ComeToToday() => clock.SetUtcNow(DateTimeOffset.UtcNow);

    /// <summary>`billing …` as a process of its own, to its end.</summary>
    public async Task<Ran> BillingAsync(CancellationToken cancel, params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancel), error = process.StandardError.ReadToEndAsync(cancel);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
        return new Ran(process.ExitCode, await output, await error);
    }

    public Process Start(params string[] args) => StartBy(["dotnet"], args);

    /// <summary>The same by another program that runs it.</summary>
    public Process StartBy(string[] by, params string[] args)
    {
        ProcessStartInfo start = new(by[0], [.. by[1..], typeof(Commands).Assembly.Location, .. args, "--config", Folder])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Folder,
        };
        foreach ((string name, string? value) in Environment)
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The secrets' environment; a test may put something else.</summary>
    public Dictionary<string, string?> Environment { get; } = new()
    {
        [ConfigFolderOfATest.Identifier] = "sandbox-identifier", [ConfigFolderOfATest.Secret] = "sandbox-secret", [ConfigFolderOfATest.WhmToken] = WhmToken,
        [ConfigFolderOfATest.HookKey] = Hook.HookedPanel.Secret,
        [ConfigFolderOfATest.DatabasePassword] = new MySqlConnectionStringBuilder(global::System.Environment.GetEnvironmentVariable("BILLING_TEST_MARIADB") ?? "").Password,
    };

    /// <summary>The mail server is gone; the address stays in the configuration.</summary>
    public void StopMail() => Mail.Dispose();

    /// <summary>A new mail server, of which the configuration knows.</summary>
    public void StartMail()
    {
        Mail = new SmtpSink();
        Config.MailPort = Mail.Port;
        Config.Write();
    }

    public SqlLedger OpenLedger() => Config.LedgerDatabase is { } database ? SqlLedger.MariaDb(database.ConnectionString, TimeProvider.System) : SqlLedger.Sqlite(LedgerFile, TimeProvider.System);

    public async Task SqlAsync(string sql, CancellationToken cancel)
    {
        await using MySqlConnection connection = new(store.Store.ConnectionString);
        await connection.OpenAsync(cancel);
        await using MySqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Mail.Dispose();
        await Panel.DisposeAsync();
        await Whm.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What a command printed, and how it ended.</summary>
internal sealed record Ran(int Code, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"exit code {Code}\n{Output}\n{Error}");
}
