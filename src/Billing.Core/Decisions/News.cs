using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>Notices that tell of an action: only what happened is told, once for each time it happened (policy §4.1, §6.4).</summary>
internal static class News
{
    public static void Decide(Situation situation)
    {
        if (situation.InRun) OfSuspensions(situation);
        OfReactivations(situation);
        OfCycleChanges(situation);
        OfRecoveries(situation);
    }

    private static void OfSuspensions(Situation situation)
    {
        foreach (Debt debt in situation.Debts.Where(debt => debt.Follows))
            foreach (Stage stage in debt.Timeline.Stages.Where(stage => stage.TellsOfAction))
                if (Happened(situation, debt, stage) is > 0 and var occasion)
                    foreach (KeyValuePair<string, IReadOnlyList<string>> tell in stage.Tell)
                        Notices.Send(situation, tell, channel => new(situation.Client.Id, debt.Invoice.Id, debt.Invoice.Due, tell.Key, channel, occasion),
                            $"{debt.Invoice.Say()}: what {stage.At} brings has happened");
    }

    /// <summary>How often what the stage brings has happened for that invoice, by now; 0 when nothing of it is news.</summary>
    private static int Happened(Situation situation, Debt debt, Stage stage)
    {
        Episode[] offline = [.. situation.Past.AllEpisodes.Where(episode =>
            episode is { InDoubt: false, Adopted: null } && episode.Cause.Invoice == debt.Invoice.Id && stage.Does(Act(episode)))];
        Deed[] gone = stage.Does(StageAct.TerminateService)
            ? [.. situation.Past.Done<BillingAction.Terminate>().Where(done => done.Action.Cause.Invoice == debt.Invoice.Id).Select(done => done.Deed)]
            : [];
        Deed[] fees = stage.Do.All(act => act == StageAct.LateFee)   // beside a suspension its notice tells of that
            ? [.. situation.Past.Done<BillingAction.LateFee>().Where(done => done.Action.InvoiceId == debt.Invoice.Id).Select(done => done.Deed)]
            : [];
        bool news = fees.Any(deed => situation.IsNews(deed.On)) || offline.Any(episode => episode.Ended is null && situation.IsNews(episode.From)) || gone.Any(deed => situation.IsNews(deed.On));
        return news ? offline.Length + gone.Length + fees.Length : 0;
    }

    private static StageAct Act(Episode episode) => (episode.Cause.Kind, episode.Target.Kind) switch
    {
        (CauseKind.Invoice, _) => StageAct.SuspendService,
        (_, TargetKind.Project) => StageAct.FreezeProjects,
        _ => StageAct.SuspendClient,
    };

    private static void OfReactivations(Situation situation)
    {
        Deed[] lifted = [.. situation.Past.Deeds.Where(deed => deed is { State: DeedState.Done, Action: BillingAction.Unsuspend or BillingAction.Unfreeze })];
        if (lifted.Length == 0 || !situation.IsNews(lifted[^1].On)) return;
        if (!lifted.Any(deed => deed.On == lifted[^1].On && situation.Past.Open(deed.Action.About!.Value) is null)) return;
        if (situation.Facts.Services.Any(service => Comes(situation, service))) return;
        foreach (KeyValuePair<string, IReadOnlyList<string>> tell in situation.Policy.Reactivated.Notices)
            Notices.Send(situation, tell, channel => new(situation.Client.Id, null, null, tell.Key, channel, lifted.Length), "what was offline is back");
    }

    /// <summary>It is about to come back, and was not tried yet: one notice tells of all that come back together.</summary>
    private static bool Comes(Situation situation, Service service) =>
        situation.Past.Open(service.Target) is { } open && situation.StandingOf(service) is Standing.Ours or Standing.Doubt && Suspensions.CanGoOffline(service)
        && Suspensions.HoldsOn(situation, service).Count == 0
        && situation.Past.Find(Suspensions.LiftOf(open).Key) is null or { State: DeedState.InDoubt };

    private static void OfRecoveries(Situation situation)
    {
        Dictionary<Target, int> times = [];
        foreach ((BillingAction.Restore restore, Deed deed) in situation.Past.Done<BillingAction.Restore>())
        {
            int time = times[restore.Target] = times.GetValueOrDefault(restore.Target) + 1;
            if (situation.IsNews(deed.On))
                foreach (KeyValuePair<string, IReadOnlyList<string>> tell in situation.Policy.Recovery.Tell.Notices)
                    Notices.Send(situation, tell, channel => new(situation.Client.Id, null, null, tell.Key, channel, time, restore.Target), $"{restore.Target} was recovered from its backup");
        }
    }

    private static void OfCycleChanges(Situation situation)
    {
        foreach ((BillingAction.ChangeCycle change, Deed deed) in situation.Past.Done<BillingAction.ChangeCycle>())
            if (situation.IsNews(deed.On))
                foreach (KeyValuePair<string, IReadOnlyList<string>> tell in situation.Policy.CycleChange.Tell.Notices)
                    Notices.Send(situation, tell, channel => new(situation.Client.Id, null, null, tell.Key, channel, change.Change, change.Target),
                        $"{change.Target} renews {change.To.Name} from its next period on, instead of {change.From.Name}");
    }
}
