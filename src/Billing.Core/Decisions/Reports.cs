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
        foreach (Service service in situation.Facts.Services) Flagged(situation, service);
        Unreachable(situation);
    }

    /// <summary>As soon as there is something to tell, 15 days before the due date with the default timeline: not on the day of the suspension (policy §5.5).</summary>
    private static void Unreachable(Situation situation)
    {
        if (!situation.Debts.Any(debt => debt is { Follows: true, Old: false })) return;
        string[] channels = [.. situation.Policy.Channels.Where(channel => channel != "panel")];
        if (channels.Any(channel => situation.ReachedBy(channel, out _))) return;
        // An address that died later is another matter than none at all, and is reported for itself.
        DeadAddress? dead = channels.Select(situation.DeadBy).FirstOrDefault(known => known is not null);
        situation.Act(new BillingAction.Report(ReportKind.Unreachable, situation.Client.Id, Occasion: dead is null ? "" : $"{dead.Channel} {dead.Since.Say()}"),
            dead is null ? "nothing but the panel reaches this client: no e-mail address, no telephone with consent"
                : $"nothing but the panel reaches this client: notices by {dead.Channel} come back ({dead.Why}); correct the address in the panel");
    }

    private static void Of(Situation situation, Debt debt)
    {
        if (!debt.Owing) return;
        int client = situation.Client.Id, invoice = debt.Invoice.Id;
        if (debt.Old)
            situation.Act(new BillingAction.Report(ReportKind.OldDebt, client, null, invoice), $"{debt.Invoice.Say()}, was more than {Words.Days(situation.Policy.Safety.OldDebtDays)} old when first seen: nothing is done about it");
        else if (situation.Past.FirstSeen(invoice) is null)
            situation.Act(new BillingAction.Note(NoteKind.Seen, null, invoice, ""), $"{debt.Invoice.Say()}, seen past due for the first time");
        if (!debt.Timeline.Stages.Any(stage => stage is { TellsOfAction: true, At.Days: > 0 } && debt.Reached(stage))) return;
        if (situation.ExemptBecause is { } why)
            situation.Act(new BillingAction.Report(ReportKind.Exempt, client, null, invoice), $"{debt.Invoice.Say()}, is overdue, but {why}");
        else if (situation.Client.PanelExempt)
            situation.Act(new BillingAction.Report(ReportKind.Override, client, null, invoice), $"{debt.Invoice.Say()}: the panel exempts the client's group, and the policy does not honour it");
    }

    /// <summary>The panel's flag against suspension, where it is honoured and makes a difference. Where it is not, the suspension says so.</summary>
    private static void Flagged(Situation situation, Service service)
    {
        if (!situation.Policy.Exemptions.HonourPanelServiceFlag || !service.FlaggedOn(situation.Today) || !Suspensions.CanGoOffline(service)) return;
        Hold? spared = Holds.Own(situation, service, flagged: true).Append(Holds.OfClient(situation, service, flagged: true)).FirstOrDefault(hold => hold?.Strength > Strength.Keeps);
        if (spared is not null)
            situation.Act(new BillingAction.Report(ReportKind.Override, situation.Client.Id, service.Target), $"the panel's do-not-suspend flag keeps it online: {spared.Because}");
    }
}
