using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// Sends a notice. The invoice is read again right before; what was handed over without an answer is in doubt for good, and shown to a person rather
/// than sent twice.
/// </summary>
internal sealed class Notifying(IPanel panel, ILedger ledger, IReadOnlyDictionary<string, INoticeChannel> channels, NoticeLinking? linking = null) : IExecutor
{
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
        Notice notice = new(notify.Key, notify.Notice, turn.Facts.Client, sheet,
            await ServicesAsync(turn, notify, cancel), Next(turn, notify), Values(turn, notify)) { Copies = sheet is not null && channel.WritesToContacts ? await CopiesAsync(turn, channel, cancel) : [] };
        if (linking is not null) notice = await linking.GiveAsync(notice, cancel);
        ChannelOutcome outcome = await channel.SendAsync(notice, proof => ledger.HandOverAsync(notify.Key, proof, cancel), cancel);
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

    /// <summary>The services the notice tells of, by the names the client knows; those on the invoice when it tells of none in particular.</summary>
    private async Task<IReadOnlyList<string>> ServicesAsync(Turn turn, BillingAction.Notify notify, CancellationToken cancel)
    {
        List<string> names = [];
        foreach (Target target in Told(turn, notify).Distinct())
            if (await panel.ReadHandleAsync(target, cancel) is { } handle)
                names.Add(Named(handle));
        return names;
    }

    private static string Named(ServiceHandle handle) =>
        (handle["name"], handle.Domain.Length > 0 ? handle.Domain : handle["domain"]) switch
        {
            ({ Length: > 0 } name, { Length: > 0 } domain) => $"{name} — {domain}",
            ({ Length: > 0 } name, _) => name,
            (_, { Length: > 0 } domain) => domain,
            _ => handle.Target,
        };

    private static IEnumerable<Target> Told(Turn turn, BillingAction.Notify notify)
    {
        if (notify.Subject is { } subject) return [subject];
        Past past = turn.Facts.Past;
        if (notify.InvoiceId is null)
            return past.Deeds.Where(deed => deed is { State: DeedState.Done, Action: BillingAction.Unsuspend or BillingAction.Unfreeze } && deed.On == turn.Today)
                .Select(deed => deed.Action.About!.Value).Where(target => past.Open(target) is null);
        return past.AllEpisodes.Any(episode => episode is { Ended: null, Cause.Kind: CauseKind.Client } && episode.Cause.Invoice == notify.InvoiceId) && notify.Occasion > 0
            ? past.AllEpisodes.Where(episode => episode.Ended is null).Select(episode => episode.Target)
            : turn.Facts.FindInvoice(notify.InvoiceId.Value)?.Targets ?? [];
    }

    private static IReadOnlyList<(string Act, DateOnly On)> Next(Turn turn, BillingAction.Notify notify) =>
        notify.InvoiceId is { } invoice ? Outlook.Next(turn.Facts, turn.Policy, turn.Today, invoice) : [];

    private static Dictionary<string, string> Values(Turn turn, BillingAction.Notify notify)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        if (notify.Subject is { } subject && turn.Facts.Past.Done<BillingAction.ChangeCycle>().LastOrDefault(done => done.Action.Target == subject).Action is { } change)
        {
            values["from"] = change.From.Name;
            values["to"] = change.To.Name;
            values["amount"] = change.Amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
        }
        return values;
    }
}
