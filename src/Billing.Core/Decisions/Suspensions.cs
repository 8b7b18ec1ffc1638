using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>
/// Suspended ⇔ at least one hold (policy §5, §6): the holds held against where the service is. Servers are called only for the difference.
/// </summary>
internal static class Suspensions
{
    public static void Decide(Situation situation)
    {
        foreach (Service service in situation.Facts.Services)
            if (CanGoOffline(service)) Decide(situation, service);
    }

    /// <summary>A domain or addon without an adapter is invoiced, never suspended; a hosting product without one at least changes its status in the panel.</summary>
    public static bool CanGoOffline(Service service) => service.Target.Kind == TargetKind.Service || service.Adapter is not null;

    /// <summary>Everything that speaks for being offline, the service's own invoices first (policy §5.8).</summary>
    public static IReadOnlyList<Hold> HoldsOn(Situation situation, Service service) =>
        Holds.OfClient(situation, service) is { } hold ? [.. situation.OwnHolds(service), hold] : situation.OwnHolds(service);

    private static void Decide(Situation situation, Service service)
    {
        IReadOnlyList<Hold> holds = HoldsOn(situation, service);
        Hold? start = holds.FirstOrDefault(hold => hold.Strength == Strength.Starts);
        Episode? open = situation.Past.Open(service.Target);
        string about = service.Target.ToString();
        switch (situation.StandingOf(service), start, holds.Count)
        {
            case (Standing.Online or Standing.PutBack, { }, _) when !situation.InRun: situation.Abstain(about, $"unpaid: {start!.Because}; a suspension begins only in a run"); break;
            case (Standing.Online or Standing.PutBack, { }, _): Suspend(situation, service, start!, situation.Past.NextEpisode(service.Target, start!.Cause)); break;
            case (Standing.Online, null, > 0): situation.Abstain(about, WhyNotYet(holds[0])); break;
            case (Standing.Online, null, 0): situation.Abstain(about, situation.ExemptBecause ?? "nothing speaks against it"); break;
            case (Standing.PutBack, null, 0): situation.Act(new BillingAction.Note(NoteKind.UndoneByHand, service.Target, null, open!.Cause.Key + "/" + open.Number), "somebody put it back by hand, and nothing is owed for it any more"); break;
            case (Standing.PutBack, null, > 0): situation.Abstain(about, $"somebody put it back by hand; {WhyNotYet(holds[0])}"); break;
            case (Standing.Doubt, { }, _) when situation.InRun: Suspend(situation, service, start!, open!.InDoubt && start!.Cause.Key == open.Cause.Key ? open.Number : situation.Past.NextEpisode(service.Target, start!.Cause)); break;
            case (Standing.Doubt, { }, _): situation.Abstain(about, "it was interrupted; the next run settles it"); break;
            case (Standing.Doubt, null, _): situation.Act(LiftOf(open!), "it was interrupted, and its cause is gone"); break;
            case (Standing.Ours, _, > 0): Tell(situation, service, open!, holds[0]); break;
            case (Standing.Ours, _, 0): situation.Act(LiftOf(open!), Gone(situation, open!)); break;
            case (Standing.Others, _, _): Adoptions.Decide(situation, service, holds, open); break;
            default: situation.Abstain(about, $"it is {service.Status.ToString().ToLowerInvariant()}"); break;
        }
    }

    private static void Suspend(Situation situation, Service service, Hold hold, int number)
    {
        string because = $"unpaid: {hold.Because}";
        situation.Act(service.Target.Kind == TargetKind.Project
            ? new BillingAction.Freeze(service.Target, hold.Cause, number)
            : new BillingAction.Suspend(service.Target, hold.Cause, number), because);
    }

    /// <summary>What a person should know of a suspension that has happened.</summary>
    private static void Tell(Situation situation, Service service, Episode open, Hold hold)
    {
        situation.Abstain(service.Target.ToString(), $"already offline, and still unpaid: {hold.Because}");
        if (open.Adopted is not null) return;
        if (service.Adapter is null)
            situation.Act(new BillingAction.Report(ReportKind.NoAdapter, situation.Client.Id, service.Target), "nothing reaches its server: only the panel's status changed, the service stays online");
        if (service.FlaggedOn(situation.Today))
            situation.Act(new BillingAction.Report(ReportKind.Override, situation.Client.Id, service.Target), "the panel's do-not-suspend flag is set, and the policy does not honour it");
    }

    /// <summary>What ends a suspension or freeze of ours.</summary>
    public static BillingAction LiftOf(Episode open) => open.Target.Kind == TargetKind.Project
        ? new BillingAction.Unfreeze(open.Target, open.Cause, open.Number)
        : new BillingAction.Unsuspend(open.Target, open.Cause, open.Number);

    private static string WhyNotYet(Hold hold) => hold.Strength == Strength.Waits
        ? $"on hold ({hold.Because}), but no notice of that invoice was accepted early enough"
        : $"on hold ({hold.Because}), which starts no new suspension";

    private static string Gone(Situation situation, Episode open) =>
        situation.ExemptBecause
        ?? (open.Cause.Kind == CauseKind.Invoice && situation.Facts.FindInvoice(open.Cause.Invoice) is { } invoice
            ? $"its cause is gone: {invoice.Say()}, is {(invoice.Owed ? "not past its stage any more" : invoice.Status.ToString().ToLowerInvariant())}"
            : "its cause is gone: nothing is owed past its stage");
}
