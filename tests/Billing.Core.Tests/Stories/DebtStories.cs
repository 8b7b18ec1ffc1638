using Billing.Core.Facts;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>What the manual does not say and a careful provider would expect.</summary>
public sealed class DebtStories
{
    private static readonly ClientFacts ADebtor = AClientWith(AService()).Owing(AnInvoice());

    [Fact]
    public void a_debtor_put_back_by_hand_goes_offline_again_and_is_told_again() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 05  notify/100/suspended by email, whatsapp
        Aug 07  suspend/service 10/invoice 100/2
        Aug 07  notify/100/suspended by email, whatsapp

        """, ADebtor.Tell(until: Aug(8), on: (Aug(7), ByHand(10, ServiceStatus.Active))));

    [Fact]
    public void what_was_suspended_for_abuse_is_invoiced_and_reminded_and_never_touched() => Assert.Equal("""
        Jul 15  report/suspended-by-others/service 10
        Jul 19  invoice/1/2026-08-03/service 10
        Jul 19  notify/100/proforma by email, whatsapp, panel
        Jul 24  notify/100/reminder-1 by email
        Jul 29  notify/100/reminder-2 by email
        Aug 02  notify/100/reminder-final by email
        Aug 04  accept/100

        """, AClientWith(AService() with { Status = ServiceStatus.Suspended, SuspendReason = "Abuse" }).Tell(until: Sep(10)));

    [Fact]
    public void the_first_day_beside_a_panel_warns_and_suspends_three_days_later() => Assert.Equal("""
        Aug 20  notify/100/last-warning by email, whatsapp, panel
        Aug 21  accept/100
        Aug 23  suspend/service 10/invoice 100/1
        Aug 23  notify/100/suspended by email, whatsapp

        """, ADebtor.Tell(from: Aug(20), until: Aug(25)));

    [Fact]
    public void found_suspended_by_the_panel_is_ours_from_the_first_day_so_that_payment_lifts_it() => Assert.Equal("""
        Aug 20  adopt/service 10/invoice 100/1
        Aug 24  unsuspend/service 10/invoice 100/1
        Aug 24  change-cycle/service 10/1
        Aug 24  invoice/1/2026-09-03/service 10

        """, AClientWith(AService() with { Status = ServiceStatus.Suspended, SuspendReason = "Overdue on Payment" }).Owing(AnInvoice())
        .Deeds(from: Aug(20), until: Aug(25), on: (Aug(24), Pays(100))));

    [Fact]
    public void a_debt_of_four_months_is_only_reported_and_keeps_no_renewal_back() => Assert.Equal("""
        Jul 20  invoice/1/2026-08-03/service 10
        Jul 20  report/old-debt/invoice 90
        Jul 20  notify/91/proforma by email, whatsapp, panel

