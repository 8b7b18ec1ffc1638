using System.CommandLine;
using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Host.Holidays;

namespace Billing.Host.Cli;

/// <summary><c>billing holidays import FILE.ics --to holidays/xx.json</c>: adds a calendar's days to one of our files. What stands there stays, unless it is told to go.</summary>
internal static class HolidaysImport
{
    private const int FirstYear = 2000, LastYear = 2199;

    private sealed record Wish(string File, string To, string? Country, IReadOnlyList<int> Years, bool Replace, bool Force, bool DryRun);

    public static Command Make(Func<ParseResult, Given> given)
    {
        Argument<string> file = new("FILE") { Description = "A calendar in iCalendar form (.ics), of at most 1 MiB" };
        Option<string> to = new("--to") { HelpName = "FILE", Required = true, Description = "Our file, below the configuration folder: holidays/uy.json. Made when it is not there" };
        Option<string?> country = new("--country") { HelpName = "XX", Description = "The country that it is for, two letters (default: the one that the file says, or its name)" };
        Option<int[]> year = new("--year") { HelpName = "N", AllowMultipleArgumentsPerToken = true, Description = "The years that are taken (default: this one and the next)" };
        Option<bool> replace = new("--replace") { Description = "Take out what the calendar does not have, in the years that are taken" };
        Option<bool> force = new("--force") { Description = "Write also when comments between the days are lost by it (those at the head are kept)" };
        Option<bool> dryRun = new("--dry-run") { Description = "Say what would change, and change nothing" };
        file.Validators.Add(Commands.NoOptions);
        country.Validators.Add(text =>
        {
            if (text.GetValueOrDefault<string?>() is { } code && !(code.Length == 2 && code.All(char.IsAsciiLetter))) text.AddError("--country takes two letters: UY");
        });
        year.Validators.Add(text =>
        {
            if (text.GetValueOrDefault<int[]>()?.Any(asked => asked is < FirstYear or > LastYear) ?? false) text.AddError($"--year takes years from {FirstYear} to {LastYear}");
        });
        Command command = new("import", "Add the days of a calendar in iCalendar form to a file of holidays") { file, to, country, year, replace, force, dryRun };
        command.SetAction(parsed =>
        {
            Given of = given(parsed);
            string folder = of.Folder();
            PolicyReading reading = PolicyFile.In(folder);
            TimeZoneInfo zone = reading.Policy?.TimeZone ?? TimeZoneInfo.Utc;
            int today = TimeZoneInfo.ConvertTime(of.Time.GetUtcNow(), zone).Year;
            return Import(of, folder, reading.Policy, zone, new Wish(parsed.GetValue(file)!, parsed.GetValue(to)!, parsed.GetValue(country)?.ToUpperInvariant(),
                parsed.GetValue(year) is { Length: > 0 } years ? years : [today, today + 1], parsed.GetValue(replace), parsed.GetValue(force), parsed.GetValue(dryRun)));
        });
        return command;
    }

    private static int Import(Given given, string folder, BillingPolicy? policy, TimeZoneInfo zone, Wish wish)
    {
        string path = Below(folder, wish.To);
        ImportedCalendar calendar = ImportedCalendar.Read(wish.File, wish.Years, zone, given.Time);
        HolidayTable table = HolidayTable.Open(path, wish.To);
        if (table.LosesComments && !wish.Force && !wish.DryRun)
            throw new ConfigurationException($"{wish.To} has comments between its days, which would be lost: move them to its head, or say --force");
        if ((wish.Country ?? table.Country ?? FromName(wish.To)) is { } country) table.SetCountry(country);
        else given.Screen.Line($"note   {wish.To} says no country: nothing warns when a year is missing in it. Say --country XX");
        (int added, int there, int gone) = Merge(given.Screen, table, calendar, wish);
        foreach (string event_ in calendar.LeftOut) given.Screen.Line($"out    {event_}");
        if (!wish.DryRun && added + gone > 0) table.Write();
        given.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{wish.To}: {added} added, {there} there already, {gone} taken out{(wish.DryRun ? "; nothing is written (--dry-run)" : "")}"));
        if (policy is not null && policy.Calendar.Lists.All(list => list.Path != wish.To))
            given.Screen.Line($"note   {PolicyFile.FileName} does not name {wish.To} in businessDays.holidays: nothing is counted by it yet");
        return ExitCode.Done;
    }

    private static (int Added, int There, int Gone) Merge(Screen screen, HolidayTable table, ImportedCalendar calendar, Wish wish)
    {
        (int added, int there, int gone) = (0, 0, 0);
        KeyValuePair<DateOnly, string>[] before = [.. table.Days];
        foreach ((DateOnly day, string name) in calendar.Days)
            if (table.Has(day))
            {
                there++;
                screen.Line($"there  {Say(day)} {before.First(known => known.Key == day).Value}");
            }
            else
            {
                added++;
                table.Add(day, name, Path.GetFileName(wish.File));
                screen.Line($"added  {Say(day)} {name}");
            }
        foreach ((DateOnly day, string name) in before.Where(known => wish.Years.Contains(known.Key.Year) && !calendar.Days.ContainsKey(known.Key)))
        {
            if (wish.Replace)
            {
                gone++;
                table.Remove(day);
            }
            screen.Line($"{(wish.Replace ? "gone " : "kept ")}  {Say(day)} {name}: not in the calendar{(wish.Replace ? "" : "; --replace takes it out")}");
        }
        return (added, there, gone);
    }

    private static string Say(DateOnly day) => $"{HolidaysCommand.Iso(day)} {day.DayOfWeek}";

    private static string? FromName(string to) => Path.GetFileNameWithoutExtension(to) is { Length: 2 } name && name.All(char.IsAsciiLetter) ? name.ToUpperInvariant() : null;

    /// <summary>Only files of holidays below the configuration folder, as the policy names them.</summary>
    private static string Below(string folder, string to)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar, path = Path.GetFullPath(Path.Combine(folder, to));
        if (Path.IsPathRooted(to) || !path.StartsWith(root, StringComparison.Ordinal)) throw new ConfigurationException($"--to {to} is outside the configuration folder: name a path below it, as the policy does: holidays/uy.json");
        if (!to.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) throw new ConfigurationException($"--to {to} is no .json file: name one like holidays/uy.json");
        return path;
    }
}
