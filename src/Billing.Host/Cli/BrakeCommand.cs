using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;

namespace Billing.Host.Cli;

/// <summary><c>billing brake</c>: what keeps anybody from being taken offline now, and its release by an admin. It works beside the service, which heeds it within seconds.</summary>
internal static class BrakeCommand
{
    private const int History = 200;

    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> all = new("--all") { Description = "Also those that are over, newest first: who released them, and why" };
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Command command = new("brake", "What keeps anybody from being taken offline now, why, and what lifts it") { all, json, Release(given) };
        command.SetAction((parsed, cancel) => ListAsync(given(parsed), parsed.GetValue(all), parsed.GetValue(json), cancel));
        return command;
    }

    private static Command Release(Func<ParseResult, Given> given)
    {
        Argument<BrakeKind> kind = new("KIND") { Description = "Its kind, as the list has it", CustomParser = Kind };
        Option<string> because = new("--because") { HelpName = "TEXT", Required = true, Description = "Why, for the record: it is kept with your name" };
        because.Validators.Add(text =>
        {
            if (string.IsNullOrWhiteSpace(text.GetValueOrDefault<string>())) text.AddError("--because needs a text: why nobody loses anything by this");
        });
        Command command = new("release", "Release a brake: what is so now is declared to be right. Who, when and why is kept") { kind, because };
        command.SetAction(async (parsed, cancel) =>
        {
            Given of = given(parsed);
            await using Composition composition = await Composition.OpenAsync(of.Folder(), of.Time, writes: false, cancel);
            BrakeKind which = parsed.GetValue(kind);
            if (await composition.Brakes.ReleaseAsync(composition.Policy.DayOf(of.Time.GetUtcNow()), which, Who(), parsed.GetValue(because)!.Trim(), cancel) is { } no)
            {
                of.Screen.Error($"billing: {which.Word()} is not released: {no}");
                return ExitCode.Failed;
            }
            of.Screen.Line($"released: {which.Word()}. The service makes the run of today again within a minute if it was made and held something; without it: billing run --once");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> ListAsync(Given given, bool all, bool json, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        IReadOnlyList<BrakeEntry> inForce = await composition.Ledger.Brakes.InForceAsync(cancel);
        BrakeEntry[] over = all ? [.. (await composition.Ledger.Brakes.HistoryAsync(History, cancel)).Where(entry => entry.Lifted is not null)] : [];
        if (json) given.Screen.Print(new JsonArray([.. inForce.Concat(over).Select(Shape)]));
        else Say(given.Screen, inForce, over);
        return inForce.Count > 0 ? ExitCode.Held : ExitCode.Done;
    }

    private static void Say(Screen screen, IReadOnlyList<BrakeEntry> inForce, BrakeEntry[] over)
    {
        screen.Heading(inForce.Count == 0 ? "No brake is in force." : "In force; nobody is suspended, frozen or terminated meanwhile, and everything else goes on:");
        screen.Table(["brake", "since", "why", "what lifts it"], [.. inForce.Select(entry => new[] { entry.Kind.Word(), Moment(entry.Since), entry.Why, BrakeTable.Of(entry.Kind).Lifts })]);
        if (over.Length > 0) screen.Heading("Over:");
        screen.Table(["brake", "from", "to", "why", "lifted by", "because"],
            [.. over.Select(entry => new[] { entry.Kind.Word(), Moment(entry.Since), Moment(entry.Lifted!.Value), entry.Why, entry.By ?? "itself", entry.Because })]);
    }

    private static JsonObject Shape(BrakeEntry entry) => new()
    {
        ["brake"] = entry.Kind.Word(), ["since"] = Moment(entry.Since), ["why"] = entry.Why, ["lifts"] = BrakeTable.Of(entry.Kind).Lifts,
        ["lifted"] = entry.Lifted is { } lifted ? Moment(lifted) : null, ["by"] = entry.By, ["because"] = entry.Lifted is null ? null : entry.Because,
    };

    /// <summary>Who is at the keyboard; with sudo, who asked for it.</summary>
    private static string Who() => Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } user && user != Environment.UserName ? $"{user} (as {Environment.UserName})" : Environment.UserName;

    private static BrakeKind Kind(ArgumentResult argument)
    {
        string word = argument.Tokens is [{ } token] ? token.Value : "";
        if (BrakeKinds.Of(word) is { } kind) return kind;
        argument.AddError($"there is no brake \"{word}\"; there are {string.Join(", ", Enum.GetValues<BrakeKind>().Select(known => known.Word()))}");
        return default;
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
