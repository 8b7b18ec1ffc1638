using System.Globalization;
using System.Text.Json;

namespace Billing.Core.Policy;

/// <summary>Reads one file of holidays: a country's, a province's or the company's own.</summary>
public static class HolidayReader
{
    /// <summary>Reads it by itself.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Its path, for the list and for the problems.</param>
    /// <returns>The days that can be read, and everything that cannot be right.</returns>
    public static (HolidayList List, IReadOnlyList<Problem> Problems) Read(string json, string path)
    {
        ProblemList problems = new(path);
        return (Read(json, path, problems), problems.All);
    }

    internal static HolidayList Read(string json, string path, ProblemList problems)
    {
        using JsonDocument? document = PolicyText.Parse(json, problems);
        if (document is null) return new HolidayList(path, null, []);
        IReadOnlyDictionary<string, JsonCursor> file = new JsonCursor(document.RootElement, "$", "{ \"country\": \"AR\", \"days\": [] }", problems).Fields(
            Key.May("country", "\"AR\""), Key.May("source", "\"Ley 27.399\""),
            new("days", "[ { \"date\": \"2026-05-25\", \"name\": \"Revolución de Mayo\" } ]"));
        file["source"].Text();
        return new HolidayList(path, file["country"].Text() is { Length: > 0 } country ? country : null, Days(file["days"]));
    }

    private static List<Holiday> Days(JsonCursor place)
    {
        List<Holiday> days = [];
        HashSet<DateOnly> seen = [];
        foreach (JsonCursor item in place.Items("{ \"date\": \"2026-05-25\", \"name\": \"Revolución de Mayo\" }"))
        {
            IReadOnlyDictionary<string, JsonCursor> day = item.Fields(
                new("date", "\"2026-05-25\""), new("name", "\"Revolución de Mayo\""), Key.May("kind", "\"feriado\""), Key.May("source", "\"Ley 27.399\""));
            day["kind"].Text();
            day["source"].Text();
            string? name = day["name"].Text();
            if (day["date"].Text() is not { } text) continue;
            if (!TryDate(text, out DateOnly date)) day["date"].Wrong($"\"{text}\" is not a date", "Write year, month and day, for example \"2026-05-25\".");
            else if (!seen.Add(date)) day["date"].Wrong($"{text} stands in this file twice", "Keep one of the two.");
            else days.Add(new Holiday(date, string.IsNullOrWhiteSpace(name) ? "holiday" : name));
        }
        return days;
    }

    /// <summary>Reads <c>2026-08-17</c> and nothing else.</summary>
    public static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
