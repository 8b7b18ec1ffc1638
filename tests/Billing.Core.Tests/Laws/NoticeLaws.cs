using Billing.Core.Actions;
using Billing.Core.Facts;
using Xunit;

namespace Billing.Core.Tests.Laws;

/// <summary>Who is told what, and when it is too late for it.</summary>
public sealed class NoticeLaws
{
    [Fact]
    public void no_reminder_of_before_the_due_date_is_sent_after_it() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Notify { Notice: "reminder-1" or "reminder-2" or "reminder-final" } reminder || happened.On <= reminder.Due));

    [Fact]
    public void nobody_goes_offline_unwarned() => Tales.Without(Turn.ChangePolicy).Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not (BillingAction.Suspend or BillingAction.Freeze) || tale.Policy.Contains("noticeDays", StringComparison.Ordinal)
        || happened.Before.Past.Done<BillingAction.Notify>().Any(notice => notice.Action.InvoiceId == Invoice(happened.Action) && notice.Deed.On.AddDays(3) <= happened.On)));

    [Fact]
    public void nothing_is_removed_for_an_invoice_that_nobody_was_told_of() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Terminate { Cause: { Kind: CauseKind.Invoice } cause } || happened.Before.Past.Done<BillingAction.Notify>().Any(notice => notice.Action.InvoiceId == cause.Invoice)));

    [Fact]
    public void a_notice_is_only_of_an_unpaid_ordinary_invoice_or_late_fee() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Notify { InvoiceId: { } id }
        || happened.Before.FindInvoice(id) is { Kind: InvoiceKind.Ordinary or InvoiceKind.LateFee, Status: InvoiceStatus.Unpaid or InvoiceStatus.Collections, Balance: > 0 }));

    [Fact]
    public void a_channel_that_does_not_reach_the_client_is_left_out() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Notify notify || tale.Client.ReachedBy(notify.Channel, out _)));

    [Fact]
    public void drafts_add_funds_and_mass_payments_cause_nothing() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened => happened.Action switch
    {
        BillingAction.Accept accept => Counts(happened.Before, accept.InvoiceId),
        BillingAction.Notify { InvoiceId: { } id } => Counts(happened.Before, id),
        BillingAction.Adopt adopt => Counts(happened.Before, adopt.Cause.Invoice),
        BillingAction.Report { Kind: ReportKind.OldDebt or ReportKind.Exempt, InvoiceId: { } id } => Counts(happened.Before, id),
        BillingAction.Note { InvoiceId: { } id } => Counts(happened.Before, id),
        _ => true,
    }));

    [Fact]
    public void an_invoice_is_accepted_past_its_due_date_and_after_the_day_of_its_first_notice_and_never_when_objected_to() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Accept accept
        || happened.On > accept.Due
            && happened.Before.Past.Done<BillingAction.Notify>().Any(notice => notice.Action.InvoiceId == accept.InvoiceId && notice.Deed.On < happened.On)
            && happened.Before.Past.Objections.All(objection => objection.Invoice != accept.InvoiceId)));

    [Fact]
    public void a_closed_client_is_only_reported() => Tales.Any.Sample(tale =>
        (tale with { Client = tale.Client with { Status = ClientStatus.Closed } }).Live().Trace.All(happened => happened.Action is BillingAction.Report { Kind: ReportKind.ClosedClient }));

    [Fact]
    public void a_suspension_is_told_when_it_happened_and_not_before() => Tales.Any.Sample(tale => tale.Live().Trace.All(happened =>
        happened.Action is not BillingAction.Notify { Notice: "suspended" or "client-suspended" } notice
        || happened.Before.Past.AllEpisodes.Any(episode => episode.Cause.Invoice == notice.InvoiceId && episode.Ended is null)));

    private static int Invoice(BillingAction action) => action is BillingAction.Suspend suspend ? suspend.Cause.Invoice : ((BillingAction.Freeze)action).Cause.Invoice;

    private static bool Counts(ClientFacts facts, int invoice) => facts.FindInvoice(invoice) is { Kind: InvoiceKind.Ordinary or InvoiceKind.LateFee, Status: not InvoiceStatus.Draft };
}
