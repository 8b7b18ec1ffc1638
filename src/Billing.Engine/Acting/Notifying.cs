using Billing.Core.Actions;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Measuring;
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
        if (await turn.Seat.AwayAsync(channel.TurnAsync(turn.Facts.Client, cancel)) is { } wait) return new Outcome.TryLater(wait.Words) { After = wait.After };
        InvoiceSheet? sheet = null;
        if (notify.InvoiceId is { } invoice)
        {
            if (await panel.ReadInvoiceNowAsync(invoice, cancel) is not { Owed: true }) return new Outcome.Dropped($"invoice {invoice} is not owed any more");
            sheet = await panel.ReadInvoiceSheetAsync(invoice, cancel);
        }
        Notice notice = (await making.MakeAsync(notify, sheet, turn.Facts, turn.Policy, turn.Today, cancel)) with { Copies = sheet is not null && channel.WritesToContacts ? await CopiesAsync(turn, channel, cancel) : [] };
        if (linking is not null) notice = await linking.GiveAsync(notice, cancel);
        ChannelOutcome outcome = await channel.SendAsync(notice, proof => ledger.HandOverAsync(notify.Key, proof, cancel), cancel);
        Measures.Told(channel.Name, outcome);
        if (outcome is ChannelOutcome.Refused { DeadAddress: { } dead }) await ledger.NoteDeadAddressAsync(turn.Facts.Client.Id, channel.Name, dead, turn.Today, outcome.Words, cancel);
        return outcome switch
        {
            ChannelOutcome.Accepted accepted => new Outcome.Done(true, accepted.Words) { Proof = accepted.Proof },
            ChannelOutcome.Refused refused => new Outcome.Refused(refused.Words) { Proof = refused.Proof },
            ChannelOutcome.TryLater later => new Outcome.TryLater(later.Words) { After = later.After },
            ChannelOutcome.InDoubt doubt => new Outcome.InDoubt(doubt.Words) { Proof = doubt.Proof },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The client's contacts for billing, but those at whom notices do not arrive. A panel that does not let us read them keeps no notice back.</summary>
    private async Task<IReadOnlyList<string>> CopiesAsync(Turn turn, INoticeChannel channel, CancellationToken cancel)
    {
        try
        {
            return [.. (await panel.ReadBillingContactsAsync(turn.Facts.Client.Id, cancel))
                .Where(address => !turn.Facts.Past.DeadAddresses.Any(dead => dead.Channel == channel.Name && string.Equals(dead.Address, address.Trim(), StringComparison.OrdinalIgnoreCase)))];
        }
        catch (PanelException no) when (no.Failure is PanelFailure.MissingRight or PanelFailure.Rejected)
        {
            return [];
        }
    }
}
