using System.CommandLine;
using Billing.Host.Demo;

namespace Billing.Host.Cli;

/// <summary><c>billing demo</c>: the whole road on a provider of its own, without any set-up.</summary>
internal static class DemoCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<string?> keep = new("--keep") { HelpName = "DIR", Description = "The folder for its mail and ledger (default: a new one among the temporary files)" };
        Command command = new("demo", "Live through 60 days with a sandbox of its own: a panel, a server, some 40 clients. Needs no set-up") { keep };
        command.SetAction(async (parsed, cancel) =>
        {
            Given here = given(parsed);
            string folder = parsed.GetValue(keep) is { } named ? Path.GetFullPath(named) : Directory.CreateTempSubdirectory("billing-demo-").FullName;
            await SixtyDays.RunAsync(here.Screen, here.Folder(), Path.Combine(AppContext.BaseDirectory, "plugins"), folder, cancel);
            return ExitCode.Done;
        });
        return command;
    }
}
