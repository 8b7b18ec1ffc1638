using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>Why a service stands as it does, and what is to come for it.</summary>
internal static class ServiceReasons
{
    public static ServiceWhy Of(Situation situation, Service service)
    {
        Standing standing = situation.StandingOf(service);
        return new ServiceWhy(service, Say(standing), standing is Standing.Ours or Standing.Doubt ? situation.Past.Open(service.Target)?.From : null, situation.TimelineOf(service),
            [.. Suspensions.HoldsOn(situation, service).Select(hold => new HoldWhy(hold.Cause, hold.Debt.DayOf(hold.Stage), hold.Stage, Say(hold.Strength), hold.Because))],
            [.. Renewal(situation, service).Concat(Removal(situation, service)).Concat(End(situation, service)).Concat(Kept(situation, service)).OrderBy(ahead => ahead.On)]);
    }

    private static IEnumerable<Ahead> Renewal(Situation situation, Service service)
    {
        if (service.Target.Kind == TargetKind.Project || !service.Cycle.Renews || service.Amount <= 0 || service.NextDue is not { } next || service.DoNotRenew || service.Cancellation is not null) yield break;
        if (service.Status is not (ServiceStatus.Active or ServiceStatus.Suspended) || situation.Facts.Invoices.Any(invoice => invoice.PeriodOf(service.Target) == next)) yield break;
        if (situation.TimelineOf(service).With(StageAct.Invoice) is not { } stage) yield break;
        DateOnly day = stage.At.On(next, situation.Policy.Calendar);
        bool waits = situation.OwnHolds(service).Count > 0;
        yield return new Ahead(day > situation.Today ? day : situation.Today,
            string.Create(CultureInfo.InvariantCulture, $"invoiced for its period from {next.Say()}: {service.Amount:0.00} {situation.Client.Currency}"),
            waits ? "only once its own overdue invoice is settled" : $"{stage.At} of {next.Say()}");
    }

    /// <summary>As many days after a late suspension as the timeline puts between the two.</summary>
    private static IEnumerable<Ahead> Removal(Situation situation, Service service)
    {
        Timeline timeline = situation.TimelineOf(service);
        if (situation.Past.Open(service.Target) is not { InDoubt: false } open || service.Adapter is null || service.Target.Kind == TargetKind.Project) yield break;
        if (timeline.With(StageAct.SuspendService) is not { } suspension || timeline.With(StageAct.TerminateService) is not { } termination) yield break;
        foreach (Hold hold in situation.OwnHolds(service).Where(hold => hold.Strength > Strength.Keeps).Take(1))
        {
            DateOnly day = Terminations.DayOf(situation, hold.Debt, suspension, termination, open), stage = hold.Debt.DayOf(termination);
            yield return new Ahead(day, $"{(situation.Policy.BackupRequired ? "backed up and " : "")}removed from its server, if {hold.Debt.Invoice.Say()}, is still unpaid",
                day == stage ? $"{termination.At}" : $"{termination.At} is {stage.Say()}, moved: it is offline since {open.From.Say()}, and as many days lie between as between {suspension.At} and {termination.At}");
        }
    }

    private static IEnumerable<Ahead> End(Situation situation, Service service) => service.Cancellation is { } request && situation.StandingOf(service) != Standing.Gone
        ? [new Ahead(situation.EndOf(service)!.Value, "removed from its server: its client cancelled it", $"asked for on {request.On.Say()}, {(request.Immediate ? "at once" : "at the end of the period")}")] : [];

    private static IEnumerable<Ahead> Kept(Situation situation, Service service)
    {
        (BillingAction.Backup? backup, Deed? made) = situation.Past.Done<BillingAction.Backup>().LastOrDefault(done => done.Action.Target == service.Target);
        if (backup is null || Backups.IsDiscarded(situation.Past, backup)) yield break;
        yield return new Ahead(Backups.EndOf(situation, made!), $"the last day of its backup of {made!.On.Say()}{(made.Place is { Length: > 0 } place ? $" ({place})" : "")}",
            service.Status == ServiceStatus.Terminated ? "until then it can be recovered" : "");
    }

    private static string Say(Strength strength) => strength switch
    {
        Strength.Keeps => "it keeps what is offline, and takes nothing offline",
        Strength.Waits => "it waits: no notice was accepted early enough",
        _ => "it takes the service offline",
    };

    public static string Say(Standing standing) => standing switch
    {
        Standing.Online => "online",
        Standing.Ours => "offline because of us",
        Standing.PutBack => "put back by hand",
        Standing.Doubt => "in doubt",
        Standing.Others => "offline because of somebody else",
        _ => "not in use",
    };
}
