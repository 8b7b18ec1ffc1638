using System.CommandLine;
using Billing.Sandbox;

namespace Billing.Host.Cli;

/// <summary><c>billing sandbox</c>, hidden: a panel to try things against, in a process of its own.</summary>
internal static class SandboxCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<string?> database = new("--database") { HelpName = "CONNECTION", Description = "A MariaDB database for its tables" };
        Option<string?> sqlite = new("--sqlite") { HelpName = "FILE", Description = "A SQLite file for its tables" };
        Option<int> port = new("--port") { HelpName = "N", Description = "Its port on 127.0.0.1; 0 takes any", DefaultValueFactory = _ => 0 };
        Option<bool> asInstalled = new("--as-installed") { Description = "Its own automation set up as in an untouched installation, for `billing doctor`; else off" };
        Command command = new("sandbox", "A panel to try things against") { database, sqlite, port, asInstalled };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(database), parsed.GetValue(sqlite), parsed.GetValue(port), parsed.GetValue(asInstalled), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string? database, string? sqlite, int port, bool asInstalled, CancellationToken cancel)
    {
        SandboxPanelOptions options = new()
        {
            Port = port, Automation = asInstalled ? PanelAutomation.AsInstalled : PanelAutomation.Off, Store = database is not null ? SandboxStore.MariaDb(database) : sqlite is not null ? SandboxStore.File(sqlite) : SandboxStore.InMemory(),
        };
        await SandboxPanel.RunAsync(options, panel => given.Screen.Line($"{panel.Url}"), cancel);
        return ExitCode.Done;
    }
}
