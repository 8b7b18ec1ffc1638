using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>What a hold can do on this day.</summary>
internal enum Strength
{
    /// <summary>It only keeps what is offline already (a payment is pending, an objection or a promise to pay is open, a debt taken over as too old).</summary>
    Keeps,
    /// <summary>It is there, but nobody was told early enough: it takes nothing offline yet.</summary>
    Waits,
    /// <summary>It takes a service offline.</summary>
    Starts,
}

/// <summary>Why a service must be offline.</summary>
internal sealed record Hold(Cause Cause, Strength Strength, Debt Debt, Stage Stage)
{
    /// <summary>In words.</summary>
    public string Because =>
        $"{Debt.Invoice.Say()}, {(Debt.Pending ? "has a payment pending and " : "")}passed {Stage.At} on {Debt.DayOf(Stage).Say()}{(Debt.Paused ? "; an objection pauses it" : "")}{(Debt.Promised is { } promise ? $"; its client promised to pay by {promise.Until.Say()}" : "")}";
}

/// <summary>
/// The causes: one hold per own overdue invoice, plus one for the client's debt (policy §1, §5.1, §5.2). What is done about them is decided in
/// <see cref="Suspensions"/>; the two questions are not mixed.
/// </summary>
internal static class Holds
{
    /// <summary>One for each of the service's own invoices whose suspension stage is reached, the oldest first.</summary>
    /// <param name="situation">The client today.</param>
    /// <param name="service">The service.</param>
    /// <param name="flagged">Look past the panel's flag against suspension, also where the policy honours it.</param>
    public static IReadOnlyList<Hold> Own(Situation situation, Service service, bool flagged = false)
    {
        if (Spared(situation, service, flagged) || situation.TimelineOf(service).With(StageAct.SuspendService) is not { } stage) return [];
        List<Hold> holds = [];
        foreach (Debt debt in situation.Debts)
            if (debt.Invoice.PeriodOf(service.Target) is not null && !debt.EndsBefore(service.Target)
                && StrengthOf(situation, debt, stage, Adopted(situation, service)) is { } strength)
                holds.Add(new(new Cause(CauseKind.Invoice, debt.Invoice.Id, debt.Invoice.Due), strength, debt, stage));
        return holds;
    }

    /// <summary>The one for the client's debt, the strongest and then the oldest; null when the client has none past its stage. Only what has an adapter.</summary>
    public static Hold? OfClient(Situation situation, Service service, bool flagged = false)
    {
        if (service.Adapter is null || Spared(situation, service, flagged)) return null;
        StageAct act = service.Target.Kind == TargetKind.Project ? StageAct.FreezeProjects : StageAct.SuspendClient;
        Hold? strongest = null;
        foreach (Debt debt in situation.Debts)
            if (debt.Timeline.With(act) is { } stage && StrengthOf(situation, debt, stage, adopted: false) is { } strength
                && (strongest is null || strength > strongest.Strength))
                strongest = new(new Cause(CauseKind.Client, debt.Invoice.Id, debt.Invoice.Due), strength, debt, stage);
        return strongest;
    }

    private static Strength? StrengthOf(Situation situation, Debt debt, Stage stage, bool adopted)
    {
        if (!debt.Owing && !debt.Pending || !debt.Reached(stage)) return null;
        if (debt.Old) return adopted ? Strength.Keeps : null;
        if (debt.Pending || debt.Paused || debt.Promised is not null) return Strength.Keeps;
        return debt.Gated ? Strength.Waits : Strength.Starts;
    }

    private static bool Adopted(Situation situation, Service service) => situation.Past.Open(service.Target)?.Adopted is not null;

    private static bool Spared(Situation situation, Service service, bool flagged) =>
        situation.ExemptBecause is not null
        || !flagged && situation.Policy.Exemptions.HonourPanelServiceFlag && service.FlaggedOn(situation.Today);
}
