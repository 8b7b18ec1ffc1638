using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

public sealed class ShippedPolicyTests
{
    [Fact]
    public void the_shipped_policy_reads_without_problems()
    {
        PolicyReading reading = PolicyReader.Read(Shipped.Text("policy.json"), "policy.json", Shipped.Holidays);
        Assert.Empty(reading.Problems);
        Assert.NotNull(reading.Policy);
    }

    [Fact]
    public void its_timeline_is_the_manual_s() => Assert.Equal(
        ["-15d Invoice", "-10d ", "-5d ", "-1d ", "+2d SuspendService", "after 5bd SuspendClient FreezeProjects", "+25d TerminateService"],
        Assert.Single(Shipped.Policy().Timelines).Stages.Select(stage => $"{stage.At} {string.Join(' ', stage.Do)}"));

    [Fact]
    public void the_sixth_business_day_after_10_august_2026_skips_the_holiday_of_the_17th() =>
        Assert.Equal(new DateOnly(2026, 8, 19), Shipped.Policy().Timelines[0].With(StageAct.SuspendClient)!.At.On(new DateOnly(2026, 8, 10), Shipped.Policy().Calendar));

    [Theory]
    [InlineData("2026-08-17", "Paso a la Inmortalidad del General José de San Martín")]
    [InlineData("2025-10-10", "Día del Respeto a la Diversidad Cultural")]
    [InlineData("2026-12-07", "Día no laborable con fines turísticos (puente)")]
    [InlineData("2025-04-17", "Jueves Santo")]
    [InlineData("2027-06-21", "Paso a la Inmortalidad del General Martín Miguel de Güemes")]
    [InlineData("2025-10-13", null)]
    public void argentina_s_holidays_are_known_by_name(string date, string? name) =>
        Assert.Equal(name, Shipped.Policy().Calendar.WhyNot(DateOnly.ParseExact(date, "yyyy-MM-dd")));

    [Fact]
    public void the_zone_and_the_hour_are_argentina_s()
    {
        BillingPolicy policy = Shipped.Policy();
        Assert.Equal("America/Argentina/Buenos_Aires 09:00", $"{policy.TimeZone.Id} {policy.RunAt:HH:mm}");
        Assert.Equal(new DateOnly(2026, 3, 1), policy.DayOf(new DateTimeOffset(2026, 3, 2, 2, 59, 0, TimeSpan.Zero)));
    }
}
