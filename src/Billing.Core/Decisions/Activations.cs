using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>A new order's service is created when its first invoice is paid; orders paid before our first day are only reported (policy §8).</summary>
internal static class Activations
{
    public static void Decide(Situation situation)
    {
        foreach (Deed deed in situation.Past.Deeds)
            if (deed is { State: DeedState.InDoubt, Action: BillingAction.Activate begun } && situation.Facts.Find(begun.Target) is { Status: ServiceStatus.Active })
                situation.Act(begun, "it was interrupted after the panel was told");
        foreach (Service service in situation.Facts.Services)
            if (service is { Status: ServiceStatus.Pending, Target.Kind: TargetKind.Service } && PaidInvoice(situation, service) is { } paid) Decide(situation, service, paid);
        Welcome(situation);
    }

    /// <summary>Once for what we created, while it is news.</summary>
    private static void Welcome(Situation situation)
    {
        foreach ((BillingAction.Activate created, Deed deed) in situation.Past.Done<BillingAction.Activate>())
            if (situation.Policy.PanelWelcomes && situation.IsNews(deed.On) && situation.Facts.Find(created.Target) is { Status: ServiceStatus.Active })
                situation.Act(new BillingAction.Welcome(created.Target), $"{created.Target} was created on {deed.On.Say()}");
    }

    private static Invoice? PaidInvoice(Situation situation, Service service) =>
        situation.Facts.Invoices.FirstOrDefault(invoice => invoice.Status == InvoiceStatus.Paid && invoice.PeriodOf(service.Target) is not null);

    private static void Decide(Situation situation, Service service, Invoice paid)
    {
        BillingAction.Report report = new(ReportKind.PendingOrder, situation.Client.Id, service.Target);
        bool before = situation.Past.FirstDay is { } first ? paid.PaidOn < first : situation.InRun;
        if (before) situation.Act(report, $"its order was paid (invoice {paid.Id}) before our first day, and is still pending");
        else if (!situation.Past.Did(report.Key)) situation.Act(new BillingAction.Activate(service.Target), $"its first invoice, {paid.Id}, is paid");
    }
}
