using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>The panel raises renewal invoices so many days before they are due. Whoever is first raises them; the other finds them there.</summary>
internal static class Invoicing
{
    private static readonly string[] Leads = [.. PanelAsSetUp.Names.Where(name => name.StartsWith("Create", StringComparison.Ordinal))];

    private static readonly FindingKind First = new("panel-invoices-first", Severity.Warning,
        "The panel raises those invoices before our stage: by its own grouping, with its own e-mail, and the notices of the policy only follow later.",
        "Set it to no more days than the `invoice` stage of the policy (Automation Settings › Billing Settings), or let the stage be earlier.");

    private static readonly FindingKind Again = new("panel-invoices-again", Severity.Warning,
        "The panel goes on invoicing while an older invoice is open: debt piles up for a service that is offline, which the policy rules out.",
        "Untick *Continuous Invoice Generation* under Automation Settings › Billing Settings.");

    private static readonly FindingKind Prorata = new("panel-prorata", Severity.Note,
        "Due dates are moved to the client's anniversary, so first periods are shorter than their cycle; amounts are the panel's.",
        "Nothing, if it is meant.");

    private static readonly FindingKind Proforma = new("panel-proforma", Severity.Note,
        "An invoice has a provisional number until it is paid, and gets another one then: notices show the one that it has at the moment.",
        "Nothing; do not look for invoices by the number in an old notice.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [First, Again, Prorata, Proforma];

    public static IEnumerable<Finding> Judge(PanelAsSetUp panel, BillingPolicy policy)
    {
        if (panel.Runs("CreateInvoices") && Ours(policy) is { } ours)
        {
            string[] earlier = [.. Leads.Where(name => panel.Number(name) > ours)];
            if (earlier.Length > 0)
                yield return new Finding(First, string.Create(CultureInfo.InvariantCulture, $"the panel invoices up to {earlier.Max(panel.Number)} days before the due date, we {ours}"), panel.Quote(earlier));
        }
        if (panel.On("ContinuousInvoiceGeneration"))
            yield return new Finding(Again, "the panel invoices the next period while the last one is unpaid", panel.Quote("ContinuousInvoiceGeneration"));
        if (panel.On("ProrataClientsAnniversaryDate"))
            yield return new Finding(Prorata, "the panel aligns due dates with the day on which the client came", panel.Quote("ProrataClientsAnniversaryDate"));
        if (panel.On("EnableProformaInvoicing"))
            yield return new Finding(Proforma, "the panel numbers invoices anew when they are paid", panel.Quote("EnableProformaInvoicing"));
    }

    /// <summary>The fewest days before the due date at which a timeline invoices. Business days reach at least as far back. Null when none invoices: then the panel is meant to.</summary>
    private static int? Ours(BillingPolicy policy)
    {
        int[] days = [.. policy.Timelines.Select(timeline => timeline.With(StageAct.Invoice)).OfType<Stage>().Select(stage => -stage.At.Days)];
        return days.Length == 0 ? null : days.Min();
    }
}
