using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>
/// A fee for paying late: an invoice of its own, once for each overdue invoice, decided in a run only. Nobody bears one whom no notice of the debt reached, nor
/// for what passed the stage before our first day beside the panel.
/// </summary>
internal static class LateFees
{
    public static void Decide(Situation situation)
    {
        foreach (Debt debt in situation.Debts)
            if (debt.Timeline.With(StageAct.LateFee) is { } stage && (debt.Owing || debt.Pending) && debt.Reached(stage)) Decide(situation, debt, stage);
    }

    /// <summary>The fee that an invoice would bear; null, with the reason, when it bears none. Whether its stage is reached is not asked.</summary>
    public static decimal? Of(Situation situation, Debt debt, Stage stage, out string why)
    {
        LateFeeRules rules = situation.Policy.LateFee!;   // a timeline with a late fee and no amount is refused
        decimal? fee = rules.Of(situation.Client.Currency, debt.Invoice.Balance);
        why = WhyNone(situation, debt, stage)
            ?? (fee is null ? $"the policy has no late fee in {situation.Client.Currency}" : fee <= 0 ? "nothing would be left of it" : "");
        return why.Length == 0 ? fee : null;
    }

    private static void Decide(Situation situation, Debt debt, Stage stage)
    {
        string about = string.Create(CultureInfo.InvariantCulture, $"invoice {debt.Invoice.Id}");
        string key = new BillingAction.LateFee(situation.Client.Id, debt.Invoice.Id, default, 0).Key;
        if (situation.Past.Find(key) is { State: DeedState.Done } done)
            situation.Abstain(about, string.Create(CultureInfo.InvariantCulture, $"it bears its late fee since {done.On.Say()}: invoice {done.Invoice}"));
        else if (Of(situation, debt, stage, out string why) is not { } fee) situation.Abstain(about, $"no late fee: {why}");
        else if (debt.Gated) situation.Abstain(about, "no late fee yet: no notice of it was accepted early enough");
        else
            situation.Act(new BillingAction.LateFee(situation.Client.Id, debt.Invoice.Id, situation.Today.AddDays(situation.Policy.LateFee!.DueDays), fee),
                $"{debt.Invoice.Say()}, passed {stage.At} on {debt.DayOf(stage).Say()}: {Say(situation, debt.Invoice, fee)}");
    }

    private static string? WhyNone(Situation situation, Debt debt, Stage stage) =>
        debt.Invoice.Kind == InvoiceKind.LateFee ? "it is one itself"
        : situation.ExemptBecause is { } exempt ? exempt
        : situation.Client.NoLateFees ? "the panel marks the client as one who bears none, or does not let us see whether it does"
        : debt.Old ? "the debt was too old when first seen"
        : debt.Order ? "it is the invoice of an order that was never paid"
        : debt.Paused ? "an objection is open"
        : debt.Promised is { } promise ? $"its client promised to pay by {promise.Until.Say()}"
        : debt.Pending ? "a payment is pending"
        : debt.DayOf(stage) < (situation.Past.FirstDay ?? situation.Today) ? $"it passed {stage.At} before our first day beside the panel"
        : null;

    private static string Say(Situation situation, Invoice invoice, decimal fee)
    {
        string sum = string.Create(CultureInfo.InvariantCulture, $"{fee:0.00} {situation.Client.Currency}");
        return situation.Policy.LateFee!.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent} % of {invoice.Balance:0.00}: {sum}") : sum;
    }
}
