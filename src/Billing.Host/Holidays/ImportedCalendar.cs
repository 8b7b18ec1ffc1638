using System.Text;
using Billing.Engine.Configuration;
using Ical.Net;
using Ical.Net.CalendarComponents;

namespace Billing.Host.Holidays;

/// <summary>The holidays that a file in iCalendar form has in some years.</summary>
/// <param name="Days">By date; what two events say of one day stands together.</param>
/// <param name="LeftOut">Events that are no holidays of whole days, or cannot be understood, each with its reason.</param>
internal sealed record ImportedCalendar(SortedDictionary<DateOnly, string> Days, IReadOnlyList<string> LeftOut)
{
    private const int MostBytes = 1 << 20;
    private const int MostSaid = 20;
    private const int MostDaysAYear = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="years">The years that are asked for; at least one.</param>
    /// <param name="zone">The zone whose days moments in UTC are taken for.</param>
    /// <param name="time">For giving up on a calendar that is made to take long.</param>
    /// <exception cref="ConfigurationException">It is no calendar, too large, takes too long, or has no day in those years.</exception>
    public static ImportedCalendar Read(string file, IReadOnlyList<int> years, TimeZoneInfo zone, TimeProvider time)
    {
        CalendarEvent[] events = [.. Load(file).SelectMany(calendar => calendar.Events)];
        HashSet<(string, DateOnly)> changed = [.. events.Where(one => one.RecurrenceIdentifier is not null).Select(one => (one.Uid ?? "", EventDays.DateOf(one.RecurrenceIdentifier!.StartTime, zone)))];
        ImportedCalendar imported = new([], []);
        List<string> leftOut = [];
        SortedSet<int> others = [];
        long begun = time.GetTimestamp();
        foreach (CalendarEvent one in events)
        {
            if (time.GetElapsedTime(begun) > Patience) throw new ConfigurationException($"{file}: its repetitions take longer than {Patience.TotalSeconds:0} seconds to work out; take out the events that are no holidays");
            EventDays days = EventDays.Of(one, years, zone, changed);
            if (days.WhyNot is { } why) leftOut.Add($"\"{days.Name}\": {why}");
            foreach (DateOnly day in days.Days)
                if (years.Contains(day.Year)) imported.Add(day, days.Name);
                else others.Add(day.Year);
        }
        if (imported.Days.Count == 0) throw new ConfigurationException(Nothing(file, events.Length, years, others, leftOut));
        if (imported.Days.Keys.GroupBy(day => day.Year).FirstOrDefault(year => year.Count() > MostDaysAYear) is { } full)
            throw new ConfigurationException($"{file} has {full.Count()} days in {full.Key}: that is no calendar of holidays");
        return imported with { LeftOut = leftOut.Count <= MostSaid ? leftOut : [.. leftOut.Take(MostSaid), $"and {leftOut.Count - MostSaid} more"] };
    }

    private void Add(DateOnly day, string name)
    {
        if (!Days.TryGetValue(day, out string? known)) Days[day] = name;
        else if (!known.Split("; ").Contains(name) && known.Length < EventDays.LongestName) Days[day] = $"{known}; {name}";
    }

    private static string Nothing(string file, int events, IReadOnlyList<int> years, SortedSet<int> others, List<string> leftOut) =>
        events == 0 ? $"{file} has no events"
        : $"{file} has no whole day in {string.Join(" or ", years)}{(others.Count > 0 ? $", but in {others.Min}{(others.Count > 1 ? $" to {others.Max}" : "")}: name a year with --year" : leftOut.Count > 0 ? $"; {leftOut[0]}" : "")}";

    private static CalendarCollection Load(string file)
    {
        string text = Text(file);
        if (!text.Contains("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase)) throw new ConfigurationException($"{file} is not in iCalendar form: there is no BEGIN:VCALENDAR in it");
        try
        {
            return CalendarCollection.Load(text);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)   // the library lets out whatever its parser meets
        {
            throw new ConfigurationException($"{file} cannot be read as iCalendar: {broken.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    private static string Text(string file)
    {
        try
        {
            FileInfo found = new(file);
            if (!found.Exists) throw new ConfigurationException(Directory.Exists(file) ? $"{file} is a folder: name a file in iCalendar form" : $"there is no file {file}");
            if (found.Length > MostBytes) throw new ConfigurationException($"{file} has {found.Length} bytes; a year's holidays have some thousands, and more than {MostBytes} are not read");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigurationException($"{file} is not UTF-8, in which iCalendar is written: save it as UTF-8");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file} cannot be read: {unread.Message}");
        }
    }
}
