using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Planning;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary>How runs and plans are told to an operator.</summary>
internal static class Reports
{
    private const int Most = 20;

    /// <summary>Everything that a person wants to know after a run.</summary>
    public static void Run(Screen screen, RunReport report)
    {
        IReadOnlyList<JsonObject> done = ActionShape.Of(report.Done, report.Today, because: true);
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Run {report.Number} of {report.Today:yyyy-MM-dd}: {report.Clients} clients looked at, {done.Count} actions done."));
        screen.Table(["action", "done"], [.. done.GroupBy(Saying.Group).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new[] { group.Key, group.Count().ToString(CultureInfo.InvariantCulture) })]);
        Performed[] open = [.. report.Open];
        if (open.Length > 0) screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Left open: {open.Length}"));
        screen.Table(["action", "outcome", "why"], [.. open.Select(act => new[] { act.Act.Action.Key, Word(act.Outcome), act.Outcome.Words })]);
        Brakes(screen, report.Brakes);
        Held(screen, report.Held, report.Today, all: false);
        Unreadable(screen, report.Unreadable);
        if (report.Failures.Count > 0) screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Clients that could not be finished: {report.Failures.Count}"));
        screen.Table(["client", "why"], [.. report.Failures.Select(failure => new[] { $"client {failure.Client.ToString(CultureInfo.InvariantCulture)}", failure.Why })]);
    }

    public static int Code(RunReport report) =>
        report.Failures.Count > 0 || report.Open.Any() ? ExitCode.Failed : report.Held.Count > 0 ? ExitCode.Held : ExitCode.Done;

    public static JsonObject Json(RunReport report) => new()
    {
        ["run"] = report.Number,
        ["on"] = report.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["clients"] = report.Clients,
        ["done"] = new JsonArray([.. ActionShape.Of(report.Done, report.Today, because: true)]),
        ["open"] = new JsonArray([.. report.Open.Select(act => new JsonObject { ["key"] = act.Act.Action.Key, ["outcome"] = Word(act.Outcome), ["why"] = act.Outcome.Words })]),
        ["held"] = new JsonArray([.. ActionShape.Of(report.Held, report.Today, because: true)]),
        ["brakes"] = new JsonArray([.. report.Brakes.Select(brake => new JsonObject { ["brake"] = brake.Kind.Word(), ["why"] = brake.Why })]),
        ["unreadable"] = new JsonArray([.. report.Unreadable.Select(row => new JsonObject { ["table"] = row.Table, ["id"] = row.Id, ["client"] = row.Client, ["why"] = row.Why })]),
        ["failures"] = new JsonArray([.. report.Failures.Select(failure => new JsonObject { ["client"] = failure.Client, ["why"] = failure.Why })]),
    };

    public static void Brakes(Screen screen, IReadOnlyList<BrakeEntry> brakes)
    {
        if (brakes.Count > 0) screen.Heading("Nobody goes offline, because a brake is in force (see billing brake):");
        screen.Table(["brake", "why", "what lifts it"], [.. brakes.Select(brake => new[] { brake.Kind.Word(), brake.Why, BrakeTable.Of(brake.Kind).Lifts })]);
    }

    public static void Held(Screen screen, IReadOnlyList<Planned> held, DateOnly today, bool all)
    {
        if (held.Count == 0) return;
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Held by the brake: {held.Count}{(all || held.Count <= Most ? "" : $"; the first {Most}")}"));
        screen.Table(["action", "because"], [.. ActionShape.Of(held, today, because: true).Take(all ? held.Count : Most).Select(shape => new[] { Saying.Action(shape), Saying.Text(shape, "because") })]);
    }

    public static void Unreadable(Screen screen, IReadOnlyList<UnreadableRow> rows)
    {
        if (rows.Count == 0) return;
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Rows of the panel that cannot be understood, and are left out: {rows.Count}"));
        screen.Table(["row", "client", "why"], [.. rows.Select(row => new[] { string.Create(CultureInfo.InvariantCulture, $"{row.Table} {row.Id}"), string.Create(CultureInfo.InvariantCulture, $"client {row.Client}"), row.Why })]);
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Done => "done",
        Outcome.Refused => "refused",
        Outcome.TryLater => "tried again later",
        Outcome.InDoubt => "in doubt",
        Outcome.Dropped => "dropped",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
