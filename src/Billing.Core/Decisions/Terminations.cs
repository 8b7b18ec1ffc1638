using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>
/// Backup, then removal (policy §7.1–7.3): for the service's own unpaid invoice, as many days after a late suspension as the timeline puts between the two;
/// or because the client cancelled.
/// </summary>
internal static class Terminations
{
    public static void Decide(Situation situation)
    {
        foreach (Deed deed in situation.Past.Deeds)
            if (deed is { State: DeedState.InDoubt, Action: BillingAction.Terminate terminate } && situation.Facts.Find(terminate.Target) is { Status: ServiceStatus.Terminated or ServiceStatus.Cancelled })
                situation.Act(terminate, "it was interrupted after the panel was told");
        foreach (Service service in situation.Facts.Services)
            if (service.Target.Kind != TargetKind.Project && service.Status is ServiceStatus.Active or ServiceStatus.Suspended
                && !(service.Cancellation is not null && OfCancellation(situation, service)) && service.Adapter is not null)
                OfDebt(situation, service);
    }

    private static void OfDebt(Situation situation, Service service)
    {
        if (situation.StandingOf(service) != Standing.Ours || situation.Past.Open(service.Target) is not { InDoubt: false } open) return;
        Timeline timeline = situation.TimelineOf(service);
        if (timeline.With(StageAct.SuspendService) is not { } suspension || timeline.With(StageAct.TerminateService) is not { } termination) return;
        foreach (Hold hold in situation.OwnHolds(service).Where(hold => hold.Strength > Strength.Keeps))
        {
            DateOnly day = DayOf(situation, hold.Debt, suspension, termination, open);
            if (day > situation.Today) situation.Abstain(service.Target.ToString(), $"removed on {day.Say()} if {hold.Debt.Invoice.Say()}, is still unpaid then");
            else if (!(hold.Debt.NotifiedOn < situation.Today)) situation.Abstain(service.Target.ToString(), $"not removed: no notice of {hold.Debt.Invoice.Say()}, was accepted before today");
            else
            {
                Remove(situation, service, new Cause(CauseKind.Invoice, hold.Debt.Invoice.Id, hold.Debt.Invoice.Due), open.Number,
                    $"unpaid: {hold.Debt.Invoice.Say()}, passed {termination.At}; offline since {open.From.Say()}");
                return;
            }
        }
    }

    /// <summary>
    /// Never sooner than the stage; counted from the later of the suspension stage and the day it really went offline. Where another debt took it offline,
    /// an invoice first told of later counts from the day on which it could have.
    /// </summary>
    public static DateOnly DayOf(Situation situation, Debt debt, Stage suspension, Stage termination, Episode open)
    {
        int between = debt.Counted(termination).DayNumber - debt.Counted(suspension).DayNumber;
        DateOnly offline = open.From > debt.DayOf(suspension) ? open.From : debt.DayOf(suspension);
        if (open.Adopted is null && debt.NotifiedOn?.AddDays(situation.Policy.Safety.NoticeDays) is { } told && told > offline) offline = told;
        DateOnly late = debt.Moved(offline.AddDays(between), offline), stage = debt.DayOf(termination);
        return late > stage ? late : stage;
    }

    /// <summary>True when the client's request decides: its day has come, or somebody else holds the service.</summary>
    private static bool OfCancellation(Situation situation, Service service)
    {
        DateOnly end = situation.EndOf(service)!.Value;
        string about = service.Target.ToString();
        if (situation.StandingOf(service) == Standing.Others)
        {
            situation.Abstain(about, "its client cancelled it, but somebody else suspended it: only reported");
            return true;
        }
        if (end > situation.Today)
        {
            situation.Abstain(about, $"its client cancelled it: removed on {end.Say()}");
            return false;
        }
        Remove(situation, service, new Cause(CauseKind.Cancellation, 0, end), Number(service.Cancellation!.On),
            $"its client cancelled it on {service.Cancellation.On.Say()}, {(service.Cancellation.Immediate ? "at once" : "at the end of the period")}");
        if (service.Adapter is null)
            situation.Act(new BillingAction.Report(ReportKind.NoAdapter, situation.Client.Id, service.Target, null, "cancellation"), "nothing reaches its server: only the panel's status changes");
        return true;
    }

    /// <summary>Tells one request from a later one: its day, written as 20260721.</summary>
    private static int Number(DateOnly day) => 10000 * day.Year + 100 * day.Month + day.Day;

    /// <summary>No backup, no termination: the backup is confirmed before the removal is even decided.</summary>
    private static void Remove(Situation situation, Service service, Cause cause, int number, string because)
    {
        BillingAction.Backup backup = new(service.Target, cause, number);
        if (situation.Policy.BackupRequired && service.Adapter is not null && situation.Past.Find(backup.Key) is not { State: DeedState.Done }) situation.Act(backup, because);
        else situation.Act(new BillingAction.Terminate(service.Target, cause, number), because);
    }
}
