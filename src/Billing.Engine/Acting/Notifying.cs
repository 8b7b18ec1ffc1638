using Billing.Core.Actions;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;

namespace Billing.Engine.Acting;

/// <summary>
/// Sends a notice. The invoice is read again right before; what was handed over without an answer is in doubt for good, and shown to a person rather
/// than sent twice.
/// </summary>
internal sealed class Notifying(IPanel panel, ILedger ledger, IReadOnlyDictionary<string, INoticeChannel> channels, NoticeLinking? linking = null) : IExecutor
{
    private readonly NoticeMaking making = new(panel);

    public async Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel)
    {
        BillingAction.Notify notify = (BillingAction.Notify)turn.Action;
        if (turn.Begun is Begun.Again { HandedOver: true }) return new Outcome.InDoubt("it was handed over, and no answer came");
        if (!channels.TryGetValue(notify.Channel, out INoticeChannel? channel)) return new Outcome.Refused($"the channel {notify.Channel} is not set up; see `billing check`");
        InvoiceSheet? sheet = null;
        if (notify.InvoiceId is { } invoice)
        {
            if (await panel.ReadInvoiceNowAsync(invoice, cancel) is not { Owed: true }) return new Outcome.Dropped($"invoice {invoice} is not owed any more");
            sheet = await panel.ReadInvoiceSheetAsync(invoice, cancel);
        }
        Notice notice = await making.MakeAsync(notify, sheet, turn.Facts, turn.Policy, turn.Today, cancel);
        if (linking is not null) notice = await linking.GiveAsync(notice, cancel);
        return await channel.SendAsync(notice, proof => ledger.HandOverAsync(notify.Key, proof, cancel), cancel) switch
        {
            ChannelOutcome.Accepted accepted => new Outcome.Done(true, accepted.Words) { Proof = accepted.Proof },
            ChannelOutcome.Refused refused => new Outcome.Refused(refused.Words) { Proof = refused.Proof },
            ChannelOutcome.TryLater later => new Outcome.TryLater(later.Words),
            ChannelOutcome.InDoubt doubt => new Outcome.InDoubt(doubt.Words),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
