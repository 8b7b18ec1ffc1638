using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Planning;

/// <summary>
/// The dates that a client waits for. Decisions compare today with dates that follow from the facts and the policy; between two of those dates the same facts give
/// the same decisions. Rather a date too many than one too few: a law holds the forecast that leaves days out against the one that does not.
/// </summary>
internal static class Dates
{
    /// <summary>The next one after that day; null when there is none up to the last.</summary>
    public static DateOnly? After(ClientFacts facts, BillingPolicy policy, DateOnly today, DateOnly until)
    {
        if (Always(facts, policy)) return today < until ? today.AddDays(1) : null;
        Nearest nearest = new(today, until);
        foreach (Invoice invoice in facts.Invoices)
            if (invoice.Kind is not (InvoiceKind.AddFunds or InvoiceKind.MassPayment or InvoiceKind.Recovery) && (invoice.Owed || invoice.Status == InvoiceStatus.PaymentPending)) OfInvoice(facts, policy, invoice, ref nearest);
        foreach (Service service in facts.Services) OfService(facts, policy, service, ref nearest);
        foreach ((BillingAction.Backup _, Deed made) in facts.Past.Done<BillingAction.Backup>()) OfBackup(policy, made.On.AddDays(policy.Recovery.KeepBackupsDays), ref nearest);
        foreach (Announcement told in Announcements.In(facts.Past).Values) nearest.Take(told.Day);
        return nearest.Found;
    }

    /// <summary>An objection that pauses moves every date of its invoice, while it is open by a day each day; a promise moves them too.</summary>
    private static bool Always(ClientFacts facts, BillingPolicy policy) =>
        policy.ObjectionPauses && facts.Past.Objections.Count > 0 || facts.Past.Promises.Count > 0 || facts.Past.Recoveries.Count > 0;

    private static void OfInvoice(ClientFacts facts, BillingPolicy policy, Invoice invoice, ref Nearest nearest)
    {
        DateOnly due = invoice.Due;
        nearest.Take(due.AddDays(1));
        nearest.Take(due.AddDays(policy.Safety.OldDebtDays + 1));
        nearest.Take(invoice.Date);
        if (invoice.Date >= due) nearest.Take(invoice.Date.AddDays(2));   // its proforma may go out late, and no later
        DateOnly? told = Told(facts, policy, invoice.Id);
        if (told is { } on)
        {
            nearest.Take(on.AddDays(1));
            nearest.Take(on.AddDays(policy.Safety.NoticeDays));
        }
        else if (due < nearest.After && invoice.Owed && !Old(facts, policy, invoice)) nearest.Take(nearest.After.AddDays(1));   // what went out counts for nothing: a warning follows it
        Service? first = null;
        foreach (Target target in invoice.Targets)
            if ((first = facts.Find(target)) is not null) break;
        OfTimelines(facts, policy, invoice, first, told, ref nearest);
        foreach (Target target in invoice.Targets)
            if (facts.Find(target) is { } service && service.Target != first?.Target) OfTimelines(facts, policy, invoice, service, told, ref nearest);
    }

    private static void OfTimelines(ClientFacts facts, BillingPolicy policy, Invoice invoice, Service? service, DateOnly? told, ref Nearest nearest)
    {
        foreach (Timeline timeline in Possible(facts.Client, service, policy))
        {
            foreach (Stage stage in timeline.Stages) nearest.Take(stage.At.On(invoice.Due, policy.Calendar));
            if (service is not null && facts.Past.Open(service.Target) is { } open && timeline.With(StageAct.SuspendService) is { } suspension && timeline.With(StageAct.TerminateService) is { } termination)
                Late(policy, invoice, suspension, termination, open, told, ref nearest);
        }
    }

    /// <summary>A late suspension moves the termination: counted from whichever of three days is the last.</summary>
    private static void Late(BillingPolicy policy, Invoice invoice, Stage suspension, Stage termination, Episode open, DateOnly? told, ref Nearest nearest)
    {
        DateOnly from = suspension.At.On(invoice.Due, policy.Calendar);
        int between = termination.At.On(invoice.Due, policy.Calendar).DayNumber - from.DayNumber;
        nearest.Take(open.From.AddDays(between));
        nearest.Take(from.AddDays(between));
        if (told is { } on) nearest.Take(on.AddDays(policy.Safety.NoticeDays + between));
    }

    private static void OfService(ClientFacts facts, BillingPolicy policy, Service service, ref Nearest nearest)
    {
        if (service.NextDue is { } due && service.Status is ServiceStatus.Active or ServiceStatus.Suspended)
        {
            if (service.Cycle.Renews)
            {
                foreach (Timeline timeline in Possible(facts.Client, service, policy))
                    if (timeline.With(StageAct.Invoice) is { } stage) nearest.Take(stage.At.On(due, policy.Calendar));
                nearest.Take(due.AddDays(policy.Renewal.MaxBackdateDays + 1));
            }
            nearest.Take(due);
        }
        if (service.Cancellation is { } request) nearest.Take(request.On);
        if (service.NoSuspendUntil is { } last) nearest.Take(last.AddDays(1));
    }

    private static void OfBackup(BillingPolicy policy, DateOnly until, ref Nearest nearest)
    {
        nearest.Take(until.AddDays(-policy.Recovery.WarnDays));
        nearest.Take(until.AddDays(1));
    }

    private static bool Old(ClientFacts facts, BillingPolicy policy, Invoice invoice) =>
        facts.Past.FirstSeen(invoice.Id) is { } seen && seen.DayNumber - invoice.Due.DayNumber > policy.Safety.OldDebtDays;

    /// <summary>Those of a service, whatever its client may come to owe.</summary>
    private static IEnumerable<Timeline> Possible(Client client, Service? service, BillingPolicy policy)
    {
        foreach (Timeline timeline in policy.Timelines)
        {
            if (!timeline.When.Holds(client, service, decimal.MaxValue)) continue;
            yield return timeline;
            if (timeline.When.MinimumDebt is null) yield break;
        }
        yield return policy.Timelines[^1];
    }

    private static DateOnly? Told(ClientFacts facts, BillingPolicy policy, int invoice)
    {
        DateOnly? first = null;
        foreach ((BillingAction.Notify notice, Deed deed) in facts.Past.Done<BillingAction.Notify>())
            if (notice.InvoiceId == invoice && !deed.Bounced && (first is null || deed.On < first) && policy.Safety.NoticeCounts.Contains(notice.Channel)) first = deed.On;
        return first;
    }

    /// <summary>The nearest day after one, up to another.</summary>
    private struct Nearest(DateOnly after, DateOnly until)
    {
        public readonly DateOnly After => after;

        public DateOnly? Found { get; private set; }

        public void Take(DateOnly day)
        {
            if (day > after && day <= until && (Found is null || day < Found)) Found = day;
        }
    }
}
