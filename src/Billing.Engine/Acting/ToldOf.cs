using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Engine.Acting;

/// <summary>
/// Which services a notice tells of: those that something happened to, where it tells of that; else those on its invoice. Where nothing has happened yet,
/// which is so in a preview only, those that it would happen to.
/// </summary>
internal static class ToldOf
{
    public static IEnumerable<Target> Services(BillingAction.Notify notify, ClientFacts facts, BillingPolicy policy)
    {
        if (notify.Subject is { } subject) return [subject];
        if (notify.InvoiceId is not { } invoice) return Back(facts);
        IEnumerable<Target> billed = facts.FindInvoice(invoice)?.Targets ?? [];
        if (Tells(policy, notify.Notice, StageAct.TerminateService))
            return Or(facts.Past.Done<BillingAction.Terminate>().Where(done => done.Action.Cause.Invoice == invoice).Select(done => done.Action.Target), billed);
        IEnumerable<Episode> open = facts.Past.AllEpisodes.Where(episode => episode.Ended is null);
        if (Tells(policy, notify.Notice, StageAct.SuspendClient) || Tells(policy, notify.Notice, StageAct.FreezeProjects))
            return open.Any(episode => episode.Cause.Kind == CauseKind.Client && episode.Cause.Invoice == invoice) ? open.Select(episode => episode.Target) : Reachable(facts);
        return Tells(policy, notify.Notice, StageAct.SuspendService)
            ? Or(open.Where(episode => episode.Cause.Kind == CauseKind.Invoice && episode.Cause.Invoice == invoice).Select(episode => episode.Target), billed)
            : billed;
    }

    /// <summary>What came back on the latest day on which something did, and stays.</summary>
    private static IEnumerable<Target> Back(ClientFacts facts)
    {
        Past past = facts.Past;
        Deed[] lifted = [.. past.Deeds.Where(deed => deed is { State: DeedState.Done, Action: BillingAction.Unsuspend or BillingAction.Unfreeze })];
        return lifted.Length > 0
            ? lifted.Where(deed => deed.On == lifted[^1].On).Select(deed => deed.Action.About!.Value).Where(target => past.Open(target) is null)
            : Or(past.AllEpisodes.Where(episode => episode.Ended is null).Select(episode => episode.Target), Reachable(facts));
    }

    private static IEnumerable<Target> Or(IEnumerable<Target> happened, IEnumerable<Target> would) => happened.Any() ? happened : would;

    private static IEnumerable<Target> Reachable(ClientFacts facts) =>
        facts.Services.Where(service => service is { Adapter: not null, Status: ServiceStatus.Active or ServiceStatus.Suspended }).Select(service => service.Target);

    private static bool Tells(BillingPolicy policy, string notice, StageAct act) =>
        policy.Timelines.SelectMany(timeline => timeline.Stages).Any(stage => stage.Does(act) && stage.Tell.Any(tell => tell.Key == notice));
}
