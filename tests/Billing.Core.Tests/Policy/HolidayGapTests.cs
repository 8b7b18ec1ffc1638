using System.Text.Json.Nodes;
using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

/// <summary>When it is said that a year's holidays are missing, and when it is not yet.</summary>
public sealed class HolidayGapTests
{
    private const string Files = """{ "businessDays": { "holidays": ["holidays/ar.json", "holidays/uy.json"] } }""";

    [Theory]
    [InlineData("2027-09-30", "")]
    [InlineData("2027-10-01", "holidays/ar.json AR 2028, holidays/uy.json UY 2028")]
    [InlineData("2026-12-31", "")]
    [InlineData("2028-03-01", "holidays/ar.json AR 2028, holidays/uy.json UY 2028")]
    [InlineData("2025-11-01", "holidays/uy.json UY 2025")]
    public void next_year_is_missed_from_october_on_and_this_one_always(string today, string missing) => Assert.Equal(missing, On(Files, today));

    [Fact]
    public void a_deadline_that_reaches_into_next_year_is_enough() =>
        Assert.Equal("holidays/ar.json AR 2028", On("""{ "timeline": [ { "at": "-15d", "do": ["invoice"], "tell": { "proforma": ["email"] } }, { "at": "+120bd", "do": ["suspend-client"] } ] }""", "2027-07-01"));

    [Fact]
    public void a_file_that_says_no_country_need_not_go_on_every_year() =>
        Assert.Equal("holidays/ar.json AR 2028", On("""{ "businessDays": { "holidays": ["holidays/ar.json", "company.json"], "alsoOff": ["2027-12-24"] } }""", "2027-11-01"));

    [Fact]
    public void without_a_country_s_file_the_policy_s_own_days_count()
    {
        Assert.Equal("  2028", On("""{ "businessDays": { "holidays": [], "alsoOff": ["2027-12-24"] } }""", "2027-11-01"));
        Assert.Equal("", On("""{ "businessDays": { "holidays": [], "alsoOff": ["2027-12-24", "2028-01-01"] } }""", "2027-11-01"));
    }

    [Fact]
    public void it_says_the_file_and_what_to_do() =>
        Assert.Equal("holidays/ar.json has no day in 2028: its holidays count as business days, and deadlines come too early. Add them as soon as they are published (`billing holidays import FILE.ics --to holidays/ar.json --year 2028`, or by hand)",
            HolidayGap.On(Shipped.Policy(), new DateOnly(2027, 12, 1)).Single().ToString());

    private static string On(string patch, string today)
    {
        PolicyReading reading = PolicyReader.Read(PolicyReader.Merge(Shipped.Json, JsonNode.Parse(patch)), "policy.json",
            path => path == "company.json" ? """{ "days": [ { "date": "2027-06-01", "name": "Aniversario" } ] }""" : Shipped.Holidays(path));
        Assert.Empty(reading.Problems);
        return string.Join(", ", HolidayGap.On(reading.Policy!, DateOnly.ParseExact(today, "yyyy-MM-dd")).Select(gap => $"{gap.Path} {gap.Country} {gap.Year}"));
    }
}
