using Billing.Core.Actions;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;

namespace Billing.Engine.Runs;

/// <summary>A notice as it would be made now, for somebody who wants to see it. Nothing is sent, recorded or kept.</summary>
internal static class Preview
{
    /// <summary>Makes it as for sending, but for the links: paying leads straight to the panel, objecting nowhere, and no picture is asked for.</summary>
    /// <param name="panel">Where the client and the invoice are.</param>
    /// <param name="ledger">What was done with the client before.</param>
    /// <param name="policy">What happens next.</param>
    /// <param name="notify">What would be told to whom; whether it would be told now is not asked.</param>
    /// <param name="links">Links whose use is recorded; null when they are not set up.</param>
    /// <param name="today">The local day.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Null when the panel has no such client or invoice, or they cannot be understood.</returns>
    public static async Task<Notice?> OfAsync(IPanel panel, ILedger ledger, BillingPolicy policy, BillingAction.Notify notify, LinkOptions? links, DateOnly today, CancellationToken cancel)
    {
        if (await new Reader(panel, ledger, policy, today).ReadAsync(notify.Client, cancel) is not { } facts) return null;
        InvoiceSheet? sheet = null;
        if (notify.InvoiceId is { } invoice && (sheet = await panel.ReadInvoiceSheetAsync(invoice, cancel)) is null) return null;
        Notice notice = await new NoticeMaking(panel).MakeAsync(notify, sheet, facts, policy, today, cancel);
        return links?.Url is { } url ? notice with { Values = Linked(notice, new Uri(url, NoticeLinking.Path + "preview").AbsoluteUri) } : notice;
    }

    /// <summary>Every page that the notice would lead to, at an address that leads nowhere.</summary>
    private static Dictionary<string, string> Linked(Notice notice, string nowhere)
    {
        Dictionary<string, string> values = new(notice.Values);
        if (notice.Invoice is not null) values[NoticeValues.ObjectLink] = nowhere;
        if (values.ContainsKey(NoticeValues.PromiseUntil)) values[NoticeValues.PromiseLink] = nowhere;
        if (values.ContainsKey(NoticeValues.RecoveryFee)) values[NoticeValues.RecoverLink] = nowhere;
        return values;
    }
}
