using System.CommandLine;
using System.Text.Json.Nodes;
using Billing.Engine.Configuration;
using Billing.Engine.Simulation;

namespace Billing.Host.Cli;

/// <summary><c>billing simulate FILE</c>: what the service does in a scenario, day by day.</summary>
internal static class SimulateCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Argument<string> file = new("FILE") { Description = "A scenario file" };
        Option<bool> json = new("--json") { Description = "Print a JSON array in the shape of a scenario's \"expect\"" };
        file.Validators.Add(Commands.NoOptions);
        Command command = new("simulate", "Replay one scenario in memory and print what happens, day by day") { file, json };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(file)!, parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string file, bool json, CancellationToken cancel)
    {
        string folder = given.Folder();
        Policies.Check(folder);
        if (!System.IO.File.Exists(file)) throw new ConfigurationException($"{file}: there is no such file. Name a scenario file.");
        IReadOnlyList<JsonObject> happened = await Verification.SimulateAsync(file, ShippedPolicy.In(folder), cancel);
        if (json) given.Screen.Print(new JsonArray([.. happened]));
        else if (happened.Count == 0) given.Screen.Line("Nothing happens.");
        else given.Screen.Table(["day", "action", "because"], [.. happened.Select(action => new[] { Saying.Text(action, "on"), Saying.Action(action), Saying.Text(action, "because") })]);
        return ExitCode.Done;
    }
}
