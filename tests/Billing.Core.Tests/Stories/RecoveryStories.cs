using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Xunit;
using static Billing.Core.Tests.Given;
using static Billing.Core.Tests.Story;

namespace Billing.Core.Tests.Stories;

/// <summary>Orders that begin a service, and backups that outlive one: created and welcomed, warned of, removed, recovered.</summary>
public sealed class RecoveryStories
{
    private static readonly ClientFacts ADebtor = AClientWith(AService()).Owing(AnInvoice());

    /// <summary>Removed and backed up on 28 August: kept until 26 November, told of from the 19th on.</summary>
    private static DateOnly Nov(int day) => new(2026, 11, day);

    private static DateOnly Dec(int day) => new(2026, 12, day);

    private static string AfterTheRemoval(string story) => string.Concat(story.Split('\n').SkipWhile(line => !line.Contains("terminated by", StringComparison.Ordinal)).Skip(1)
        .Where(line => line.Length > 0).Select(line => line + "\n"));

    [Fact]
    public void a_backup_near_its_end_is_told_of_once_and_removed_when_its_end_is_over() => Assert.Equal("""
        Nov 19  report/backup-expires/service 10/28 Aug 2026
        Nov 19  notify/client 1/service 10/backup-expires by email
        Nov 27  discard-backup/service 10/invoice 100/1

        """, AfterTheRemoval(ADebtor.Tell(until: Dec(20))));

    [Fact]
    public void who_slept_through_the_day_of_the_warning_is_warned_on_a_later_one() => Assert.Equal("""
        Nov 26  report/backup-expires/service 10/28 Aug 2026
        Nov 26  notify/client 1/service 10/backup-expires by email
        """.ReplaceLineEndings("\n") + "\n", Listed(Terminated(), Nov(26)));

    [Fact]
    public void a_backup_that_is_kept_for_a_few_days_only_was_announced_by_the_removal() => Assert.Equal("""
        Aug 31  report/backup-expires/service 10/28 Aug 2026
        Sep 08  discard-backup/service 10/invoice 100/1

        """, AfterTheRemoval(ADebtor.Tell(until: Sep(20), policy: APolicy("""{ "recovery": { "keepBackupsDays": 10 } }"""))));

    [Fact]
    public void a_policy_without_channels_for_it_tells_the_client_nothing() => Assert.Equal("""
        Nov 19  report/backup-expires/service 10/28 Aug 2026
        Nov 27  discard-backup/service 10/invoice 100/1

        """, AfterTheRemoval(ADebtor.Tell(until: Dec(20), policy: APolicy("""{ "recovery": { "warn": null, "tell": null, "warnDays": null } }"""))));

    [Fact]
    public void a_recovered_service_is_told_of_once_and_its_backup_goes_in_its_time_without_a_word() => Assert.Equal("""
        Aug 31  invoice-recovery/service 10/2026-08-31
        Sep 04  restore/service 10/invoice 101
        Sep 04  notify/client 1/service 10/recovered by email
        Nov 27  discard-backup/service 10/invoice 100/1

        """, Without("invoice/", "notify/1", "accept/", AfterTheRemoval(AClientWith(AService() with { Cycle = BillingCycle.Annually }).Owing(AnInvoice())
        .Tell(until: Dec(20), on: [(Aug(31), AsksBack(10)), (Sep(2), Pays(100)), (Sep(4), Pays(101))]))));

    [Fact]
    public void who_cancelled_is_offered_nothing_and_the_backup_goes_in_its_time() => Assert.Equal("""
        Jul 22  backup/service 10/cancellation/20260722
        Jul 22  terminate/service 10/cancellation/20260722
        Oct 21  discard-backup/service 10/cancellation/20260722

        """, Without("invoice/", "notify/", "accept/", AClientWith(AService()).Tell(until: Dec(1), on: (Jul(22), Cancels(10, immediate: true)))));

    [Fact]
    public void a_restoration_that_was_begun_in_time_outlives_the_end_of_its_backup()
    {
        ClientFacts begun = Terminated(new Deed(new BillingAction.InvoiceRecovery(1, Ten, Nov(27), 15000, Nov(20)), Nov(20), DeedState.Done, Invoice: 101),
            new Deed(new BillingAction.Restore(Ten, 101, Dec(26)), Nov(26), DeedState.NotDone));
        begun = begun with { Invoices = [Paid(begun.Invoices[0]), Paid(Fee)], Past = Asked(begun.Past) };
        Assert.Equal("Dec 01  restore/service 10/invoice 101\n", Listed(begun, Dec(1)));
    }

    [Fact]
    public void a_fee_that_was_paid_in_time_keeps_the_backup_until_the_rest_is_paid_too()
    {
        ClientFacts paid = Terminated(new Deed(new BillingAction.InvoiceRecovery(1, Ten, Nov(27), 15000, Nov(20)), Nov(20), DeedState.Done, Invoice: 101));
        paid = paid with { Invoices = [paid.Invoices[0], Paid(Fee) with { PaidOn = Nov(26) }], Past = Asked(paid.Past) };
        Assert.Equal("", Listed(paid, Dec(1)));
        Assert.Equal("Dec 01  restore/service 10/invoice 101\n", Listed(paid with { Invoices = [Paid(paid.Invoices[0]), paid.Invoices[1]] }, Dec(1)));
        Assert.Equal("Dec 01  discard-backup/service 10/invoice 100/1\n", Listed(paid with { Invoices = [paid.Invoices[0], Paid(Fee) with { PaidOn = Nov(27) }] }, Dec(1)));
    }

