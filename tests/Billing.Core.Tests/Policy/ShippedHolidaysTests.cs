using System.Text.Json;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>The shipped tables of holidays, against what can be reckoned: Easter, dates that the law fixes, weekdays that it moves them to.</summary>
public sealed class ShippedHolidaysTests
{
    public static TheoryData<string> Countries => [.. Directory.GetFiles(Path.Combine(Shipped.Folder, "holidays"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>By words of the name: days after Easter Sunday.</summary>
    private static readonly (string Name, int[] Days)[] AfterEaster =
    [
        ("Jueves Santo", [-3]), ("Viernes Santo", [-2]), ("Sábado Santo", [-1]), ("Paixão de Cristo", [-2]), ("Carnaval", [-48, -47]), ("Semana de Turismo", [-6, -5, -4, -3, -2]),
    ];

    /// <summary>By words of the name: the day of the law, in every country that has it.</summary>
    private static readonly (string Name, int Month, int Day)[] Fixed =
    [
        ("Año Nuevo", 1, 1), ("Confraternização", 1, 1), ("Epifanía", 1, 6), ("Reyes", 1, 6), ("Memoria", 3, 24), ("Veterano", 4, 2), ("Tiradentes", 4, 21), ("Día del Trabajo", 5, 1), ("Día del Trabajador", 5, 1),
        ("Día de los Trabajadores", 5, 1), ("Fiesta del Trabajo", 5, 1), ("Dia do Trabalho", 5, 1), ("Día Nacional del Trabajo", 5, 1), ("Glorias Navales", 5, 21), ("Revolución de Mayo", 5, 25), ("Arica", 6, 7), ("Artigas", 6, 19),
        ("Belgrano", 6, 20), ("Pueblos Indígenas", 6, 21), ("Día de la Independencia", 7, 9), ("Virgen del Carmen", 7, 16), ("Jura de la Constitución", 7, 18), ("Fuerza Aérea", 7, 23), ("Junín", 8, 6), ("Asunción", 8, 15),
        ("Declaratoria", 8, 25), ("Santa Rosa", 8, 30), ("Independência", 9, 7), ("Independencia Nacional", 9, 18), ("Glorias del Ejército", 9, 19), ("Angamos", 10, 8), ("Aparecida", 10, 12), ("Fiesta Nacional de España", 10, 12),
        ("Todos los Santos", 11, 1), ("Difuntos", 11, 2), ("Finados", 11, 2), ("República", 11, 15), ("Consciência Negra", 11, 20), ("Día de la Constitución", 12, 6), ("Inmaculada", 12, 8), ("Ayacucho", 12, 9), ("Navidad", 12, 25),
        ("Natividad", 12, 25), ("Natal", 12, 25), ("Juneteenth National Independence Day", 6, 19), ("Independence Day", 7, 4), ("Veterans Day", 11, 11), ("Christmas Day", 12, 25), ("New Year's Day", 1, 1),
    ];

    /// <summary>By words of the name: the n-th such weekday of a month, 5 for the last.</summary>
    private static readonly (string Country, string Name, int Month, DayOfWeek Weekday, int Nth)[] Weekdays =
    [
        ("mx", "Día de la Constitución", 2, DayOfWeek.Monday, 1), ("mx", "Juárez", 3, DayOfWeek.Monday, 3), ("mx", "Revolución", 11, DayOfWeek.Monday, 3),
        ("us", "Luther King", 1, DayOfWeek.Monday, 3), ("us", "Washington", 2, DayOfWeek.Monday, 3), ("us", "Memorial Day", 5, DayOfWeek.Monday, 5), ("us", "Labor Day", 9, DayOfWeek.Monday, 1),
        ("us", "Columbus Day", 10, DayOfWeek.Monday, 2), ("us", "Thanksgiving", 11, DayOfWeek.Thursday, 4),
    ];

    /// <summary>Named as in another country, and on another day by its own law.</summary>
    private static readonly (string Country, string Name)[] ElseWhere = [("mx", "Día de la Constitución"), ("mx", "Día de la Independencia"), ("cl", "Año Nuevo, feriado adicional")];

    [Theory]
    [MemberData(nameof(Countries))]
    public void a_table_reads_in_order_with_a_source_for_each_day(string country)
    {
        HolidayList list = Read(country);
        Assert.Equal(country.ToUpperInvariant(), list.Country);
        Assert.Equal(list.Days.Select(day => day.Date).Order().Distinct(), list.Days.Select(day => day.Date));
        using JsonDocument document = JsonDocument.Parse(Shipped.Text($"holidays/{country}.json"), PolicyReader.Syntax);
        Assert.All(document.RootElement.GetProperty("days").EnumerateArray(), day => Assert.True(day.GetProperty("source").GetString()!.Length > 5 && day.GetProperty("kind").GetString()!.Length > 3));
    }

    [Theory]
    [MemberData(nameof(Countries))]
    public void what_hangs_on_easter_agrees_with_easter(string country)
    {
        foreach ((string name, int[] days) in AfterEaster)
            foreach (IGrouping<int, Holiday> year in Read(country).Days.Where(day => day.Name.Contains(name, StringComparison.Ordinal)).GroupBy(day => day.Date.Year))
                Assert.Subset(days.Select(Easter(year.Key).AddDays).ToHashSet(), year.Select(day => day.Date).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Countries))]
    public void what_the_law_fixes_is_on_its_date(string country) => Assert.All(Unmoved(country), day =>
    {
        foreach ((string name, int month, int of) in Fixed)
            if (day.Name.Contains(name, StringComparison.Ordinal) && !Weekdays.Any(known => known.Country == country && day.Name.Contains(known.Name, StringComparison.Ordinal)) && !ElseWhere.Any(other => other.Country == country && day.Name == other.Name)
                && !Fixed.Any(closer => closer.Name.Length > name.Length && day.Name.Contains(closer.Name, StringComparison.Ordinal)))
                Assert.Equal((month, of), (day.Date.Month, day.Date.Day));
    });

    [Theory]
    [MemberData(nameof(Countries))]
    public void what_the_law_puts_on_a_weekday_is_on_it(string country)
    {
        foreach ((string _, string name, int month, DayOfWeek weekday, int nth) in Weekdays.Where(known => known.Country == country))
            Assert.All(Unmoved(country).Where(day => day.Name.Contains(name, StringComparison.Ordinal)), day =>
            {
                Assert.Equal((month, weekday), (day.Date.Month, day.Date.DayOfWeek));
                Assert.True(nth == 5 ? day.Date.AddDays(7).Month != month : (day.Date.Day - 1) / 7 + 1 == nth, $"{day} is not the {nth}.");
            });
    }

    [Theory]
    [MemberData(nameof(Countries))]
    public void what_was_moved_is_a_weekday_near_its_own_day(string country)
    {
        using JsonDocument document = JsonDocument.Parse(Shipped.Text($"holidays/{country}.json"), PolicyReader.Syntax);
        foreach (JsonElement day in document.RootElement.GetProperty("days").EnumerateArray())
        {
            if (day.GetProperty("source").GetString()!.Split("trasladado del ") is not [_, string rest]) continue;
            DateOnly on = DateOnly.ParseExact(day.GetProperty("date").GetString()!, "yyyy-MM-dd");
            string[] words = rest.Split(' ', ';');
            DateOnly law = new(on.Year, Array.IndexOf(["", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"], words[2]), int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(on.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Friday && on != law && Math.Abs(on.DayNumber - law.DayNumber) <= 4, $"{country} {on}: moved from {law}");
        }
    }

    [Theory]
    [MemberData(nameof(Countries))]
    public void this_year_and_the_next_have_as_many_days_as_the_law(string country)
    {
        int[] expected = country switch { "ar" => [19, 17], "br" => [10, 10], "cl" => [16, 17], "es" => [10, 10], "mx" => [7, 7], "pe" => [16, 16], "us" => [12, 15], "uy" => [18, 18], _ => [] };
        Assert.Equal(expected, new[] { 2026, 2027 }.Select(year => Read(country).Days.Count(day => day.Date.Year == year)));
    }

    private static HolidayList Read(string country)
    {
        (HolidayList list, IReadOnlyList<Problem> problems) = HolidayReader.Read(Shipped.Text($"holidays/{country}.json"), country);
        Assert.Empty(problems);
        return list;
    }

    private static IEnumerable<Holiday> Unmoved(string country) => Read(country).Days.Where(day => !day.Name.Contains("(observed)", StringComparison.Ordinal));

    /// <summary>Easter Sunday by the table-free rule of Meeus, Jones and Butcher.</summary>
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
        int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451, month = (h + l - 7 * m + 114) / 31;
        return new DateOnly(year, month, (h + l - 7 * m + 114) % 31 + 1);
    }
}
