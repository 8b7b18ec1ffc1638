using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Billing.Engine.Configuration;

namespace Billing.Host.Cli;

/// <summary><c>billing holidays</c>: the days that are no business days, this year and next, and where each comes from.</summary>
internal static class HolidaysCommand
{
    public static Command Make(Func<ParseResult, Given> given)
    {
        Option<bool> json = new("--json") { Description = "Print them as JSON" };
        Command command = new("holidays", "The days off of this year and the next, with their names and the files that they come from") { json, HolidaysImport.Make(given) };
        command.SetAction(parsed => List(given(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int List(Given given, bool json)
    {
        PolicyReading reading = PolicyFile.In(given.Folder());
        if (reading.Policy is not { } policy) throw new ConfigurationException(reading.Problems);
        DateOnly today = policy.DayOf(given.Time.GetUtcNow());
        Row[] rows = [.. Rows(policy.Calendar).Where(row => row.Day.Year == today.Year || row.Day.Year == today.Year + 1).OrderBy(row => row.Day).ThenBy(row => row.From, StringComparer.Ordinal)];
        IReadOnlyList<HolidayGap> gaps = HolidayGap.On(policy, today);
        if (json) given.Screen.Print(new JsonObject
        {
            ["days"] = new JsonArray([.. rows.Select(row => new JsonObject { ["date"] = Iso(row.Day), ["weekday"] = $"{row.Day.DayOfWeek}", ["name"] = row.Name, ["from"] = row.From, ["weekend"] = policy.Calendar.IsWeekend(row.Day), ["businessDay"] = policy.Calendar.IsBusinessDay(row.Day) })]),
            ["missing"] = new JsonArray([.. gaps.Select(gap => new JsonObject { ["file"] = gap.Path, ["country"] = gap.Country, ["year"] = gap.Year })]),
        });
        else
        {
            if (rows.Length == 0) given.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"No day off in {today.Year} or {today.Year + 1} but the weekends."));
            given.Screen.Table(["day", "weekday", "name", "from", ""], [.. rows.Select(row => new[] { Iso(row.Day), $"{row.Day.DayOfWeek}", row.Name, row.From, Remark(policy.Calendar, row) })]);
            foreach (HolidayGap gap in gaps) given.Screen.Line($"warn   {gap}");
        }
        return ExitCode.Done;
    }

    private sealed record Row(DateOnly Day, string Name, string From);

    private static IEnumerable<Row> Rows(BusinessCalendar calendar) =>
        calendar.Lists.SelectMany(list => list.Days.Select(day => new Row(day.Date, day.Name, list.Path)))
            .Concat(calendar.DaysOn.Where(day => calendar.Lists.All(list => list.Days.All(off => off.Date != day))).Select(day => new Row(day, "business day", $"{PolicyFile.FileName}, alsoOn")));

    private static string Remark(BusinessCalendar calendar, Row row) =>
        calendar.DaysOn.Contains(row.Day) ? "counts as a business day all the same: alsoOn" : calendar.IsWeekend(row.Day) ? "weekend" : "";

    internal static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
