using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Planning;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary><c>billing plan</c>: what a run would do. Nothing is done and nothing is written.</summary>
internal static class PlanCommand
{
    /// <summary>A plan of so many acts is read at a glance; of a longer one the counts come first, and from it what touches servers.</summary>
    private const int AtAGlance = 40;

    private static readonly string[] TouchesServers = ["suspend", "freeze", "unsuspend", "unfreeze", "backup", "terminate", "restore", "activate"];

    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<DateOnly?> on = new("--on") { HelpName = "DATE", Description = "The day to plan for, such as 2026-03-16 (default: today)", CustomParser = Day };
        Option<int?> client = new("--client") { HelpName = "N", Description = "Only this client of the panel" };
        Option<bool> all = new("--all") { Description = "List every act, however many they are" };
        Option<bool> json = new("--json") { Description = "Print a JSON array of the acts, each with its reason" };
        Command command = new("plan", "Print what a run would do now; nothing is done") { on, client, all, json };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(on), parsed.GetValue(client), parsed.GetValue(all), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Given given, DateOnly? on, int? client, bool all, bool json, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        (Plan plan, PanelReading reading, IReadOnlyList<BrakeEntry> brakes) = await given.Screen.WhileAsync("reading", progress => composition.Road(composition.Policy, progress).PlanAsync(on, client, cancel));
        Planned[] acts = plan.Brake is { } brake ? [brake, .. plan.Acts] : [.. plan.Acts];
        IReadOnlyList<JsonObject> shapes = ActionShape.Of(acts, reading.Today, because: true);
        if (json) given.Screen.Print(new JsonArray([.. shapes]));
        else Say(given.Screen, plan, shapes, reading, brakes, all || client is not null);
        return ExitCode.Done;
    }

    private static void Say(Screen screen, Plan plan, IReadOnlyList<JsonObject> shapes, PanelReading reading, IReadOnlyList<BrakeEntry> brakes, bool all)
    {
        int clients = shapes.Select(shape => Saying.Text(shape, "client")).Where(client => client.Length > 0).Distinct().Count();
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"{reading.Today:yyyy-MM-dd}: {shapes.Count} actions for {clients} clients. Nothing is done."));
        screen.Table(["action", "count", "clients"], [.. shapes.GroupBy(Saying.Group).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new[]
        {
            group.Key, Number(group.Count()), Number(group.Select(shape => Saying.Text(shape, "client")).Distinct().Count()),
        })]);
        bool listed = all || shapes.Count <= AtAGlance;
        JsonObject[] list = [.. listed ? shapes : shapes.Where(shape => TouchesServers.Contains(Saying.Text(shape, "action"))).Take(AtAGlance)];
        if (list.Length > 0) screen.Heading(listed ? "Actions:" : $"Actions that touch servers ({(list.Length == AtAGlance ? $"the first {Number(AtAGlance)}" : "all")}; --all lists every action):");
        screen.Table(["action", "because"], [.. list.Select(shape => new[] { Saying.Action(shape), Saying.Text(shape, "because") })]);
        Reports.Brakes(screen, brakes);
        Reports.Held(screen, plan.Held, reading.Today, all);
        Reports.Unreadable(screen, reading.Unreadable);
    }

    internal static DateOnly? Day(ArgumentResult argument)
    {
        string text = argument.Tokens is [{ } token] ? token.Value : "";
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)) return day;
        argument.AddError($"--on {text} is not a day; write year, month and day, such as 2026-03-16");
        return null;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
