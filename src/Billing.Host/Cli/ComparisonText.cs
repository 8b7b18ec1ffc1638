using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Engine.Forecasting;

namespace Billing.Host.Cli;

/// <summary>Two policies compared, for a person and as JSON.</summary>
internal static class ComparisonText
{
    private const string NotReadable = "The past is left out: the panel is read through its API, which would need a call for each invoice. With access to the panel's database (\"database\" in \"panel\") it is compared as well.";

    private const string Supposed = "supposed that who paid after being suspended pays as many days after the suspension as then; whether the client was told early enough (safety.noticeDays) is not asked of the past";

    public static void Say(Screen screen, Comparison comparison)
    {
        screen.Heading($"Ahead: {Iso(comparison.From)} to {Iso(comparison.From.AddDays(comparison.Days - 1))}, if nobody pays and no brake holds: {Number(comparison.Clients)} clients. Nothing is done.");
        screen.Table(["act", "now", "then", "earlier", "later", "newly", "no longer"], [.. comparison.Ahead.Totals.Select(total => (string[])
            [total.Key, Number(total.Value.Now), Number(total.Value.Then), .. Enum.GetValues<Turn>().Select(turn => Short(comparison.Ahead.Shares.GetValueOrDefault((total.Key, turn))))])], headed: true);
        if (comparison.Ahead.Shares.Count == 0) screen.Line("No difference.");
        else Examples(screen, comparison);
        foreach (string line in Brakes(comparison)) screen.Line(line);
        Back(screen, comparison.Back);
        if (comparison.Failures.Count > 0) screen.Heading($"Clients of whom nothing could be foreseen: {Number(comparison.Failures.Count)}");
        screen.Table(["client", "why"], [.. comparison.Failures.Select(failure => new[] { $"client {Number(failure.Client)}", failure.Why })]);
    }

    public static JsonObject Json(Comparison comparison) => new()
    {
        ["ahead"] = new JsonObject
        {
            ["from"] = Iso(comparison.From), ["to"] = Iso(comparison.From.AddDays(comparison.Days - 1)), ["clients"] = comparison.Clients,
            ["acts"] = new JsonArray([.. comparison.Ahead.Totals.Select(total => new JsonObject
            {
                ["action"] = total.Key, ["now"] = total.Value.Now, ["then"] = total.Value.Then,
                ["changes"] = new JsonObject(Enum.GetValues<Turn>().Select(turn => KeyValuePair.Create(Word(turn), (JsonNode?)Json(comparison.Ahead.Shares.GetValueOrDefault((total.Key, turn)) ?? new Share())))),
            })]),
            ["examples"] = new JsonArray([.. comparison.Ahead.Examples.Select(one => new JsonObject
            {
                ["client"] = one.Client, ["target"] = one.Target.ToString(), ["action"] = one.Act, ["change"] = Word(one.Turn), ["now"] = Iso(one.Now), ["then"] = Iso(one.Then), ["becauseNow"] = one.WhyNow, ["becauseThen"] = one.WhyThen,
            })]),
            ["brake"] = new JsonObject { ["now"] = Iso(comparison.BrakeNow), ["then"] = Iso(comparison.BrakeThen) },
        },
        ["back"] = comparison.Back is not { } back ? null : new JsonObject
        {
            ["from"] = Iso(back.From), ["invoices"] = back.Invoices, ["suspendedNow"] = back.Suspended.Now, ["suspendedThen"] = back.Suspended.Then,
            ["changes"] = new JsonObject(Enum.GetValues<Turn>().Select(turn => KeyValuePair.Create(Word(turn), (JsonNode?)Json(back.Shares.GetValueOrDefault(turn) ?? new Share())))),
            ["moneySooner"] = new JsonObject(back.Sooner.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)new JsonObject { ["amount"] = one.Value.Amount, ["amountTimesDays"] = one.Value.AmountDays }))),
            ["supposed"] = Supposed,
        },
        ["failures"] = new JsonArray([.. comparison.Failures.Select(failure => new JsonObject { ["client"] = failure.Client, ["why"] = failure.Why })]),
    };

    private static void Examples(Screen screen, Comparison comparison)
    {
        screen.Heading($"For example, up to {Iso(comparison.From.AddDays(comparison.Days - 1))}:");
        screen.Table(["what", "now", "then", "because"], [.. comparison.Ahead.Examples.Select(one => new[]
        {
            $"{one.Act} {one.Target}, client {one.Client.ToString(CultureInfo.InvariantCulture)}: {Say(one)}", Iso(one.Now) ?? "not by then", Iso(one.Then) ?? "not by then", one.WhyThen.Length > 0 ? one.WhyThen : one.WhyNow,
        })], headed: true);
    }

    private static IEnumerable<string> Brakes(Comparison comparison)
    {
        if (comparison.BrakeNow is { } now) yield return $"Under the present policy the brake would hold from {Iso(now)} on.";
        if (comparison.BrakeThen is { } then) yield return $"Under the other policy the brake would hold from {Iso(then)} on.";
    }

    private static void Back(Screen screen, PastComparison? back)
    {
        if (back is null)
        {
            screen.Heading(NotReadable);
            return;
        }
        screen.Heading($"Back: {Number(back.Invoices)} invoices over hosting due since {Iso(back.From)}. Suspended for {Number(back.Suspended.Now)} of them under the present policy, for {Number(back.Suspended.Then)} under the other.");
        screen.Table(["change", "invoices", "days", "money"], [.. back.Shares.Select(share => new[] { Word(share.Key), Number(share.Value.Count), Average(share.Value), Money(share.Value) })], headed: true);
        foreach ((string currency, (decimal amount, decimal days)) in back.Sooner)
            screen.Line($"Money: {currency} {Number(amount)} of invoices paid after a suspension, on average {Math.Abs(days / Math.Max(amount, 1)).ToString("0.0", CultureInfo.InvariantCulture)} days {(days >= 0 ? "sooner" : "later")}.");
        if (back.Sooner.Count > 0 || back.Shares.Count > 0) screen.Line($"({char.ToUpperInvariant(Supposed[0])}{Supposed[1..]}.)");
    }

    private static string Say(Difference one) => one.Turn is Turn.Earlier or Turn.Later ? $"{one.Days.ToString(CultureInfo.InvariantCulture)} day{(one.Days == 1 ? "" : "s")} {Word(one.Turn)}" : Word(one.Turn);

    private static string Word(Turn turn) => turn == Turn.NoLonger ? "no longer" : turn.ToString().ToLowerInvariant();

    private static JsonObject Json(Share share) => new() { ["count"] = share.Count, ["days"] = share.Days, ["money"] = new JsonObject(share.Money.Select(money => KeyValuePair.Create(money.Key, (JsonNode?)money.Value))) };

    private static string Short(Share? share) => share is null ? "·" : Number(share.Count) + (share.Days > 0 ? $" ({Average(share)} d)" : "");

    private static string Average(Share share) => share.Days == 0 ? "" : ((double)share.Days / share.Count).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Money(Share share) => string.Join(", ", share.Money.Select(money => $"{money.Key} {Number(money.Value)}"));

    private static string Number(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Iso(DateOnly? day) => day is { } known ? Iso(known) : null;
}
