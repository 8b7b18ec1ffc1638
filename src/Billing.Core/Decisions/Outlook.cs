using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>A stage of an invoice's timeline with its day.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="On">The day on which it is reached, moved by objections, promises and late suspensions.</param>
/// <param name="Skipped">Days counted over, each with its reason, for stages in business days.</param>
/// <param name="Moved">That day is not the one that the policy counts from the due date: an objection, a promise, the notice still missing or an announcement that stands moved it.</param>
public sealed record Coming(Stage Stage, DateOnly On, IReadOnlyList<string> Skipped, bool Moved = false);

/// <summary>The dates still to come for an invoice, if nobody pays and nothing changes.</summary>
public static class Outlook
{
    /// <summary>Every stage of an unsettled invoice's timeline, in the order of their days; empty for an invoice without a timeline.</summary>
    public static IReadOnlyList<Coming> Of(ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice)
    {
        Situation situation = new(facts, policy, today, Occasion.Run, explain: false);
        if (situation.Debts.FirstOrDefault(debt => debt.Invoice.Id == invoice) is not { Follows: true } debt) return [];
        return [.. debt.Timeline.Stages.Select(stage => Coming(situation, debt, stage)).OrderBy(coming => coming.On)];
    }

    /// <summary>What still happens after today, by the act's word in the policy: each act once, with its day.</summary>
    public static IReadOnlyList<(string Act, DateOnly On)> Next(ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice)
    {
        Situation situation = new(facts, policy, today, Occasion.Run, explain: false);
        if (situation.ExemptBecause is not null || situation.Debts.FirstOrDefault(debt => debt.Invoice.Id == invoice) is not { Old: false, Order: false } debt) return [];
        return [.. Of(facts, policy, today, invoice)
            .SelectMany(coming => coming.Stage.Do.Where(act => act != StageAct.Invoice && Concerns(situation, debt, coming.Stage, act)).Select(act => (Word(act), coming.On)))
            .Where(next => next.On > today)];
    }

    /// <summary>The act as the policy writes it.</summary>
    public static string Word(StageAct act) => act switch
    {
        StageAct.Invoice => "invoice",
        StageAct.SuspendService => "suspend-service",
        StageAct.SuspendClient => "suspend-client",
        StageAct.FreezeProjects => "freeze-projects",
        StageAct.TerminateService => "terminate-service",
        StageAct.LateFee => "late-fee",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>Whether what a stage brings concerns that client at all, and so is told.</summary>
    internal static bool Concerns(Situation situation, Debt debt, Stage stage, StageAct act) => act switch
    {
        StageAct.FreezeProjects => situation.Facts.Services.Any(service => service is { Target.Kind: TargetKind.Project, Status: ServiceStatus.Active }),
        StageAct.LateFee => LateFees.Of(situation, debt, stage, out _) is not null,
        _ => true,
    };

    private static Coming Coming(Situation situation, Debt debt, Stage stage)
    {
        BusinessCalendar calendar = situation.Policy.Calendar;
        DateOnly on = stage.Does(StageAct.TerminateService) ? Termination(situation, debt, stage) : Suspends(stage) ? Suspension(situation, debt, stage) : debt.DayOf(stage);
        bool moved = on != stage.At.On(debt.Invoice.Due, calendar);
        return new(stage, on, stage.At is { BusinessDays: true, Days: > 0 } ? [.. calendar.Skipped(debt.Invoice.Due.AddDays(1), on)] : [], moved);
    }

    private static bool Suspends(Stage stage) => stage.Does(StageAct.SuspendService) || stage.Does(StageAct.SuspendClient) || stage.Does(StageAct.FreezeProjects);

    /// <summary>No notice, no suspension (policy §5.5): not before the client was told early enough, today at the earliest. What is offline already keeps the stage's day.</summary>
    private static DateOnly Suspension(Situation situation, Debt debt, Stage stage)
    {
        DateOnly day = debt.DayOf(stage);
        IEnumerable<Service?> concerned = stage.Does(StageAct.SuspendService) ? debt.Invoice.Targets.Select(situation.Facts.Find) : situation.Facts.Services;
        bool online = concerned.Any(service => service is not null && Suspensions.CanGoOffline(service) && situation.StandingOf(service) is Standing.Online or Standing.PutBack);
        if (online && debt.Promised is { } promise && promise.Until >= day) day = promise.Until.AddDays(1);
        if (!online || situation.Policy.Safety.NoticeDays == 0) return day;
        DateOnly told = (debt.NotifiedOn ?? situation.Today).AddDays(situation.Policy.Safety.NoticeDays);
        return told > day ? told : day;
    }

    /// <summary>The earliest day for any service on the invoice: later than the stage where the suspension came late, or has not come yet.</summary>
    private static DateOnly Termination(Situation situation, Debt debt, Stage stage)
    {
        DateOnly day = debt.DayOf(stage);
        if (debt.Timeline.With(StageAct.SuspendService) is not { } suspension) return day;
        IEnumerable<DateOnly> offline = debt.Invoice.Targets.Select(target => situation.Past.Open(target)).OfType<Episode>()
            .Select(open => Terminations.DayOf(situation, debt, suspension, stage, open));
        DateOnly offlineFrom = Suspension(situation, debt, suspension);
        if (debt.Reached(suspension) && offlineFrom < situation.Today) offlineFrom = situation.Today;
        DateOnly ahead = offlineFrom.AddDays(debt.Counted(stage).DayNumber - debt.Counted(suspension).DayNumber);
        DateOnly earliest = offline.DefaultIfEmpty(ahead).Min();
        return earliest > day ? earliest : day;
    }
}
