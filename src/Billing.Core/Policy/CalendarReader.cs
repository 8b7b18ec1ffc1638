namespace Billing.Core.Policy;

/// <summary>Reads <c>businessDays</c>: which days count.</summary>
internal static class CalendarReader
{
    private static readonly string[] DaysOfWeek = [.. Enum.GetNames<DayOfWeek>()];

    public static BusinessCalendar Read(JsonCursor place, Func<string, string?> files)
    {
        IReadOnlyDictionary<string, JsonCursor> fields = place.Fields(
            new("weekend", "[\"Saturday\", \"Sunday\"]"), new("holidays", "[\"holidays/ar.json\"]"),
            Key.May("alsoOff", "[\"2026-12-24\"]"), Key.May("alsoOn", "[\"2026-12-26\"]"));
        IReadOnlyList<DayOfWeek> weekend = Weekend(fields["weekend"]);
        IReadOnlyList<HolidayList> off = [.. Lists(fields["holidays"], "holiday", files), .. Lists(fields["alsoOff"], "day off", files)];
        HashSet<DateOnly> takenOff = [.. DatesIn(fields["alsoOff"])];
        foreach (JsonCursor item in fields["alsoOn"].Items("\"2026-12-26\""))
            if (Date(item) is { } both && takenOff.Contains(both)) item.Wrong($"{item.Shown} is in alsoOff as well", "Keep it in one of the two lists.");
        return new BusinessCalendar(weekend, off.SelectMany(list => list.Days), Lists(fields["alsoOn"], "", files).SelectMany(list => list.Days).Select(day => day.Date)) { Lists = off };
    }

    private static List<DayOfWeek> Weekend(JsonCursor place)
    {
        List<DayOfWeek> weekend = [];
        foreach (JsonCursor item in place.Items("\"Saturday\""))
            if (item.OneOf(DaysOfWeek) is { } name)
            {
                DayOfWeek day = Enum.Parse<DayOfWeek>(name);
                if (weekend.Contains(day)) item.Wrong($"\"{name}\" stands here twice", "Keep one of the two.");
                else weekend.Add(day);
            }
        if (weekend.Count < 7) return weekend;
        place.Wrong("no day of the week is left as a business day", "Leave at least one day out, for example [\"Saturday\", \"Sunday\"].");
        return [];
    }

    /// <summary>One list for each file, and one for the days that stand in the policy itself.</summary>
    private static List<HolidayList> Lists(JsonCursor place, string name, Func<string, string?> files)
    {
        List<HolidayList> lists = [];
        List<Holiday> own = [];
        foreach (JsonCursor item in place.Items("\"2026-08-17\" or \"holidays/ar.json\""))
        {
            if (item.Text() is not { } entry) continue;
            if (HolidayReader.TryDate(entry, out DateOnly date)) own.Add(new Holiday(date, name));
            else if (!entry.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) item.Wrong($"\"{entry}\" is neither a date nor a .json file");
            else if (Leaves(entry)) item.Wrong($"\"{entry}\" is outside the configuration folder", "Write a path below it, for example \"holidays/ar.json\".");
            else if (files(entry) is { } text) lists.Add(HolidayReader.Read(text, entry, item.Problems.In(entry)));
            else item.Wrong($"there is no file \"{entry}\" in the configuration folder", "Put it there, or take this entry out.");
        }
        return own.Count == 0 ? lists : [.. lists, new HolidayList(place.Problems.File, null, own)];
    }

    private static IEnumerable<DateOnly> DatesIn(JsonCursor place)
    {
        foreach (JsonCursor item in place.Items(""))
            if (Date(item) is { } date) yield return date;
    }

    private static DateOnly? Date(JsonCursor item) =>
        item.IsText && item.Text() is { } text && HolidayReader.TryDate(text, out DateOnly date) ? date : null;

    private static bool Leaves(string path) => path.StartsWith('/') || path.Contains('\\') || path.Contains(':') || path.Split('/').Contains("..");
}
