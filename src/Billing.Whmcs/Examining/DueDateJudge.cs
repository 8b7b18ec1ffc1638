using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Doctor;

namespace Billing.Whmcs.Examining;

/// <summary>Next due dates that cannot be.</summary>
internal sealed class DueDateJudge(ThingTerms terms) : IThingJudge
{
    /// <summary>Paid ahead for so many years is a date typed wrongly; domains are paid for ten at most.</summary>
    private const int FarYears = 5, FarYearsOfDomains = 11;

    private static readonly FindingKind Missing = new("due-date-missing", Severity.Critical,
        "It is in use and renews, and without a next due date it is never invoiced: given away.", "Set its next due date in the panel, to the first day that is not paid for.");

    private static readonly FindingKind Behind = new("due-date-behind", Severity.Critical,
        "It is in use, its next due date is long past and nothing was invoiced since: we report it and invoice nothing, so it is given away.",
        "Find out what was agreed, set its next due date in the panel, and it is invoiced from there on.");

    private static readonly FindingKind Far = new("due-date-far", Severity.Warning,
        "It will not be invoiced for years. Most often the year was mistyped, or one payment was booked several times.", "Compare with what was paid, and set its next due date in the panel.");

    private static readonly FindingKind OnFree = new("due-date-on-free", Severity.Note,
        "It is free or was paid once, so nothing follows from the date; but the panel's own automation would go by it.", "Clear its next due date in the panel.");

    private static readonly FindingKind Invoiced = new("next-invoice-behind", Severity.Warning,
        "The day from which the panel invoices it lies before its next due date: a period that is paid for would be invoiced again.",
        "Open the service in the panel, and save it with the right next due date; both dates are then the same.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Missing, Behind, Far, OnFree, Invoiced];

    private readonly Found missing = new(Missing, (count, word) => Count(count, word, "in use, without a next due date"), "next due date"),
        behind = new(Behind, (count, word) => Count(count, word, Long(terms)), "next due date"),
        far = new(Far, (count, word) => Count(count, word, "with a next due date that is years away"), "next due date"),
        onFree = new(OnFree, (count, word) => Count(count, word, "free or paid once, with a next due date"), "next due date"),
        invoiced = new(Invoiced, (count, word) => Count(count, word, "whose next invoice would be for a period before its next due date"), "nextinvoicedate");

    public void See(in Thing thing)
    {
        if (thing.Status is not (ServiceStatus.Active or ServiceStatus.Suspended) || thing.Cycle is null) return;
        if (!thing.Renews)
        {
            if (!thing.Cycle.Renews && thing.NextDue is not null) onFree.Add(thing.Target);
            return;
        }
        if (thing.NextDue is not { } due)
        {
            missing.Add(thing.Target);
            return;
        }
        if (due > terms.Today.AddYears(thing.Target.Kind == TargetKind.Domain ? FarYearsOfDomains : FarYears)) far.Add(thing.Target);
        if (!thing.KnowsNextInvoice) return;
        if (thing.NextInvoice is not { } next || next < due) invoiced.Add(thing.Target);
        else if (thing.Status == ServiceStatus.Active && next == due && due < terms.Today.AddDays(-terms.Policy.Renewal.MaxBackdateDays)) behind.Add(thing.Target);
    }

    public IEnumerable<Finding> Say() => [.. missing.Say(), .. behind.Say(), .. far.Say(), .. onFree.Say(), .. invoiced.Say()];

    private static string Long(ThingTerms terms) => string.Create(CultureInfo.InvariantCulture, $"in use, due more than {terms.Policy.Renewal.MaxBackdateDays} days ago, with nothing invoiced since");

    private static string Count(int count, string word, string so) => string.Create(CultureInfo.InvariantCulture, $"{count} {word} {so}");
}
