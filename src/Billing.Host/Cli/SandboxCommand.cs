using System.CommandLine;
using Billing.Sandbox;

namespace Billing.Host.Cli;

/// <summary><c>billing sandbox</c>, hidden: a panel to try things against, in a process of its own.</summary>
internal static class SandboxCommand
{
    private static readonly Option<string?> Database = new("--database") { HelpName = "CONNECTION", Description = "A MariaDB database for its tables" };
    private static readonly Option<string?> Sqlite = new("--sqlite") { HelpName = "FILE", Description = "A SQLite file for its tables" };
    private static readonly Option<int> Port = new("--port") { HelpName = "N", Description = "Its port on 127.0.0.1; 0 takes any", DefaultValueFactory = _ => 0 };

    public static Command Make(Func<ParseResult, Given> given)
    {
        Command command = new("sandbox", "A panel to try things against") { Database, Sqlite, Port };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(Database), parsed.GetValue(Sqlite), parsed.GetValue(Port), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string? database, string? sqlite, int port, CancellationToken cancel)
    {
        SandboxPanelOptions options = new()
        {
            Port = port, Store = database is not null ? SandboxStore.MariaDb(database) : sqlite is not null ? SandboxStore.File(sqlite) : SandboxStore.InMemory(),
        };
        await SandboxPanel.RunAsync(options, panel => given.Screen.Line($"{panel.Url}"), cancel);
        return ExitCode.Done;
    }
}
