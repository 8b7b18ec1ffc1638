using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>What a person should look at and no other rule already says.</summary>
internal static class Reports
{
    public static void Closed(Situation situation)
    {
        bool alive = situation.Facts.Services.Any(service => service.Status is ServiceStatus.Active or ServiceStatus.Suspended);
        if (situation.InRun && (alive || situation.Debts.Any(debt => debt.Owing)))
            situation.Act(new BillingAction.Report(ReportKind.ClosedClient, situation.Client.Id), $"a closed client that still has {(alive ? "services in use" : "unpaid invoices")}: nothing is done");
    }

    public static void Decide(Situation situation)
    {
        foreach (Debt debt in situation.Debts) Of(situation, debt);
        if (situation.Debts.Any(debt => debt is { Follows: true, Old: false }) && !Reachable(situation))
            situation.Act(new BillingAction.Report(ReportKind.Unreachable, situation.Client.Id), "nothing but the panel reaches this client: no e-mail address, no telephone with consent");
    }

    private static void Of(Situation situation, Debt debt)
    {
        if (!debt.Owing) return;
        int client = situation.Client.Id, invoice = debt.Invoice.Id;
        if (debt.Old)
            situation.Act(new BillingAction.Report(ReportKind.OldDebt, client, null, invoice), $"{debt.Invoice.Say()}, was more than {Words.Days(situation.Policy.Safety.OldDebtDays)} old when first seen: nothing is done about it");
        else if (situation.Past.FirstSeen(invoice) is null)
            situation.Act(new BillingAction.Note(NoteKind.Seen, null, invoice, ""), $"{debt.Invoice.Say()}, seen past due for the first time");
        if (situation.ExemptBecause is { } why && debt.Timeline.Stages.Any(stage => stage is { TellsOfAction: true, At.Days: > 0 } && debt.Reached(stage)))
            situation.Act(new BillingAction.Report(ReportKind.Exempt, client, null, invoice), $"{debt.Invoice.Say()}, is overdue, but {why}");
        foreach (Target target in debt.Invoice.Targets)
            if (situation.Policy.Exemptions.HonourPanelServiceFlag && situation.Facts.Find(target) is { } service && service.FlaggedOn(situation.Today)
                && debt.Timeline.With(Policy.StageAct.SuspendService) is { } stage && debt.Reached(stage))
                situation.Act(new BillingAction.Report(ReportKind.Override, client, target), $"the panel's do-not-suspend flag is set: {debt.Invoice.Say()}, does not take it offline");
    }

    private static bool Reachable(Situation situation) =>
        situation.Policy.Channels.Any(channel => channel != "panel" && situation.Client.ReachedBy(channel, out _));
}