        """, AClientWith(AService()).Owing(AnInvoice(90, new DateOnly(2026, 3, 20))).Tell(from: Jul(20), until: Jul(23)));

    [Fact]
    public void one_cent_missing_suspends() => Assert.EndsWith("Aug 05  suspend/service 10/invoice 100/1\n",
        ADebtor.Deeds(until: Aug(6), on: (Aug(1), Pays(100, 4999.99m))));

    [Fact]
    public void a_cancelled_invoice_is_no_debt_and_a_reopened_one_is_again() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 06  unsuspend/service 10/invoice 100/1
        Aug 09  suspend/service 10/invoice 100/2

        """, ADebtor.Deeds(until: Aug(9), policy: APolicy("""{ "cycleChange": { "enabled": false } }"""),
        on: [(Aug(6), Becomes(100, InvoiceStatus.Cancelled)), (Aug(9), Becomes(100, InvoiceStatus.Unpaid))]));

    [Fact]
    public void a_charged_back_payment_is_debt_from_its_first_due_date_and_terminates_late() => Assert.EndsWith("""
        Aug 21  suspend/service 10/invoice 100/1
        Sep 13  backup/service 10/invoice 100/1
        Sep 13  terminate/service 10/invoice 100/1

        """, ADebtor.Deeds(until: Sep(15), on: [(Jul(20), Pays(100)), (Aug(21), Becomes(100, InvoiceStatus.Collections))]));

    [Fact]
    public void an_objection_keeps_the_invoice_from_being_accepted_and_nothing_else() => Assert.EndsWith("""
        Aug 02  notify/100/reminder-final by email
        Aug 05  suspend/service 10/invoice 100/1
        Aug 05  notify/100/suspended by email, whatsapp

        """, ADebtor.Tell(until: Aug(6), on: (Jul(25), Objects(100))));

    [Fact]
    public void an_objection_on_the_due_date_comes_in_time() => Assert.Equal("", ADebtor.Only("accept/", until: Aug(6), on: (Aug(3), Objects(100))));

    [Fact]
    public void an_objection_after_the_acceptance_is_answered_and_leaves_the_acceptance_on_record() => Assert.EndsWith("""
        Aug 04  accept/100
        Aug 05  suspend/service 10/invoice 100/1
        Aug 05  ticket/invoice 100/2026-08-05
        Aug 05  notify/100/suspended by email, whatsapp

        """, ADebtor.Tell(until: Aug(8), on: (Aug(5), Objects(100))));

    [Fact]
    public void an_objection_after_the_suspension_lifts_nothing_and_has_its_ticket() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 07  ticket/invoice 100/2026-08-07

        """, ADebtor.Deeds(until: Aug(8), policy: APolicy("""{ "objection": { "pausesTimeline": true } }"""), on: (Aug(7), Objects(100))));

    [Fact]
    public void an_objection_that_pauses_holds_every_stage_until_it_is_answered() => Assert.EndsWith("""
        Aug 03  ticket/invoice 100/2026-08-03
        Aug 15  suspend/service 10/invoice 100/1

        """, ADebtor.Deeds(until: Aug(16), policy: APolicy("""{ "objection": { "pausesTimeline": true } }"""), on: [(Aug(3), Objects(100)), (Aug(13), Answers(100))]));

    [Fact]
    public void an_objection_is_laid_before_the_providers_people_once() => Assert.Equal("Jul 25  ticket/invoice 100/2026-07-25\n",
        ADebtor.Only("ticket/", until: Aug(6), on: (Jul(25), Objects(100))));

    [Fact]
    public void at_a_dead_address_nothing_is_told_and_whom_nothing_else_reaches_is_reported_long_before_the_suspension() => Assert.Equal("""
        Jul 19  notify/100/proforma by email, panel
        Jul 21  report/unreachable/client 1/email 21 Jul 2026

        """, (ADebtor with { Client = AClient() with { Phone = "" } }).Tell(until: Aug(1), on: (Jul(21), MailComesBack())));

    [Fact]
    public void a_new_address_in_the_panel_is_written_to_again() => Assert.EndsWith("""
        Jul 29  notify/100/reminder-2 by email
        Aug 02  notify/100/reminder-final by email

        """, ADebtor.Tell(until: Aug(2), on: [(Jul(21), MailComesBack()), (Jul(26), MovesTo("ana@new.example"))]));

    [Fact]
    public void a_client_who_cancels_is_removed_with_a_backup_and_not_dunned() => Assert.Equal("""
        Jul 19  invoice/1/2026-08-03/service 10
        Jul 19  notify/100/proforma by email, whatsapp, panel
        Jul 22  backup/service 10/cancellation/20260722
        Jul 22  terminate/service 10/cancellation/20260722

        """, AClientWith(AService()).Tell(until: Aug(20), on: (Jul(22), Cancels(10, immediate: true))));

    [Fact]
    public void a_stage_put_off_lifts_what_it_had_suspended() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 07  unsuspend/service 10/invoice 100/1

        """, ADebtor.Deeds(until: Aug(8), on: (Aug(7), ThePolicyBecomes(APolicy("""{ "timeline": [ { "at": "+9d", "do": ["suspend-service"] } ] }""")))));

    [Fact]
    public void an_exempt_client_is_reminded_and_reported_and_loses_nothing() => Assert.EndsWith("""
        Aug 02  notify/100/reminder-final by email
        Aug 04  accept/100
        Aug 05  report/exempt/invoice 100

        """, (ADebtor with { Client = AClient() with { Group = "Amigos" } }).Tell(until: Sep(10), policy: APolicy("""{ "exemptions": { "clientGroups": ["Amigos"] } }""")));

    [Fact]
    public void what_we_suspended_and_staff_then_suspend_for_abuse_is_theirs_and_payment_does_not_lift_it() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1

        """, ADebtor.Deeds(until: Aug(12), on: [(Aug(6), ByHand(10, ServiceStatus.Suspended, "Abuse")), (Aug(9), Pays(100))]));

    [Theory]
    [InlineData(InvoiceStatus.Draft)]
    [InlineData(InvoiceStatus.Cancelled)]
    [InlineData(InvoiceStatus.Refunded)]
    [InlineData(InvoiceStatus.Unpaid)]
    [InlineData(InvoiceStatus.PaymentPending)]
    public void a_period_that_has_an_invoice_of_any_sort_is_not_invoiced_again(InvoiceStatus status) =>
        Assert.Equal("", AClientWith(AService()).Owing(AnInvoice() with { Status = status }).Deeds(until: Aug(4)));
}
