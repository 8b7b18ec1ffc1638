using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary><c>billing holidays</c>: which days are off, and the import of a calendar.</summary>
public sealed class HolidaysTests : IDisposable
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero));

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task whole_days_come_over_in_all_the_forms_that_calendars_write_them_in()
    {
        Said said = await ImportAsync(Event("Año\\, nuevo", "DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270102"),
            Event("Carna\r\n val", "DTSTART;VALUE=DATE:20270208\r\nDTEND;VALUE=DATE:20270210"),
            Event("Two", "DTSTART;VALUE=DATE:20270301\r\nDURATION:P2D"),
            Event("Here", "DTSTART;TZID=America/Argentina/Buenos_Aires:20270709T000000\r\nDTEND;TZID=America/Argentina/Buenos_Aires:20270710T000000"),
            Event("In UTC", "DTSTART:20270817T030000Z\r\nDTEND:20270818T030000Z"),
            Event("No end", "DTSTART;VALUE=DATE:20271208"));
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Equal(["2027-01-01 Año, nuevo", "2027-02-08 Carnaval", "2027-02-09 Carnaval", "2027-03-01 Two", "2027-03-02 Two", "2027-07-09 Here", "2027-08-17 In UTC", "2027-12-08 No end"], Days("xx"));
        Assert.Contains("note   policy.json does not name holidays/xx.json", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_comes_back_every_year_is_worked_out_for_the_years_asked()
    {
        await ImportAsync(["--year", "2027", "--year", "2029"], Event("Work", "DTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY"), Event("Ends", "DTSTART;VALUE=DATE:20200601\r\nRRULE:FREQ=YEARLY;UNTIL=20280101T000000Z"),
            Event("Not once", "DTSTART;VALUE=DATE:20200701\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20270701"), Event("Second Monday", "DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=2MO"));
        Assert.Equal(["2027-05-01 Work", "2027-06-01 Ends", "2027-10-11 Second Monday", "2029-05-01 Work", "2029-07-01 Not once", "2029-10-08 Second Monday"], Days("xx"));
    }

    [Fact]
    public async Task a_year_s_day_that_was_moved_or_called_off_is_so()
    {
        await ImportAsync(Event("Flag", "UID:1\r\nDTSTART;VALUE=DATE:20200620\r\nRRULE:FREQ=YEARLY"), Event("Flag, moved", "UID:1\r\nRECURRENCE-ID;VALUE=DATE:20270620\r\nDTSTART;VALUE=DATE:20270621"),
            Event("Race", "UID:2\r\nDTSTART;VALUE=DATE:20201012\r\nRRULE:FREQ=YEARLY"), Event("Race", "UID:2\r\nRECURRENCE-ID;VALUE=DATE:20271012\r\nDTSTART;VALUE=DATE:20271012\r\nSTATUS:CANCELLED"),
            Event("Off", "DTSTART;VALUE=DATE:20270801\r\nSTATUS:CANCELLED"));
        Assert.Equal(["2026-06-20 Flag", "2026-10-12 Race", "2027-06-21 Flag, moved"], Days("xx"));
    }

    [Fact]
    public async Task what_stands_there_stays_and_so_does_what_it_says()
    {
        string before = File.ReadAllText(Table("ar"));
        Said said = await ImportAsync(["--to", "holidays/ar.json"], Event("Another name", "DTSTART;VALUE=DATE:20270101"), Event("Puente", "DTSTART;VALUE=DATE:20271119"));
        Assert.Contains("there  2027-01-01 Friday Año Nuevo", said.Output, StringComparison.Ordinal);
        Assert.Contains("added  2027-11-19 Friday Puente", said.Output, StringComparison.Ordinal);
        Assert.Contains("kept   2027-12-25 Saturday Navidad: not in the calendar; --replace takes it out", said.Output, StringComparison.Ordinal);
        Assert.Contains("holidays/ar.json: 1 added, 1 there already, 0 taken out", said.Output, StringComparison.Ordinal);
        string added = File.ReadAllText(Table("ar")).Replace("    { \"date\": \"2027-11-19\", \"name\": \"Puente\", \"source\": \"calendar.ics\" },\n", "", StringComparison.Ordinal);
        Assert.Equal(before, added);
    }

    [Fact]
    public async Task only_on_demand_does_a_day_go_and_only_in_the_years_asked()
    {
        await ImportAsync(["--to", "holidays/ar.json", "--year", "2027", "--replace"], Event("Año Nuevo", "DTSTART;VALUE=DATE:20270101"));
        Assert.Equal(["2027-01-01 Año Nuevo"], Days("ar").Where(day => day.StartsWith("2027", StringComparison.Ordinal)));
        Assert.Equal(19, Days("ar").Count(day => day.StartsWith("2026", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task a_trial_writes_nothing()
    {
        Said said = await ImportAsync(["--dry-run"], Event("Año", "DTSTART;VALUE=DATE:20270101"));
        Assert.Contains("nothing is written", said.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Table("xx")));
    }

    [Fact]
    public async Task comments_between_the_days_are_not_lost_unasked()
    {
        File.WriteAllText(Table("xx"), "{\n  // ours\n  \"days\": [\n    // the first\n    { \"date\": \"2027-05-01\", \"name\": \"Work\" }\n  ]\n}\n");
        Said said = await ImportAsync(Event("Año", "DTSTART;VALUE=DATE:20270101"));
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains("comments between its days", Assert.Single(said.Errors), StringComparison.Ordinal);
        await ImportAsync(["--force"], Event("Año", "DTSTART;VALUE=DATE:20270101"));
        Assert.Equal("{\n  // ours\n  \"country\": \"XX\",\n  \"days\": [\n    { \"date\": \"2027-01-01\", \"name\": \"Año\", \"source\": \"calendar.ics\" },\n    { \"date\": \"2027-05-01\", \"name\": \"Work\" }\n  ]\n}\n", File.ReadAllText(Table("xx")));
    }

    [Theory]
    [InlineData("hello", "is not in iCalendar form")]
    [InlineData("", "is not in iCalendar form")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR", "has no events")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101", "cannot be read as iCalendar")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20190101\r\nEND:VEVENT\r\nEND:VCALENDAR", "has no whole day in 2026 or 2027, but in 2019: name a year with --year")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Bomb\r\nDTSTART;VALUE=DATE:20190101\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR", "\"Bomb\": it comes back secondly, and no holiday does")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20190101\r\nRRULE:FREQ=YEARLY;BYDAY=MO,TU\r\nEND:VEVENT\r\nEND:VCALENDAR", "has 104 days in 2026: that is no calendar of holidays")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20190101\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\nEND:VEVENT\r\nEND:VCALENDAR", "it comes back on no day that there is")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Meeting\r\nDTSTART:20270101T100000\r\nDTEND:20270101T110000\r\nEND:VEVENT\r\nEND:VCALENDAR", "\"Meeting\": it has hours")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Ages\r\nDTSTART;VALUE=DATE:00010101\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR", "\"Ages\": it comes back since 1;")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Year\r\nDTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20280101\r\nEND:VEVENT\r\nEND:VCALENDAR", "\"Year\": it lasts 365 days")]
    public async Task what_is_no_calendar_of_holidays_is_refused_in_one_line(string calendar, string said)
    {
        Said answer = await trial.RunAsync(time, "holidays", "import", trial.Write("calendar.ics", calendar), "--to", "holidays/xx.json");
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(said, Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.False(File.Exists(Table("xx")));
    }

    [Fact]
    public async Task a_huge_file_is_not_read()
    {
        Said said = await trial.RunAsync(time, "holidays", "import", trial.Write("calendar.ics", new string('x', 1_100_000)), "--to", "holidays/xx.json");
        Assert.Contains("1100000 bytes", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x.json", "outside the configuration folder")]
    [InlineData("/etc/x.json", "outside the configuration folder")]
    [InlineData("holidays/x.txt", "is no .json file")]
    [InlineData("policy.json", "there is no key \"$schema\" here")]
    public async Task only_a_file_of_holidays_below_the_configuration_is_written(string to, string said)
    {
        string before = File.ReadAllText(Path.Combine(trial.Config, "policy.json"));
        Said answer = await ImportAsync(["--to", to], Event("Año", "DTSTART;VALUE=DATE:20270101"));
        Assert.Equal(ExitCode.Configuration, answer.Code);
        Assert.Contains(said, Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(trial.Config, "policy.json")));
    }

    [Fact]
    public async Task the_days_of_this_year_and_the_next_are_listed_with_their_weekday_and_where_they_come_from()
    {
        trial.Change("policy.json", policy => (policy["businessDays"]!["alsoOn"], policy["businessDays"]!["alsoOff"]) = (new JsonArray("2026-12-07"), new JsonArray("2026-12-24")));
        Said said = await trial.RunAsync(time, "holidays");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith("2027-12-25  Saturday", StringComparison.Ordinal) && line.Contains("holidays/ar.json", StringComparison.Ordinal) && line.EndsWith("weekend", StringComparison.Ordinal));
        Assert.Contains(said.Lines, line => line.StartsWith("2026-12-07  Monday", StringComparison.Ordinal) && line.EndsWith("alsoOn", StringComparison.Ordinal));
        Assert.Contains(said.Lines, line => line.StartsWith("2026-12-24  Thursday", StringComparison.Ordinal) && line.Contains("policy.json", StringComparison.Ordinal));
        Assert.DoesNotContain(said.Lines, line => line.StartsWith("2025", StringComparison.Ordinal) || line.StartsWith("warn", StringComparison.Ordinal));
        JsonNode json = JsonNode.Parse((await trial.RunAsync(time, "holidays", "--json")).Output)!;
        JsonNode christmas = json["days"]!.AsArray().Single(day => $"{day!["date"]}" == "2027-12-25")!;
        Assert.Equal("Saturday Navidad holidays/ar.json true false", $"{christmas["weekday"]} {christmas["name"]} {christmas["from"]} {christmas["weekend"]} {christmas["businessDay"]}");
    }

    [Fact]
    public async Task the_check_says_from_october_on_that_next_year_is_missing_and_in_which_file()
    {
        Assert.DoesNotContain("has no day in", (await CheckAsync("2027-09-30")).Output, StringComparison.Ordinal);
        Said said = await CheckAsync("2027-10-01");
        Assert.Contains("warn   holidays/ar.json has no day in 2028", said.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, said.Code);
    }

    private Task<Said> CheckAsync(string day) => trial.RunAsync(new FakeTimeProvider(DateTimeOffset.Parse($"{day}T15:00:00Z", CultureInfo.InvariantCulture)), "check", "--offline");

    private Task<Said> ImportAsync(params string[] events) => ImportAsync([], events);

    private Task<Said> ImportAsync(string[] options, params string[] events) => trial.RunAsync(time,
        ["holidays", "import", trial.Write("calendar.ics", $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//ES\r\n{string.Concat(events)}END:VCALENDAR\r\n"), .. options.Contains("--to") ? [] : new[] { "--to", "holidays/xx.json" }, .. options]);

    private static string Event(string summary, string rest) => $"BEGIN:VEVENT\r\nSUMMARY:{summary}\r\n{rest}\r\nEND:VEVENT\r\n";

    private string Table(string country) => Path.Combine(trial.Config, "holidays", $"{country}.json");

    private string[] Days(string country) => [.. JsonNode.Parse(File.ReadAllText(Table(country)), null, Core.Policy.PolicyReader.Syntax)!["days"]!.AsArray().Select(day => $"{day!["date"]} {day["name"]}")];
}