    [Fact]
    public void what_cannot_be_removed_is_tried_for_a_week_and_then_left_to_a_person()
    {
        Deed refused = new(new BillingAction.DiscardBackup(Ten, Unpaid, 1), Nov(27), DeedState.GivenUp);
        Assert.Equal("Dec 03  discard-backup/service 10/invoice 100/1\n", Listed(Terminated(refused), Dec(3)));
        Assert.Equal("", Listed(Terminated(refused), Dec(4)));
    }

    [Fact]
    public void of_two_backups_at_one_place_the_earlier_is_gone_already_and_the_later_lasts_its_own_time()
    {
        Deed earlier = new(new BillingAction.Backup(Ten, Unpaid with { Invoice = 90 }, 1), Aug(1), DeedState.Done, Place: "backup");
        ClientFacts facts = Terminated();
        facts = facts with { Past = new Past([earlier, .. facts.Past.Deeds]) { FirstDay = Jul(1) } };
        Assert.Equal("", Listed(facts, Nov(10)));
    }

    [Fact]
    public void a_closed_clients_backups_go_too() => Assert.Equal("Dec 01  discard-backup/service 10/invoice 100/1\n",
        Listed(Terminated() with { Client = AClient() with { Status = ClientStatus.Closed }, Invoices = [] }, Dec(1)));

    [Fact]
    public void a_paid_order_is_created_and_welcomed_once() => Assert.Equal("""
        Jul 20  activate/service 10
        Jul 20  welcome/service 10

        """, AnOrder().Tell(until: Aug(1), on: (Jul(20), Pays(100))));

    [Fact]
    public void where_nobody_shall_welcome_nobody_does() => Assert.Equal("Jul 20  activate/service 10\n",
        AnOrder().Tell(until: Aug(1), policy: APolicy("""{ "activation": { "welcome": "none" } }"""), on: (Jul(20), Pays(100))));

    [Fact]
    public void without_a_word_in_the_policy_the_panel_welcomes() => Assert.True(APolicy("""{ "activation": null }""").PanelWelcomes);

    [Fact]
    public void a_welcome_of_which_nobody_knows_is_not_sent_again()
    {
        ClientFacts created = AClientWith(AService() with { Cycle = BillingCycle.OneTime });
        Deed[] deeds = [new(new BillingAction.Activate(Ten), Jul(20), DeedState.Done), new(new BillingAction.Welcome(Ten), Jul(20), DeedState.InDoubt)];
        Assert.Equal("", Listed(created with { Past = new Past(deeds) { FirstDay = Jul(1) } }, Jul(21)));
        Assert.Equal("Jul 21  welcome/service 10\n", Listed(created with { Past = new Past(deeds[..1]) { FirstDay = Jul(1) } }, Jul(21)));
        Assert.Equal("", Listed(created with { Past = new Past(deeds[..1]) { FirstDay = Jul(1) } }, Jul(28)));
    }

    [Fact]
    public void an_order_that_was_paid_before_our_first_day_is_reported_whenever_it_is_found() => Assert.Equal("Jul 21  report/pending-order/service 10\n",
        Listed(AnOrder() with { Invoices = [Paid(AnInvoice()) with { PaidOn = Jul(9) }], Past = new Past([]) { FirstDay = Jul(10) } }, Jul(21)));

    private static readonly Target Ten = new(TargetKind.Service, 10);
    private static readonly Cause Unpaid = new(CauseKind.Invoice, 100, Aug(3));
    private static readonly Invoice Fee = new() { Id = 101, Date = Nov(20), Due = Nov(27), Status = InvoiceStatus.Unpaid, Balance = 15000, Kind = InvoiceKind.Recovery, Lines = [new InvoiceLine(Ten, 15000)] };

    private static ClientFacts AnOrder() => AClientWith(AService() with { Status = ServiceStatus.Pending, Cycle = BillingCycle.OneTime, NextDue = null }).Owing(AnInvoice(due: Jul(20)) with { Date = Jul(20) });

    private static Invoice Paid(Invoice invoice) => invoice with { Status = InvoiceStatus.Paid, Balance = 0 };

    private static Past Asked(Past past) => new(past.Deeds) { FirstDay = past.FirstDay, Recoveries = [new RecoveryRequest(Ten, Nov(20))] };

    /// <summary>Removed on 28 August for invoice 100, and its notices long sent.</summary>
    private static ClientFacts Terminated(params Deed[] more)
    {
        ClientFacts facts = AClientWith(AService() with { Status = ServiceStatus.Terminated }).Owing(AnInvoice());
        Deed[] deeds = [new(new BillingAction.Backup(Ten, Unpaid, 1), Aug(28), DeedState.Done, Place: "backup"), new(new BillingAction.Terminate(Ten, Unpaid, 1), Aug(28), DeedState.Done), .. more];
        return facts with { Past = new Past(deeds) { FirstDay = Jul(1) } };
    }

    private static string Without(string one, string two, string three, string story) => string.Concat(story.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !new[] { one, two, three }.Any(word => line[8..].StartsWith(word, StringComparison.Ordinal))).Select(line => line + "\n"));

    /// <summary>What a run of that day wants, but for records of the invoice.</summary>
    private static string Listed(ClientFacts facts, DateOnly day) => string.Concat(Decider.Decide(facts, APolicy(), day).OfType<Decision.Act>()
        .Select(act => act.Action).Where(action => action is not (BillingAction.Note or BillingAction.Accept) and not BillingAction.Notify { InvoiceId: not null } and not BillingAction.Report { InvoiceId: not null })
        .Select(action => FormattableString.Invariant($"{day:MMM dd}  {(action is BillingAction.Notify notify ? $"{notify.Key[..notify.Key.LastIndexOf("/email", StringComparison.Ordinal)]} by {notify.Channel}" : action.Key)}\n")));
}
