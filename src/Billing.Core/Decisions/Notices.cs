using Billing.Core.Actions;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>
/// Notices that stand for themselves: the proforma, reminders, the last warning (policy §4, §5.5). Those that tell of an action are in <see cref="News"/>.
/// </summary>
internal static class Notices
{
    public static void Decide(Situation situation)
    {
        foreach (Debt debt in situation.Debts)
            if (debt is { Follows: true, Old: false, Paused: false })
                if (!Stages(situation, debt)) LastWarning(situation, debt);
    }

    /// <summary>Sends one notice over each of its channels that is set up and reaches the client. True when there is something to send now.</summary>
    public static bool Send(Situation situation, KeyValuePair<string, IReadOnlyList<string>> tell, Func<string, BillingAction.Notify> notice, string because)
    {
        bool sends = false;
        foreach (string channel in tell.Value)
        {
            BillingAction.Notify action = notice(channel);
            if (situation.Past.Did(action.Key)) continue;
            if (!situation.Policy.Channels.Contains(channel)) situation.Abstain(action.Key, $"the channel {channel} is not set up");
            else if (!situation.ReachedBy(channel, out string why)) situation.Abstain(action.Key, $"left out: {why}");
            else
            {
                situation.Act(action, because);
                sends = true;
            }
        }
        return sends;
    }

    /// <summary>Only the latest stage reached is sent; older ones are recorded as skipped; what belongs before the due date is never sent after it.</summary>
    private static bool Stages(Situation situation, Debt debt)
    {
        (Stage Stage, DateOnly Day)[] reached = [.. debt.Timeline.Stages
            .Where(stage => !stage.TellsOfAction && stage.Tell.Count > 0)
            .Select(stage => (Stage: stage, Day: Effective(debt, stage)))
            .Where(at => at.Day <= situation.Today)
            .OrderBy(at => at.Day)];
        if (reached.Length == 0) return false;
        (Stage latest, DateOnly day) = reached[^1];
        if (day == Never) return false;
        bool late = debt.PastDue && latest.At.Days <= 0 && !RaisedLate(situation, debt, latest);
        if (situation.InRun) Skip(situation, debt, late ? reached : reached[..^1]);
        if (late || latest.At.Days > 0 && situation.ExemptBecause is not null) return false;
        if (!situation.InRun && !(latest.Does(StageAct.Invoice) && RaisedByUsToday(situation, debt))) return false;
        bool sends = false;
        foreach (KeyValuePair<string, IReadOnlyList<string>> tell in latest.Tell)
            sends |= Send(situation, tell, channel => new(situation.Client.Id, debt.Invoice.Id, debt.Invoice.Due, tell.Key, channel),
                $"{debt.Invoice.Say()}, reached {latest.At} on {day.Say()}");
        return sends;
    }

    /// <summary>An invoice raised late has its proforma with it, and the reminders that have passed by then never come.</summary>
    private static DateOnly Effective(Debt debt, Stage stage)
    {
        DateOnly day = debt.DayOf(stage), raised = debt.Invoice.Date;
        if (day > raised) return day;
        return stage.Does(StageAct.Invoice) ? raised : stage.At.Days > 0 ? day : Never;
    }

    /// <summary>Sorts first: such a stage counts as passed, and is never the latest.</summary>
    private static readonly DateOnly Never = DateOnly.MinValue;

    /// <summary>Raised on or after its own due date, and just now: its proforma still goes out, and stands for the warning (policy §5.5).</summary>
    private static bool RaisedLate(Situation situation, Debt debt, Stage latest) =>
        latest.Does(StageAct.Invoice)
        && (RaisedByUs(situation, debt) is { } raised ? raised >= debt.Invoice.Due
            : debt.Invoice.Date >= debt.Invoice.Due && debt.Invoice.Date.AddDays(1) >= situation.Today);

    private static DateOnly? RaisedByUs(Situation situation, Debt debt)
    {
        foreach ((BillingAction.Invoice _, Facts.Deed deed) in situation.Past.Done<BillingAction.Invoice>())
            if (deed.Invoice == debt.Invoice.Id) return deed.On;
        return null;
    }

    private static bool RaisedByUsToday(Situation situation, Debt debt) => RaisedByUs(situation, debt) == situation.Today;

    /// <summary>One note for all whose time passed since the last note of that invoice.</summary>
    private static void Skip(Situation situation, Debt debt, (Stage Stage, DateOnly Day)[] passed)
    {
        List<string>? missed = null;
        foreach ((Stage stage, DateOnly _) in passed)
            foreach (KeyValuePair<string, IReadOnlyList<string>> tell in stage.Tell)
                if (!Told(situation, debt, tell.Key) && !situation.Skipped(debt.Invoice.Id, tell.Key) && !tell.Value.Any(channel => situation.Past.Did(new BillingAction.Notify(situation.Client.Id, debt.Invoice.Id, debt.Invoice.Due, tell.Key, channel).Key)))
                    (missed ??= []).Add(tell.Key);
        if (missed is not null)
            situation.Act(new BillingAction.Note(NoteKind.Skipped, null, debt.Invoice.Id, string.Join(',', missed)), $"{debt.Invoice.Say()}: the time of {string.Join(", ", missed)} passed without it");
    }

    /// <summary>It went out over some channel: by far the most frequent answer, found without making a key.</summary>
    private static bool Told(Situation situation, Debt debt, string notice)
    {
        foreach ((BillingAction.Notify told, Facts.Deed _) in situation.NoticesOf(debt.Invoice.Id))
            if (told.Occasion == 0 && told.Subject is null && told.Notice == notice) return true;
        return false;
    }

    /// <summary>No notice, no suspension: whoever was never told is warned first (policy §5.5); so is the client of a suspension that was taken over (§7.1).</summary>
    private static void LastWarning(Situation situation, Debt debt)
    {
        if (!situation.InRun || !debt.Owing || !Warned(situation, debt) && (debt.NotifiedOn is not null || !Threatens(situation, debt))) return;
        foreach (KeyValuePair<string, IReadOnlyList<string>> tell in situation.Policy.Safety.LastWarning.Notices)
            Send(situation, tell, channel => new(situation.Client.Id, debt.Invoice.Id, debt.Invoice.Due, tell.Key, channel),
                $"{debt.Invoice.Say()}: a suspension would follow, and no notice of it was ever accepted");
    }

    /// <summary>The warning went out, and one of its channels may still wait for it.</summary>
    private static bool Warned(Situation situation, Debt debt) => situation.NoticesOf(debt.Invoice.Id)
        .Any(notice => situation.IsNews(notice.Deed.On) && situation.Policy.Safety.LastWarning.Notices.Any(tell => tell.Key == notice.Action.Notice));

    private static bool Threatens(Situation situation, Debt debt)
    {
        foreach (Facts.Service service in situation.Facts.Services)
        {
            if (!Suspensions.CanGoOffline(service)) continue;
            Standing standing = situation.StandingOf(service);
            if (standing is Standing.Online or Standing.PutBack && Suspensions.HoldsOn(situation, service).Any(hold => hold.Strength == Strength.Waits && hold.Debt == debt)) return true;
            if (standing == Standing.Ours && situation.Past.Open(service.Target)!.Adopted is not null && situation.OwnHolds(service).Any(hold => hold.Strength > Strength.Keeps && hold.Debt == debt)) return true;
        }
        return false;
    }
}
