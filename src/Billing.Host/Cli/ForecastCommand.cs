using System.CommandLine;
using System.Globalization;
using Billing.Engine.Forecasting;

namespace Billing.Host.Cli;

/// <summary><c>billing forecast</c>: what the daily runs will do in the days ahead, if nobody pays. Nothing is done and nothing is written but the picture that is asked for.</summary>
internal static class ForecastCommand
{
    public const int Usual = 60, Most = 366;

    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<int> days = Days();
        Option<DateOnly?> on = new("--on") { HelpName = "DATE", Description = "The first day, such as 2026-03-16 (default: today)", CustomParser = PlanCommand.Day };
        Option<int?> client = new("--client") { HelpName = "N", Description = "Only this client of the panel, act by act" };
        Option<bool> json = new("--json") { Description = "Print it as JSON" };
        Option<bool> acts = new("--acts") { Description = "With --json: every act as well, each with its day and its reason" };
        Option<string?> currency = new("--currency") { HelpName = "CODE", Description = "Whose money stands beside each day, such as ARS (default: the only one that there is; of several, none)" };
        Option<string?> svg = new("--svg") { HelpName = "FILE", Description = "Draw it into this file" };
        Command command = new("forecast", "Print what the runs of the coming days will do if nobody pays: counts and money, day by day") { days, on, client, currency, json, acts, svg };
        command.SetAction((parsed, cancel) => RunAsync(given(parsed), parsed.GetValue(days), parsed.GetValue(on), parsed.GetValue(client), new Shape(parsed.GetValue(json), parsed.GetValue(acts), parsed.GetValue(svg), parsed.GetValue(currency)?.ToUpperInvariant()), cancel));
        return command;
    }

    /// <summary>How far ahead.</summary>
    public static Option<int> Days()
    {
        Option<int> days = new("--days") { HelpName = "N", Description = $"How many days, at most {Most}", DefaultValueFactory = _ => Usual };
        days.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > Most))
                result.AddError($"--days {token.Value} is not a number of days from 1 to {Most}");
        });
        return days;
    }

    private static async Task<int> RunAsync(Given given, int days, DateOnly? on, int? client, Shape shape, CancellationToken cancel)
    {
        await using Composition composition = await Composition.OpenAsync(given.Folder(), given.Time, writes: false, cancel);
        DateOnly today = composition.Policy.DayOf(given.Time.GetUtcNow()), from = on ?? today;
        ForecastReport report = await given.Screen.WhileAsync("reading", progress => new DaysAhead(composition.Panel, composition.Ledger, composition.Policy, from, days, progress)
            .RunAsync(from == today ? composition.Brakes : null, client, shape.Acts || client is not null, cancel));
        if (client is { } missing && report.Clients + report.Failures.Count == 0)
        {
            given.Screen.Error($"billing: the panel has no client {missing.ToString(CultureInfo.InvariantCulture)} that can be understood. See `billing plan` for rows that cannot be read.");
            return ExitCode.Failed;
        }
        if (shape.Currency is { } asked && !report.Days[0].Money.ContainsKey(asked))
        {
            given.Screen.Error($"billing: nobody owes anything in {asked}. There is {string.Join(", ", report.Days[0].Money.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("no currency at all"))}.");
            return ExitCode.Usage;
        }
        if (shape.Svg is { } file) await File.WriteAllTextAsync(file, ForecastPicture.Of(report), cancel);
        if (shape.Json) given.Screen.Print(ForecastText.Json(report));
        else ForecastText.Say(given.Screen, report, client is not null, shape.Currency);
        if (shape is { Svg: { } drawn, Json: false }) given.Screen.Line($"wrote  {drawn}");
        return report.Failures.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>In which form it is wanted.</summary>
    private sealed record Shape(bool Json, bool Acts, string? Svg, string? Currency);
}
