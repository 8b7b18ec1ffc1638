using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>
/// What somebody else suspended is never touched, with one exception for the first day beside a panel (policy §5.4): what the panel itself would
/// lift on payment, and what is owed, becomes ours.
/// </summary>
internal static class Adoptions
{
    public static void Decide(Situation situation, Service service, IReadOnlyList<Hold> holds, Episode? open)
    {
        if (open is null && service.SuspendReason.Contains(SuspensionReason.Marker, StringComparison.Ordinal))
        {
            Cause ours = holds.Count > 0 ? holds[0].Cause : new Cause(CauseKind.Invoice, 0, situation.Today);
            situation.Act(new BillingAction.Adopt(service.Target, ours, situation.Past.NextEpisode(service.Target, ours), service.SuspendReason), $"suspended by us ({Quote(service)}), though our ledger does not know it: taken back");
            return;
        }
        if (!situation.InRun) return;
        if (open is not null)
            situation.Act(new BillingAction.Note(NoteKind.UndoneByHand, service.Target, null, open.Cause.Key + "/" + open.Number), $"somebody suspended it for another reason: {Quote(service)}");
        else if (situation.FirstDay && Adoptable(situation, service) && Cause(situation, service, holds) is { } cause)
        {
            situation.Act(new BillingAction.Adopt(service.Target, cause.Cause, situation.Past.NextEpisode(service.Target, cause.Cause), service.SuspendReason), $"found suspended ({Quote(service)}) for what is owed: {cause.Because}");
            return;
        }
        situation.Act(new BillingAction.Report(ReportKind.SuspendedByOthers, situation.Client.Id, service.Target), $"suspended by somebody else ({Quote(service)}): invoiced and reminded as usual, never touched");
    }

    private static bool Adoptable(Situation situation, Service service) =>
        situation.Policy.Exemptions.AdoptReasons.Contains(service.SuspendReason.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A hold that it would have; or its own invoice past that stage with a payment pending, or too old to act on.</summary>
    private static (Cause Cause, string Because)? Cause(Situation situation, Service service, IReadOnlyList<Hold> holds)
    {
        if (holds.FirstOrDefault(hold => hold.Strength > Strength.Keeps || hold.Cause.Kind == CauseKind.Invoice) is { } hold) return (hold.Cause, hold.Because);
        if (situation.ExemptBecause is not null || situation.TimelineOf(service).With(StageAct.SuspendService) is not { } stage) return null;
        Debt? old = situation.Debts.FirstOrDefault(debt => debt is { Old: true, Owing: true } && debt.Invoice.PeriodOf(service.Target) is not null && debt.Reached(stage));
        return old is null ? null : (new Cause(CauseKind.Invoice, old.Invoice.Id, old.Invoice.Due), $"{old.Invoice.Say()}, too old to act on");
    }

    private static string Quote(Service service) => service.SuspendReason.Length == 0 ? "no reason given" : $"\"{service.SuspendReason}\"";
}
