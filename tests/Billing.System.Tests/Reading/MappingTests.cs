using Billing.Core.Facts;
using Billing.Whmcs.Mapping;
using Xunit;

namespace Billing.System.Tests.Reading;

public sealed class MappingTests
{
    [Fact] public void a_zero_date_is_no_date() => Assert.Null(PanelDates.Day(DateTime.MinValue));

    [Theory]
    [InlineData("0000-00-00"), InlineData("0000-00-00 00:00:00"), InlineData(""), InlineData(null), InlineData("2026-02-30")]
    public void a_text_that_is_no_day_is_no_date(string? text) => Assert.Null(PanelDates.Day(text));

    [Theory]
    [InlineData("2026-08-03"), InlineData("2026-08-03 23:59:59")]
    public void a_time_of_day_does_not_move_the_day(string text) => Assert.Equal(new DateOnly(2026, 8, 3), PanelDates.Day(text));

    [Theory]
    [InlineData("on", true), InlineData("On", true), InlineData("1", true), InlineData(" 1 ", true), InlineData("", false), InlineData("0", false), InlineData("off", false), InlineData("2026", false)]
    public void yes_has_three_dialects(string text, bool yes) => Assert.Equal(yes, PanelText.Yes(text));

    [Theory]
    [InlineData("", "Jos&eacute;", "O&#039;Brien", "José O'Brien"), InlineData("A &amp; B ", "Ana", "Paz", "A & B"), InlineData("", "", "", ""), InlineData(null, "Ana", null, "Ana")]
    public void names_are_as_people_write_them(string? company, string? first, string? last, string name) => Assert.Equal(name, PanelText.Name(company, first, last));

    [Theory]
    [InlineData("Monthly", "Monthly"), InlineData("monthly", "Monthly"), InlineData("Semi-Annually", "Semi-Annually"), InlineData("Free", "Free Account"), InlineData("One-Time", "One Time"), InlineData(" Annually", "Annually")]
    public void a_cycle_is_known_by_any_of_its_names(string text, string name) => Assert.Equal(name, Cycles.Read(text)?.Name);

    [Theory]
    [InlineData(""), InlineData("Weekly"), InlineData("Monthly2")]
    public void another_word_is_no_cycle(string text) => Assert.Null(Cycles.Read(text));

    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(10, true), InlineData(11, false), InlineData(-1, false)]
    public void a_domain_is_registered_for_one_to_ten_years(int years, bool known)
    {
        Assert.Equal(known, Cycles.TryYears(years, out byte number));
        if (known) Assert.Equal(12 * years, Cycles.Of(number).Months);
    }

    [Fact] public void every_cycle_of_the_panel_reads_back() => Assert.All(BillingCycle.Priced, cycle => Assert.Same(cycle, Cycles.Read(cycle.Name)));

    [Fact] public void every_status_of_a_service_reads_back() => Assert.All(Enum.GetValues<ServiceStatus>(), status => Assert.Equal(status, Statuses.Service(Statuses.Text(status).ToUpperInvariant())));

    [Theory]
    [InlineData("Active", ServiceStatus.Active), InlineData("Grace", ServiceStatus.Active), InlineData("Pending Registration", ServiceStatus.Pending), InlineData("pending transfer", ServiceStatus.Pending),
     InlineData("Redemption", ServiceStatus.Completed), InlineData("Expired", ServiceStatus.Completed), InlineData("Transferred Away", ServiceStatus.Terminated), InlineData("Fraud", ServiceStatus.Fraud)]
    public void a_domain_is_renewed_while_active_or_in_grace(string text, ServiceStatus status) => Assert.Equal(status, Statuses.Domain(text));

    [Theory]
    [InlineData("Payment Pending", InvoiceStatus.PaymentPending), InlineData("unpaid", InvoiceStatus.Unpaid), InlineData("Collections", InvoiceStatus.Collections)]
    public void an_invoice_status_is_known_in_any_case(string text, InvoiceStatus status) => Assert.Equal(status, Statuses.Invoice(text));

    [Fact] public void overdue_is_no_status() => Assert.Null(Statuses.Invoice("Overdue"));

    [Theory]
    [InlineData("Hosting", TargetKind.Service), InlineData("Addon", TargetKind.Addon), InlineData("Domain", TargetKind.Domain), InlineData("DomainRegister", TargetKind.Domain), InlineData("DomainTransfer", TargetKind.Domain)]
    public void these_lines_renew_something(string type, TargetKind kind) => Assert.Equal(kind, LineTypes.Renews(type));

    [Theory]
    [InlineData(""), InlineData("Setup"), InlineData("PromoHosting"), InlineData("PromoDomain"), InlineData("ProrataProduct12"), InlineData("LateFee"), InlineData("DomainAddonDNS"), InlineData("Item"), InlineData("onappusers"), InlineData("GroupDiscount"), InlineData("Upgrade")]
    public void other_lines_renew_nothing(string type)
    {
        Assert.Null(LineTypes.Renews(type));
        Assert.Equal(InvoiceKind.Ordinary, LineTypes.Makes(type));
    }

    [Fact]
    public void a_recovery_mark_reads_back()
    {
        Target service = new(TargetKind.Service, 10);
        Assert.Equal("[billing:recovery service 10]", RecoveryMark.Text(service));
        Assert.Equal(service, RecoveryMark.Read("Please pay soon. " + RecoveryMark.Text(service) + " Thanks."));
        Assert.Null(RecoveryMark.Read("[billing:recovery nothing]"));
        Assert.Null(RecoveryMark.Read(null));
    }

    [Theory]
    [InlineData("In Progress", false, ServiceStatus.Active), InlineData("in progress", false, ServiceStatus.Active), InlineData("Frozen", false, ServiceStatus.Suspended),
     InlineData("In Progress", true, ServiceStatus.Completed), InlineData("Quoted", false, ServiceStatus.Completed)]
    public void a_project_is_worked_on_frozen_or_none_of_our_business(string text, bool completed, ServiceStatus status) => Assert.Equal(status, ProjectWords.Default.Read(text, completed));
}
