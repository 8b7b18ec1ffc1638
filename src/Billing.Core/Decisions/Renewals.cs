using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>Renewal invoices (policy §3): what renews soon and is not invoiced for its date, on one invoice a day.</summary>
internal static class Renewals
{
    public static void Decide(Situation situation)
    {
        List<Service> renewing = [.. situation.Facts.Services.Where(service => Renews(situation, service) && !Invoiced(situation, service))];
        foreach (IGrouping<DateOnly, Service> day in renewing.GroupBy(service => service.NextDue!.Value).OrderBy(day => day.Key))
        {
            Service[] near = [.. day.Where(service => Near(situation, service)).OrderBy(service => service.Target)];
            if (near.Length == 0) continue;
            if (day.Key.AddDays(situation.Policy.Renewal.MaxBackdateDays) < situation.Today) LongPast(situation, near);
            else if (situation.Policy.Renewal.OneInvoiceADay) Raise(situation, [.. day.Select(service => service.Target).Order()], day.Key);
            else foreach (Service service in near) Raise(situation, [service.Target], day.Key);
        }
    }

    /// <summary>Whether a service is of the sort that renews at all (policy §3.4).</summary>
    public static bool Renews(Situation situation, Service service)
    {
        if (service.Target.Kind == TargetKind.Project || !service.Cycle.Renews || service.Amount <= 0 || service.NextDue is not { } next || service.DoNotRenew) return false;
        if (service.Status is not (ServiceStatus.Active or ServiceStatus.Suspended)) return false;
        if (service.Cancellation is not null || Ends(situation, service, next)) return false;
        return OnHold(situation, service) is not { } why || Refuse(situation, service, why);
    }

    /// <summary>The invoice that bills a service for its next due date, whatever became of it.</summary>
    private static bool Invoiced(Situation situation, Service service)
    {
        Invoice? invoice = situation.Facts.Invoices.Where(invoice => invoice.PeriodOf(service.Target) == service.NextDue).MaxBy(invoice => (Rank(invoice.Status), invoice.Place));
        if (invoice is null)
            return situation.Past.Done<BillingAction.Invoice>().Any(done => done.Action.Due == service.NextDue && done.Action.Items.Contains(service.Target));
        if (Near(situation, service)) Tell(situation, invoice);
        situation.Abstain(service.Target.ToString(), $"invoiced for {service.NextDue!.Value.Say()} already: invoice {invoice.Id}, {invoice.Status.ToString().ToLowerInvariant()}");
        return true;
    }

    private static void Tell(Situation situation, Invoice invoice)
    {
        ReportKind? kind = invoice.Status switch
        {
            InvoiceStatus.Draft => ReportKind.Draft,
            InvoiceStatus.Cancelled or InvoiceStatus.Refunded => ReportKind.VoidInvoice,
            _ => null,
        };
        if (kind is { } found)
            situation.Act(new BillingAction.Report(found, situation.Client.Id, null, invoice.Id), $"{invoice.Say()}, counts as the renewal's invoice but is {invoice.Status.ToString().ToLowerInvariant()}: it is not raised again");
    }

    private static int Rank(InvoiceStatus status) => status is InvoiceStatus.Cancelled or InvoiceStatus.Refunded ? 0 : status == InvoiceStatus.Draft ? 1 : 2;

    private static bool Near(Situation situation, Service service) =>
        situation.TimelineOf(service).With(StageAct.Invoice) is { } stage && stage.At.On(service.NextDue!.Value, situation.Policy.Calendar) <= situation.Today;

    private static bool Ends(Situation situation, Service service, DateOnly next)
    {
        if (service.Parent is not { } parent) return false;
        if (situation.Facts.Find(parent) is not { Status: ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending } above) return true;
        return situation.EndOf(above) is { } end && next >= end;
    }

    /// <summary>No debt piles up while a service is off for its own invoice; one held only for its client's debt renews as usual.</summary>
    private static string? OnHold(Situation situation, Service service)
    {
        IReadOnlyList<Hold> own = situation.OwnHolds(service);
        Standing standing = situation.StandingOf(service);
        if (own.FirstOrDefault(hold => !hold.Debt.Old && (!hold.Debt.Pending || standing == Standing.Ours)) is { } hold) return $"on hold for its own invoice: {hold.Because}";
        return standing is Standing.Ours or Standing.Doubt && Suspensions.HoldsOn(situation, service).Count == 0 ? "it comes back first" : null;
    }

    private static bool Refuse(Situation situation, Service service, string why)
    {
        situation.Abstain(service.Target.ToString(), $"not renewed now: {why}");
        return false;
    }

    private static void Raise(Situation situation, Target[] items, DateOnly due) =>
        situation.Act(new BillingAction.Invoice(situation.Client.Id, items, due), due >= situation.Today
            ? $"renews on {due.Say()}, in {Words.Days(due.DayNumber - situation.Today.DayNumber)}, and is not invoiced yet"
            : $"renewed on {due.Say()} and was not invoiced");

    private static void LongPast(Situation situation, Service[] services)
    {
        foreach (Service service in services.Where(service => service.Status == ServiceStatus.Active))
            situation.Act(new BillingAction.Report(ReportKind.NotInvoiced, situation.Client.Id, service.Target, null, service.NextDue!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                $"its next due date {service.NextDue.Value.Say()} lies more than {Words.Days(situation.Policy.Renewal.MaxBackdateDays)} back, without an invoice: not invoiced");
    }
}
