using System.CommandLine;
using Billing.Engine.Runs;
using Billing.Host.Worker;

namespace Billing.Host.Cli;

/// <summary><c>billing run</c>: the service; <c>--once</c>: the run of today, now.</summary>
internal static class RunCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> once = new("--once") { Description = "Make the run of today now and end, instead of staying" };
        Option<bool> json = new("--json") { Description = "With --once: print what was done as JSON" };
        Command command = new("run", "Work: one run a day at the policy's time, and a look at open matters in between") { once, json };
        command.SetAction((parsed, cancel) => parsed.GetValue(once) ? OnceAsync(given(parsed), parsed.GetValue(json), cancel) : Service.RunAsync(given(parsed).Folder(), given(parsed).Time, cancel));
        return command;
    }

    /// <summary>How long a run may go on finishing what it began when it is stopped. Null: the service sees to it itself.</summary>
    public static TimeSpan? Patience(ParseResult parsed, TimeSpan once) =>
        parsed.CommandResult.Command.Name != "run" ? TimeSpan.FromSeconds(2) : parsed.GetValue<bool>("--once") ? once : null;

    private static async Task<int> OnceAsync(Given given, bool json, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: true, cancel);
        using var logs = Logging.ForCommands();
        await new Mailroom(composition, () => composition.Policy, given.Time, logs.CreateLogger<Mailroom>()).WorkAsync(cancel);
        RunReport report = await given.Screen.WhileAsync("reading", progress => composition.RunToTheEndAsync(cancel, progress));
        if (json) given.Screen.Print(Reports.Json(report));
        else Reports.Run(given.Screen, report);
        return Reports.Code(report);
    }
}
