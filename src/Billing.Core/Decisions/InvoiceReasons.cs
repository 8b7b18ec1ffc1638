using System.Globalization;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>What the timeline makes of an invoice, and how each of its days was reckoned.</summary>
internal static class InvoiceReasons
{
    public static InvoiceWhy Of(Situation situation, Invoice invoice)
    {
        Objection[] objections = [.. situation.Past.Objections.Where(objection => objection.Invoice == invoice.Id)];
        Promise[] promises = [.. situation.Past.Promises.Where(promise => promise.Invoice == invoice.Id)];
        if (situation.Debts.FirstOrDefault(debt => debt.Invoice.Id == invoice.Id) is not { } debt) return new InvoiceWhy(invoice, Settled(invoice), null, [], objections, promises);
        return new InvoiceWhy(invoice, Say(situation, debt), debt.Follows ? debt.Timeline : null,
            [.. Outlook.Of(situation.Facts, situation.Policy, situation.Today, invoice.Id).Select(coming => Stage(situation, debt, coming))], objections, promises)
        {
            MayPromise = situation.Policy.Promise is null ? "" : Promises.May(situation, invoice.Id).Because,
        };
    }

    private static StageWhy Stage(Situation situation, Debt debt, Coming coming)
    {
        BusinessCalendar calendar = situation.Policy.Calendar;
        DateOnly counted = coming.Stage.At.On(debt.Invoice.Due, calendar);
        return new StageWhy(coming.Stage, counted, coming.On, CountedDay.Of(coming.Stage.At, debt.Invoice.Due, calendar), [.. Moved(situation, debt, coming, counted)], Note(situation, debt, coming.Stage));
    }

    /// <summary>What was told is not shortened; objections and promises move; then what is needed before anything goes offline.</summary>
    private static IEnumerable<string> Moved(Situation situation, Debt debt, Coming coming, DateOnly counted)
    {
        DateOnly told = debt.Counted(coming.Stage), day = debt.DayOf(coming.Stage);
        if (told != counted)
            yield return $"moved from {counted.SayDay()}: the client was told {told.SayDay()}{(situation.Announced(debt.Invoice.Id, coming.Stage.At) is { } announced ? $" on {announced.On.Say()}" : "")}, before a day off was withdrawn";
        if (day != told) yield return $"moved from {told.SayDay()}: {string.Join("; ", Pauses(situation, debt, day).DefaultIfEmpty("its timeline was paused"))}";
        if (coming.On == day) yield break;
        yield return coming.Stage.Does(StageAct.TerminateService)
            ? $"moved from {day.SayDay()}: the suspension comes, or came, later than its stage, and as many days lie between the two as ever"
            : debt.Promised is { } promise && promise.Until < coming.On ? $"moved from {day.SayDay()}: the client promised to pay by {promise.Until.Say()}"
            : $"moved from {day.SayDay()}: no notice of it was accepted {Words.Days(situation.Policy.Safety.NoticeDays)} before";
    }

    private static IEnumerable<string> Pauses(Situation situation, Debt debt, DateOnly day) =>
        (situation.Policy.ObjectionPauses ? situation.Past.Objections : []).Where(objection => objection.Invoice == debt.Invoice.Id && objection.On < day)
            .Select(objection => $"the objection of {objection.On.Say()}, {(objection.Answered is { } answered ? $"answered on {answered.Say()}" : "not answered yet")}")
            .Concat(situation.Past.Promises.Where(promise => promise.Invoice == debt.Invoice.Id && promise.On < day).Select(promise => $"the promise of {promise.On.Say()} to pay by {promise.Until.Say()}"));

    private static string Note(Situation situation, Debt debt, Stage stage)
    {
        if (!stage.Does(StageAct.LateFee)) return "";
        return LateFees.Of(situation, debt, stage, out string why) is { } fee ? string.Create(CultureInfo.InvariantCulture, $"late fee {fee:0.00} {situation.Client.Currency}") : $"no late fee: {why}";
    }

    private static string Say(Situation situation, Debt debt) =>
        debt.Invoice.Kind is InvoiceKind.AddFunds ? "a top-up of credit: no debt, no timeline"
        : debt.Invoice.Kind is InvoiceKind.MassPayment ? "pays other invoices together: no debt of its own, no timeline"
        : debt.Invoice.Kind is InvoiceKind.Recovery ? "the fee of a recovery: no debt, no timeline; it lapses with the backup"
        : debt.Idle ? "bills only time after the end that the client asked for: nothing follows"
        : debt.Pending ? "a payment is pending: it starts no suspension, and lifts none"
        : debt.Order ? "the invoice of an order that was never paid: reminded, never a debt"
        : debt.Old ? $"first seen on {debt.FirstSeen.Say()}, more than {Words.Days(situation.Policy.Safety.OldDebtDays)} after its due date: only reported"
        : !debt.PastDue ? "not due yet"
        : situation.ExemptBecause is { } exempt ? $"a debt, but {exempt}: no stage after the due date applies"
        : debt.Paused ? "a debt, paused by an open objection"
        : debt.Promised is { } promise ? $"a debt that the client promised to pay by {promise.Until.Say()}"
        : debt.Invoice.Kind is InvoiceKind.LateFee ? "a late fee, past due: a debt of the client" : "a debt";

    private static string Settled(Invoice invoice) => invoice.Status switch
    {
        InvoiceStatus.Draft => "a draft: nobody owes it, and nobody is told of it",
        InvoiceStatus.Cancelled or InvoiceStatus.Refunded => "no debt; its period counts as invoiced, and is not invoiced again",
        _ => "nothing is owed on it",
    };
}
