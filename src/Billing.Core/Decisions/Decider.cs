using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>
/// What should happen for one client today, and why (policy §10). A pure function over everything known of that client: it compares what should
/// be with what is, and the difference is the plan. Asked again after the plan was carried out, it has nothing more to say.
/// </summary>
public static class Decider
{
    /// <summary>Decides for one client.</summary>
    /// <param name="facts">The client, as the panel and our ledger know it at this moment.</param>
    /// <param name="policy">The admin's policy.</param>
    /// <param name="today">The local day in the policy's zone.</param>
    /// <param name="occasion">The day's run, or a look because something happened.</param>
    /// <param name="explain">Also say what is not done, and why (<see cref="Decision.Abstain"/>).</param>
    /// <returns>Decisions in the order in which they are to be carried out.</returns>
    public static IReadOnlyList<Decision> Decide(ClientFacts facts, BillingPolicy policy, DateOnly today, Occasion occasion = Occasion.Run, bool explain = false)
    {
        Situation situation = new(facts, policy, today, occasion, explain);
        if (facts.Client.Status == ClientStatus.Closed)
        {
            Reports.Closed(situation);
            if (situation.InRun) Backups.DiscardOnly(situation);
            return situation.Decisions;
        }
        Suspensions.Decide(situation);
        Recoveries.Decide(situation);
        Activations.Decide(situation);
        CycleChanges.Decide(situation);
        Renewals.Decide(situation);
        if (situation.InRun)
        {
            Terminations.Decide(situation);
            LateFees.Decide(situation);
            Acceptances.Decide(situation);
            Reports.Decide(situation);
            Backups.Decide(situation);
        }
        Objections.Decide(situation);
        Notices.Decide(situation);
        News.Decide(situation);
        if (situation.InRun) Announcements.Decide(situation);
        return situation.Decisions;
    }
}
