using Billing.Core.Actions;
using Billing.Core.Policy;

namespace Billing.Core.Planning;

/// <summary>One act of a plan.</summary>
/// <param name="Client">The client it concerns; 0 for the brake.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="Because">Why, in words.</param>
public sealed record Planned(int Client, BillingAction Action, string Because);

/// <summary>
/// The acts of one run over all clients: in the order of clients, each key once, and the brake applied (policy §5.6). What the brake holds is not lost:
/// the next run decides afresh.
/// </summary>
public sealed class Plan
{
    private Plan(IReadOnlyList<Planned> acts, IReadOnlyList<Planned> held, Planned? brake) => (Acts, Held, Brake) = (acts, held, brake);

    /// <summary>What is to be done.</summary>
    public IReadOnlyList<Planned> Acts { get; }

    /// <summary>What the brake holds back.</summary>
    public IReadOnlyList<Planned> Held { get; }

    /// <summary>The alarm (<see cref="BillingAction.Hold"/>); null when the brake was not needed.</summary>
    public Planned? Brake { get; }

    /// <summary>Makes the plan of a run.</summary>
    /// <param name="acts">What was decided, client by client.</param>
    /// <param name="brake">The limit.</param>
    /// <param name="active">How many services are in use.</param>
    /// <param name="today">The day of the run.</param>
    /// <param name="spared">What is to be done instead if the brake holds; when not given, the same without what it holds.</param>
    /// <param name="held">Why nothing may go offline whatever the limit, in words that are put before each reason; null when nothing is in the way.</param>
    public static Plan Of(IEnumerable<Planned> acts, BrakeRules brake, int active, DateOnly today, IEnumerable<Planned>? spared = null, string? held = null)
    {
        List<Planned> all = Ordered(acts);
        if (held is not null)
            return new Plan(Ordered((spared ?? all).Where(act => !TakesOffline(act.Action))), [.. all.Where(act => TakesOffline(act.Action)).Select(act => act with { Because = $"{held}: {act.Because}" })], null);
        int offline = Offline(all);
        if (!brake.Stops(offline, active)) return new Plan(all, [], null);
        string reason = $"{offline} services would go offline in one run, of {active} in use: more than {brake.AtLeast} and more than {brake.Percent.ToString(System.Globalization.CultureInfo.InvariantCulture)} %. All of them are held; `billing brake release policy` lets these go, the policy (safety.brake) as many";
        return new Plan(Ordered((spared ?? all).Where(act => !TakesOffline(act.Action))), [.. all.Where(act => TakesOffline(act.Action))],
            new Planned(0, new BillingAction.Hold(reason, offline, today), reason));
    }

    /// <summary>These happen nowhere but in our ledger, and nothing follows from them.</summary>
    public static bool JustRecorded(BillingAction action) => action is BillingAction.Report or BillingAction.Accept or BillingAction.Note { Kind: not NoteKind.UndoneByHand };

    /// <summary>
    /// What tells of services that went offline waits until those of its round have, so that after an interruption one notice tells of those before it and
    /// of those after it.
    /// </summary>
    public static bool ToldLast(BillingAction action) => action is BillingAction.Notify { InvoiceId: not null, Occasion: > 0 };

    /// <summary>Nothing follows from these on the same day.</summary>
    public static bool Settles(BillingAction action) => action is BillingAction.Notify or BillingAction.OpenTicket or BillingAction.Welcome or BillingAction.DiscardBackup || JustRecorded(action);

    private static List<Planned> Ordered(IEnumerable<Planned> acts) => [.. acts.DistinctBy(act => (act.Client, act.Action.Key)).OrderBy(act => act.Client)];

    /// <summary>How many services these acts take offline, each counted once.</summary>
    public static int Offline(IEnumerable<Planned> acts) => acts.Where(act => TakesOffline(act.Action)).Select(act => (act.Client, act.Action.About)).Distinct().Count();

    /// <summary>Suspensions, freezes and terminations; a backup counts for the termination that it is made for.</summary>
    public static bool TakesOffline(BillingAction action) =>
        action is BillingAction.Suspend or BillingAction.Freeze or BillingAction.Terminate or BillingAction.Backup;
}
