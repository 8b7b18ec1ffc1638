using Billing.Core.Facts;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>The sentences of the customer's manual, one client at a time.</summary>
public sealed class ManualStories
{
    [Fact]
    public void nobody_pays() => Assert.Equal("""
        Jul 19  invoice/1/2026-08-03/service 10
        Jul 19  notify/100/proforma by email, whatsapp, panel
        Jul 24  notify/100/reminder-1 by email
        Jul 29  notify/100/reminder-2 by email
        Aug 02  notify/100/reminder-final by email
        Aug 04  accept/100
        Aug 05  suspend/service 10/invoice 100/1
        Aug 05  notify/100/suspended by email, whatsapp
        Aug 28  backup/service 10/invoice 100/1
        Aug 28  terminate/service 10/invoice 100/1
        Aug 28  notify/100/terminated by email

        """, AClientWith(AService()).Tell(until: Sep(20)));

    [Fact]
    public void each_service_is_invoiced_by_itself_unless_they_renew_on_the_same_day() => Assert.Equal("""
        Jul 19  invoice/1/2026-08-03/service 10+service 11
        Jul 20  invoice/1/2026-08-04/service 12

        """, AClientWith(AService(), AService(11), AService(12, Aug(4))).Deeds(until: Jul(25)));

    [Fact]
    public void who_pays_on_time_hears_no_more() => Assert.Equal("""
        Jul 19  invoice/1/2026-08-03/service 10
        Jul 19  notify/100/proforma by email, whatsapp, panel
        Jul 24  notify/100/reminder-1 by email

        """, AClientWith(AService()).Tell(until: Aug(15), on: (Jul(26), Pays(100))));

    [Fact]
    public void the_service_is_back_the_moment_the_debt_is_settled() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 05  notify/100/suspended by email, whatsapp
        Aug 07  unsuspend/service 10/invoice 100/1
        Aug 07  change-cycle/service 10/1
        Aug 07  notify/client 1/reactivated by email, whatsapp
        Aug 07  notify/client 1/service 10/cycle-changed by email

        """, AClientWith(AService()).Tell(until: Aug(10), on: (Aug(7), Pays(100))));

    [Fact]
    public void another_way_of_paying_waits_for_the_credit() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 12  unsuspend/service 10/invoice 100/1
        Aug 12  change-cycle/service 10/1

        """, AClientWith(AService()).Deeds(until: Aug(15), on: [(Aug(7), Becomes(100, InvoiceStatus.PaymentPending)), (Aug(12), Pays(100))]));

    [Fact]
    public void five_business_days_later_everything_goes_because_the_debtor_is_the_client() => Assert.EndsWith("""
        Aug 05  suspend/service 10/invoice 100/1
        Aug 11  suspend/service 11/client/1
        Aug 11  suspend/domain 30/client/1
        Aug 11  freeze/project 40/client/1
        Aug 28  backup/service 10/invoice 100/1
        Aug 28  terminate/service 10/invoice 100/1

        """, AClientWith(AService(), AYearlyService(), ADomain(), AProject()).Deeds(until: Sep(10)));

    [Fact]
    public void the_project_stays_frozen_until_the_client_is_regular_again() => Assert.EndsWith("""
        Aug 11  freeze/project 40/client/1
        Aug 11  notify/100/client-suspended by email, whatsapp
        Aug 20  unsuspend/service 10/invoice 100/1
        Aug 20  unfreeze/project 40/client/1
        Aug 20  change-cycle/service 10/1
        Aug 20  invoice/1/2026-09-03/service 10
        Aug 20  notify/client 1/reactivated by email, whatsapp
        Aug 20  notify/101/proforma by email, whatsapp, panel
        Aug 20  notify/client 1/service 10/cycle-changed by email

        """, AClientWith(AService(), AProject()).Tell(until: Aug(20), on: (Aug(20), Pays(100))));

    [Theory]
    [InlineData("Monthly", "Quarterly")]
    [InlineData("Quarterly", "Semi-Annually")]
    [InlineData("Semi-Annually", "Semi-Annually")]
    public void to_avoid_another_suspension_the_next_period_is_longer(string before, string after)
    {
        World world = new(AClientWith(AService() with { Cycle = BillingCycle.Named(before)! }).Owing(AnInvoice()), APolicy());
        for (DateOnly day = Jul(20); day < Aug(7); day = day.AddDays(1)) world.Run(day);
        Pays(100)(world, Aug(7));
        Assert.Equal(after, world.Services.Single().Cycle.Name);
    }

    [Fact]
    public void it_can_be_recovered_from_a_backup_for_a_fee() => Assert.EndsWith("""
        Aug 28  terminate/service 10/invoice 100/1
        Aug 31  invoice-recovery/service 10/2026-08-31
        Sep 04  restore/service 10/invoice 101
        Sep 19  invoice/1/2026-10-04/service 10

        """, AClientWith(AService()).Deeds(until: Sep(20), on: [(Aug(31), AsksBack(10)), (Sep(2), Pays(100)), (Sep(4), Pays(101))]));
}
