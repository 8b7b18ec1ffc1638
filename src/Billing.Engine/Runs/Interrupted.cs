using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>
/// What was interrupted and is wanted no more, because its effect is there or its reason is gone. State actions need nothing here: the decider sees them as
/// in doubt and decides. An invoice is looked for; a notice that was handed over is done when the evidence has it from the other end (a status, a report), else it is
/// shown to a person.
/// </summary>
internal static class Interrupted
{
    /// <param name="panel">The panel.</param>
    /// <param name="ledger">Our ledger.</param>
    /// <param name="facts">The client, when it wanted nothing more.</param>
    /// <param name="wanted">The keys that were wanted in this pass; null when the pass does not ask for everything (a look).</param>
    /// <param name="pass">The run.</param>
    /// <param name="cancel">Stops waiting.</param>
    public static async Task SettleAsync(IPanel panel, ILedger ledger, ClientFacts facts, IReadOnlySet<string>? wanted, Pass pass, CancellationToken cancel)
    {
        if (wanted is not null)
            foreach (Deed deed in facts.Past.Deeds.Where(deed => deed.State == DeedState.NotDone && !wanted.Contains(deed.Action.Key)))
                await ledger.FinishAsync(deed.Action.Key, new Outcome.Dropped("wanted no more"), cancel);
        foreach (Deed deed in facts.Past.Deeds.Where(deed => deed.State == DeedState.InDoubt))
            switch (deed.Action)
            {
                case BillingAction.Invoice invoice:
                    int? found = await panel.FindRenewalAsync(invoice.Client, invoice.Items, invoice.Due, cancel);
                    await ledger.FinishAsync(invoice.Key, found is { } id ? new Outcome.Done(true, "found after an interruption", id) : new Outcome.Dropped("wanted no more"), cancel);
                    break;
                case BillingAction.LateFee fee:
                    int? raised = await panel.FindFeeAsync(fee.Client, FeeMark.LateFee(fee.InvoiceId), cancel);
                    await ledger.FinishAsync(fee.Key, raised is { } number ? new Outcome.Done(true, "found after an interruption", number) : new Outcome.Dropped("wanted no more"), cancel);
                    break;
                case BillingAction.Suspend or BillingAction.Freeze when facts.Past.Open(deed.Action.About!.Value) is null:
                    await ledger.FinishAsync(deed.Action.Key, new Outcome.Done(false, "whatever became of it, it was lifted since"), cancel);
                    break;
                case BillingAction.Welcome welcome:
                    await ReportAsync(ledger, facts, new(ReportKind.InDoubt, facts.Client.Id, welcome.Target, null, welcome.Key), $"{welcome.Key}: the panel was asked to send it and no answer came: it may have been sent, and is not sent again on a guess", pass, cancel);
                    break;
                case BillingAction.Notify notify:
                    if (await HeardOfAsync(ledger, notify.Key, cancel) is { } word)
                    {
                        await ledger.FinishAsync(notify.Key, new Outcome.Done(true, $"no answer came when it was handed over; later the other end told: {word}"), cancel);
                        break;
                    }
                    await ReportAsync(ledger, facts, new(ReportKind.InDoubt, facts.Client.Id, notify.Subject, notify.InvoiceId, notify.Key), $"{notify.Key} was handed over and no answer came: it may have arrived, and is not sent again on a guess", pass, cancel);
                    break;
            }
    }

    private static async Task ReportAsync(ILedger ledger, ClientFacts facts, BillingAction.Report report, string because, Pass pass, CancellationToken cancel)
    {
        if (facts.Past.Did(report.Key)) return;
        await ledger.RecordAsync([new Intent(await pass.RunAsync(), facts.Client.Id, report, because, pass.Today)], cancel);
        pass.Acts.Enqueue(new Performed(new Planned(facts.Client.Id, report, because), new Outcome.Done(true)));
    }

    /// <summary>What the other end told of a notice that nobody knew of; null when it told nothing. What came back was sent, too.</summary>
    private static async Task<string?> HeardOfAsync(ILedger ledger, string key, CancellationToken cancel) =>
        (await ledger.Evidence.OfKeyAsync(key, cancel)).Select(entry => entry.Says.Kind)
            .Where(kind => kind is EvidenceKind.Accepted or EvidenceKind.Relayed or EvidenceKind.Delivered or EvidenceKind.Displayed or EvidenceKind.Replied or EvidenceKind.Bounced)
            .Select(kind => kind.Word()).LastOrDefault();
}
