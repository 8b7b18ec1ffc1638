using System.CommandLine;
using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Forecasting;

namespace Billing.Host.Cli;

/// <summary><c>billing compare</c>: the same panel under the policy in force and under another one. Nothing is done and nothing is written.</summary>
internal static class CompareCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<FileInfo> policy = new("--policy") { HelpName = "NEW.json", Required = true, Description = "The other policy; files of holidays that it names are looked for in the configuration folder" };
        Option<int> days = ForecastCommand.Days();
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new("compare", "Say what another policy would change: in the coming days, and in the past twelve months") { policy, days, json };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(policy)!.FullName, parsed.GetValue(days), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, string file, int days, bool json, CancellationToken cancel)
    {
        string folder = given.Folder();
        await using Composition composition = await Composition.OpenAsync(folder, given.Time, writes: false, cancel);
        PolicyReading other = PolicyFile.At(file, folder, composition.Parts.Configuration.ChannelNames);
        if (other.Policy is not { } policy)
        {
            foreach (Problem problem in other.Problems) given.Screen.Line($"wrong  {problem}");
            given.Screen.Line(other.Problems.Count == 1 ? "1 problem" : string.Create(CultureInfo.InvariantCulture, $"{other.Problems.Count} problems"));
            return ExitCode.Configuration;
        }
        DateOnly today = composition.Policy.DayOf(given.Time.GetUtcNow());
        Comparison comparison = await given.Screen.WhileAsync("reading", progress => new Comparing(composition.Panel, composition.Ledger, composition.Policy, policy, today, days, progress).RunAsync(cancel));
        if (json) given.Screen.Print(ComparisonText.Json(comparison));
        else ComparisonText.Say(given.Screen, comparison);
        return comparison.Failures.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
