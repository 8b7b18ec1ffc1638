using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;

namespace Billing.Engine.Runs;

/// <summary>What the decider wants for a client on one occasion.</summary>
internal sealed class Wanted(BillingPolicy policy, DateOnly today, Occasion occasion)
{
    /// <summary>What waits for the next run; null when nothing is sorted out.</summary>
    private HashSet<string>? waits;

    /// <summary>It asks for everything that is due: what it does not want, nobody wants any more.</summary>
    public bool Everything => occasion == Occasion.Run && waits is null;

    /// <summary>
    /// A look that also tries again what was tried and did not come about, once its time has come: those acts and what follows from them, and nothing else that
    /// a run would do. Who is to come back does not wait.
    /// </summary>
    public static Wanted Again(ClientFacts facts, BillingPolicy policy, DateOnly today)
    {
        HashSet<string> open = [.. facts.Past.Deeds.Where(deed => deed is { State: DeedState.NotDone, Waits: false } or { State: DeedState.InDoubt }).Select(deed => deed.Action.Key)];
        string[] notYet = [.. facts.Past.Deeds.Where(deed => deed is { Waits: true, Action: not (BillingAction.Unsuspend or BillingAction.Unfreeze) }).Select(deed => deed.Action.Key)];
        Wanted look = new(policy, today, Occasion.Look) { waits = notYet.Length > 0 ? [.. notYet] : null };
        if (open.Count == 0) return look;
        HashSet<string> now = [.. look.By(facts).Select(act => act.Action.Key), .. open];
        Wanted run = new(policy, today, Occasion.Run);
        run.waits = [.. run.By(facts).Select(act => act.Action.Key).Where(key => !now.Contains(key))];
        return run;
    }

    public IEnumerable<Planned> By(ClientFacts facts) => Decider.Decide(facts, policy, today, occasion).OfType<Decision.Act>()
        .Where(act => waits is null || !waits.Contains(act.Action.Key))
        .Select(act => new Planned(facts.Client.Id, act.Action, act.Because));
}
