using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Credit, payments of several invoices at once, cards that are tried again. None of it fights with ours; some of it surprises.</summary>
internal static class Paying
{
    private const int Week = 7;

    private static readonly FindingKind Credit = new("panel-applies-credit", Severity.Note,
        "An invoice can be paid the moment it is raised, from the client's credit: then it has a receipt and no reminder.", "Nothing, if it is meant.");

    private static readonly FindingKind Several = new("panel-mass-pay", Severity.Note,
        "A payment of several invoices at once is an invoice of its own; it is counted neither as debt nor as a renewal here.", "Nothing.");

    private static readonly FindingKind Cards = new("panel-retries-cards", Severity.Note,
        "A card is still tried when the service is already offline, and may be charged for a time in which there was none.",
        "Let *Retry Every Week For* (Automation Settings › Credit Card Settings) end before the stage that suspends.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Credit, Several, Cards];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (!panel.On("NoAutoApplyCredit")) yield return new Finding(Credit, "the panel pays new invoices from the client's credit", panel.Quote("NoAutoApplyCredit"));
        if (panel.On("EnableMassPay")) yield return new Finding(Several, "clients can pay several invoices at once", panel.Quote("EnableMassPay"));
        int[] suspends = [.. policy.Timelines.Select(timeline => timeline.With(StageAct.SuspendService)).OfType<Stage>().Select(stage => stage.At.Days)];
        if (panel.Number("CCRetryEveryWeekFor") is > 0 and int weeks && suspends.Length > 0 && weeks * Week > suspends.Min() && panel.Runs("ProcessCreditCardPayments"))
            yield return new Finding(Cards, string.Create(CultureInfo.InvariantCulture, $"the panel tries cards for {weeks} weeks after the due date, and the policy suspends after {suspends.Min()} days"), panel.Quote("CCRetryEveryWeekFor"));
    }
}
