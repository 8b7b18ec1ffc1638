using System.Globalization;
using System.Text.Json.Nodes;

using Billing.Engine.Forecasting;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary>A forecast as a table of at most 100 columns, and as JSON.</summary>
internal static class ForecastText
{
    public static void Say(Screen screen, ForecastReport report, bool listed, string? currency)
    {
        (DateOnly from, DateOnly until) = (report.Days[0].On, report.Days[^1].On);
        screen.Heading($"{Iso(from)} to {Iso(until)}, if nobody pays: {Number(report.Clients)} clients, {Number(report.Active)} services in use. Nothing is done.");
        if (listed) Acts(screen, report);
        else Days(screen, report, currency);
        Brake(screen, report);
        screen.Table(["money", "invoiced", "fallen due", "overdue at the end", "behind suspensions", "behind terminations"], [.. Totals(report).Select(total => new[]
        {
            total.Currency, Number(total.Money.Invoiced), Number(total.Money.FallenDue), Number(total.Money.Overdue), Number(total.Money.BehindSuspensions), Number(total.Money.BehindTerminations),
        })], headed: true);
        Reports.Unreadable(screen, report.Unreadable);
        if (report.Failures.Count > 0) screen.Heading($"Clients of whom nothing could be foreseen: {Number(report.Failures.Count)}");
        screen.Table(["client", "why"], [.. report.Failures.Select(failure => new[] { $"client {Number(failure.Client)}", failure.Why })]);
    }

    public static JsonObject Json(ForecastReport report)
    {
        JsonObject json = new()
        {
            ["from"] = Iso(report.Days[0].On), ["to"] = Iso(report.Days[^1].On), ["clients"] = report.Clients, ["active"] = report.Active,
            ["brake"] = report.BrakeFrom is { } brake ? new JsonObject { ["on"] = Iso(brake.On), ["held"] = brake.Held, ["active"] = brake.Active } : null,
            ["brakes"] = new JsonArray([.. report.Brakes.Select(entry => new JsonObject { ["brake"] = entry.Kind.Word(), ["why"] = entry.Why })]),
            ["days"] = new JsonArray([.. report.Days.Select(Json)]),
            ["totals"] = new JsonObject
            {
                ["acts"] = Json(report.Days.SelectMany(day => day.Counts).GroupBy(count => count.Key, count => count.Value).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Sum()))),
                ["money"] = new JsonObject(Totals(report).Select(total => KeyValuePair.Create(total.Currency, (JsonNode?)Json(total.Money)))),
            },
            ["unreadable"] = new JsonArray([.. report.Unreadable.Select(row => new JsonObject { ["table"] = row.Table, ["id"] = row.Id, ["client"] = row.Client, ["why"] = row.Why })]),
            ["failures"] = new JsonArray([.. report.Failures.Select(failure => new JsonObject { ["client"] = failure.Client, ["why"] = failure.Why })]),
        };
        if (report.Acts is { } acts) json["acts"] = new JsonArray([.. acts.GroupBy(act => act.On).SelectMany(day => ActionShape.Of(day.Select(act => act.Act), day.Key, because: true))]);
        return json;
    }

    /// <summary>What comes together over all days; what is overdue, at the end of them.</summary>
    public static IEnumerable<(string Currency, MoneyAhead Money)> Totals(ForecastReport report) =>
        from currency in report.Days[0].Money.Keys.Order(StringComparer.Ordinal)
        let of = report.Days.Select(day => day.Money[currency]).ToArray()
        select (currency, new MoneyAhead(of.Sum(day => day.Invoiced), of.Sum(day => day.FallenDue), of[^1].Overdue, of.Sum(day => day.BehindSuspensions), of.Sum(day => day.BehindTerminations)));

    public static string Brake(ForecastReport report) => report.BrakeFrom is { } brake
        ? $"The brake would hold {Number(brake.Held)} from {Iso(brake.On)} on, of {Number(brake.Active)} in use: from then on nothing goes offline until `billing brake release policy` lets that day's go, or safety.brake is changed." : "";

    private static void Brake(Screen screen, ForecastReport report)
    {
        Reports.Brakes(screen, report.Brakes);
        if (Brake(report) is { Length: > 0 } line) screen.Heading(line);
    }

    private static void Days(Screen screen, ForecastReport report, string? currency)
    {
        currency ??= report.Days[0].Money.Count == 1 ? report.Days[0].Money.Keys.Single() : null;
        string[] headings = ["day", "invoices", "notices", "suspend", "client", "ended", "held", "offline", .. currency is null ? Array.Empty<string>() : [$"invoiced {currency}", $"overdue {currency}"]];
        string[][] rows = [.. report.Days.Select(day => (string[])[
            day.On.ToString("MM-dd ddd", CultureInfo.InvariantCulture), Count(day.Count(Groups.Invoice)), Count(day.Notices), Count(day.Count(Groups.Suspend)),
            Count(day.Count(Groups.SuspendClient) + day.Count(Groups.Freeze)), Count(day.Count(Groups.Terminate)), Count(day.Held), Count(day.OfflineInAll),
            .. currency is null ? Array.Empty<string>() : [Number(day.Money[currency].Invoiced), Number(day.Money[currency].Overdue)]])];
        int[] widths = [.. headings.Select((heading, column) => Math.Max(heading.Length, rows.Max(row => row[column].Length)))];
        screen.Table([.. headings.Select((heading, column) => column == 0 ? heading : heading.PadLeft(widths[column]))], [.. rows.Select(row => row.Select((cell, column) => column == 0 ? cell : cell.PadLeft(widths[column])).ToArray())], headed: true);
        screen.Line("suspend: for their own invoice; client: services and projects for their client's debt; ended: removed after a backup; held: kept online by a brake; offline: at the end of the day.");
    }

    private static void Acts(Screen screen, ForecastReport report) =>
        screen.Table(["day", "action", "because"], [.. report.Acts!.GroupBy(act => act.On).SelectMany(day => ActionShape.Of(day.Select(act => act.Act), day.Key, because: true)
            .Select(shape => new[] { day.Key.ToString("yyyy-MM-dd ddd", CultureInfo.InvariantCulture), Saying.Action(shape), Saying.Text(shape, "because") }))]);

    private static JsonObject Json(DayAhead day) => new()
    {
        ["on"] = Iso(day.On), ["acts"] = Json(day.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => (count.Key, count.Value))),
        ["offline"] = day.Offline, ["offlineInAll"] = day.OfflineInAll, ["clientsInAll"] = day.ClientsInAll, ["held"] = day.Held, ["active"] = day.Active,
        ["money"] = new JsonObject(day.Money.OrderBy(money => money.Key, StringComparer.Ordinal).Select(money => KeyValuePair.Create(money.Key, (JsonNode?)Json(money.Value)))),
    };

    private static JsonObject Json(MoneyAhead money) => new()
    {
        ["invoiced"] = money.Invoiced, ["fallenDue"] = money.FallenDue, ["overdue"] = money.Overdue, ["behindSuspensions"] = money.BehindSuspensions, ["behindTerminations"] = money.BehindTerminations,
    };

    private static JsonObject Json(IEnumerable<(string Group, long Count)> counts) => new(counts.Select(count => KeyValuePair.Create(count.Group, (JsonNode?)count.Count)));

    private static string Count(long number) => number == 0 ? "·" : Number(number);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(decimal amount) => amount.ToString(amount == decimal.Truncate(amount) ? "N0" : "N2", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
