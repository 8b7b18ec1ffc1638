using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>A client promises to pay later: seven days more, once a year.</summary>
public sealed class PromiseStories
{
    private const string Week = """{ "promise": { "days": 7, "times": 1, "within": 365 } }""";
    private static readonly BillingPolicy Seven = APolicy(Week);
    private static readonly ClientFacts Ana = AClientWith(AService(), AYearlyService()).Owing(AnInvoice());

    [Fact]
    public void promised_before_the_due_date_everything_after_it_comes_a_week_later()
    {
        Assert.Equal("""
            Jul 19  notify/100/proforma by email, whatsapp, panel
            Jul 24  notify/100/reminder-1 by email
            Jul 29  notify/100/reminder-2 by email
            Aug 02  notify/100/reminder-final by email
            Aug 04  accept/100
            Aug 12  suspend/service 10/invoice 100/1
            Aug 12  notify/100/suspended by email, whatsapp
            Aug 18  suspend/service 11/client/1
            Aug 18  notify/100/client-suspended by email, whatsapp
            Sep 04  backup/service 10/invoice 100/1
            Sep 04  terminate/service 10/invoice 100/1
            Sep 04  notify/100/terminated by email

            """.Replace("            ", "", StringComparison.Ordinal), Ana.Tell(Sep(5), Seven, on: (Jul(25), Promises(100))));
    }

    [Fact]
    public void promised_the_day_after_it_the_days_count_from_there() =>
        Assert.Contains("Aug 12  suspend/service 10", Ana.Deeds(Aug(30), Seven, on: (Aug(4), Promises(100))), StringComparison.Ordinal);

    [Fact]
    public void who_pays_as_promised_never_goes_offline() =>
        Assert.DoesNotContain("suspend", Ana.Tell(Aug(31), Seven, on: [(Aug(4), Promises(100)), (Aug(11), Pays(100))]), StringComparison.Ordinal);

    [Fact]
    public void where_the_policy_has_no_promises_none_is_taken()
    {
        Assert.Equal(Ana.Tell(Aug(30)), Ana.Tell(Aug(30), on: (Aug(4), Promises(100))));
        Assert.Equal(PromiseRefusal.Off, Refusal(Ana, APolicy(), Aug(1)));
    }

    [Fact]
    public void nobody_who_is_suspended_comes_back_for_a_promise()
    {
        Assert.Equal(Ana.Deeds(Aug(30), Seven), Ana.Deeds(Aug(30), Seven, on: (Aug(6), Promises(100))));
        Outside somehow = (world, today) =>
        {
            world.Promises.Add(new Promise(100, today, today.AddDays(7)));
            world.Changed();
            world.Look(today);
        };
        Assert.DoesNotContain("unsuspend", Ana.Deeds(Aug(30), Seven, on: (Aug(6), somehow)), StringComparison.Ordinal);
    }

    [Fact]
    public void what_only_the_missing_notice_kept_online_stays_so_until_the_promise_is_over() =>
        Assert.StartsWith("Aug 29  suspend/service 10", Ana.Deeds(Sep(5), Seven, from: Aug(20), on: (Aug(21), Promises(100))), StringComparison.Ordinal);

    [Fact]
    public void a_promise_not_kept_counts_for_a_year()
    {
        ClientFacts again = AClientWith(AService(), AYearlyService()).Owing(AnInvoice(), AnInvoice(101, Sep(3)));
        Assert.Equal(PromiseRefusal.TooOften, Refusal(Promised(again, 100, Aug(1), Aug(10)), Seven, Aug(28), 101));
        Assert.Null(Refusal(Promised(again, 100, Aug(1).AddDays(-365), Aug(10).AddDays(-365)), Seven, Aug(28), 101));
        Assert.Null(Refusal(Promised(again, 100, Aug(1), Aug(10)), APolicy("""{ "promise": { "days": 7, "times": 2, "within": 365 } }"""), Aug(28), 101));
    }

    [Fact]
    public void of_one_invoice_one_promise_is_open_at_a_time() =>
        Assert.Equal(PromiseRefusal.Open, Refusal(Promised(Ana, 100, Aug(1), Aug(10)), APolicy("""{ "promise": { "days": 7, "times": 9, "within": 365 } }"""), Aug(10)));

    [Fact]
    public void a_promise_given_holds_when_the_policy_has_no_promises_any_more() =>
        Assert.Contains("Aug 12  suspend/service 10", Ana.Deeds(Aug(30), Seven, on: [(Jul(25), Promises(100)), (Jul(26), ThePolicyBecomes(APolicy()))]), StringComparison.Ordinal);

    [Fact]
    public void nothing_is_promised_where_nothing_would_follow()
    {
        Assert.Equal(PromiseRefusal.NothingFollows, Refusal(Ana with { Client = AClient() with { PanelExempt = true } }, Seven, Aug(1)));
        Assert.Equal(PromiseRefusal.NothingFollows, Refusal(Ana with { Client = AClient() with { Status = ClientStatus.Closed } }, Seven, Aug(1)));
        Assert.Equal(PromiseRefusal.NothingFollows, Refusal(Ana.Owing(AnInvoice(due: new DateOnly(2026, 1, 5))), Seven, Aug(1)));
        Assert.Equal(PromiseRefusal.NotItsSort, Refusal(Ana.Owing(AnInvoice() with { Kind = InvoiceKind.AddFunds }), Seven, Aug(1)));
        Assert.Equal(PromiseRefusal.NotItsSort, Refusal(Ana.Owing(AnInvoice() with { Status = InvoiceStatus.PaymentPending }), Seven, Aug(1)));
        Assert.Equal(PromiseRefusal.NotOwed, Refusal(Ana.Owing(AnInvoice() with { Status = InvoiceStatus.Paid }), Seven, Aug(1)));
        Assert.Equal(PromiseRefusal.NotOwed, Refusal(Ana, Seven, Aug(1), 999));
    }

    [Fact]
    public void the_days_that_a_notice_names_are_the_moved_ones()
    {
        ClientFacts promised = Promised(Ana, 100, Jul(25), Aug(10));
        Assert.Equal([("suspend-service", Aug(12)), ("suspend-client", Aug(18)), ("terminate-service", Sep(4))], Outlook.Next(promised, Seven, Jul(26), 100));
        Assert.Equal([Jul(19), Jul(24), Jul(29), Aug(2)], Outlook.Of(promised, Seven, Jul(26), 100).Select(coming => coming.On).Take(4));
    }

    private static PromiseRefusal? Refusal(ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice = 100) => Decisions.Promises.May(facts, policy, today, invoice).Why;

    private static ClientFacts Promised(ClientFacts facts, int invoice, DateOnly on, DateOnly until) => facts with { Past = new Past([]) { Promises = [new Promise(invoice, on, until)] } };
}
