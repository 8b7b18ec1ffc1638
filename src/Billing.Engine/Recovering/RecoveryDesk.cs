using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Engine.Tracking;

namespace Billing.Engine.Recovering;

/// <summary>
/// Takes wishes to have something terminated back, by the link in its notice (policy §7.4): shows what can be had back and how far that has come, records the wish, and
/// has the client looked at at once, so that the fee invoice is raised. It raises and restores nothing itself.
/// </summary>
/// <param name="panel">Where the client is read. While it does not answer, nothing is asked for.</param>
/// <param name="ledger">Where wishes are kept.</param>
/// <param name="policy">The policy in force.</param>
/// <param name="lookAt">Has a client looked at soon; returns at once.</param>
/// <param name="time">The clock.</param>
public sealed class RecoveryDesk(IPanel panel, ILedger ledger, Func<BillingPolicy> policy, Action<int> lookAt, TimeProvider time)
{
    private readonly PatientPanel patient = new(time);

    /// <summary>What was terminated for that invoice, or everything where none is named; null when the panel does not answer.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<RecoverableServices?> ReadAsync(int client, int? invoice, CancellationToken cancel)
    {
        DateOnly today = Today;
        if (await patient.AskAsync($"client {client}", patience => panel.ReadClientAsync(client, new PanelReading(today, policy().RenewalsUntil(today)), patience), cancel) is not { } read) return null;
        ClientFacts facts = Reader.Join(read, await ledger.ReadAsync(client, cancel), await ledger.FirstDayAsync(cancel));
        List<RecoverableService> services = [];
        foreach (RecoveryOffer offer in RecoveryOffers.Of(facts, policy(), today, invoice))
            services.Add(new RecoverableService(offer, await NameAsync(offer.Target, cancel), await ToPayAsync(offer, cancel)));
        return new RecoverableServices(facts.Client, services);
    }

    /// <summary>
    /// Records that the client wants a service back. The same form sent again is the same wish. Null when it is not offered any more, or not for what was confirmed:
    /// then nothing is recorded.
    /// </summary>
    /// <param name="links">The notice whose link was followed.</param>
    /// <param name="hit">The visit by which it came.</param>
    /// <param name="marks">What speaks against a person.</param>
    /// <param name="wanted">The service, and its fee as it was confirmed.</param>
    /// <param name="confirmation">The word that confirmed it.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="LedgerException">It could not be recorded.</exception>
    public async Task<Receipt?> TakeAsync(NoticeLinks links, Hit hit, IReadOnlyCollection<string> marks, (Target Target, decimal Fee) wanted, string confirmation, CancellationToken cancel)
    {
        string form = Fitting.Once(confirmation);
        EvidenceEntry? asked = await FindAsync(links, form, cancel);
        if (asked is null)
        {
            if ((await ReadAsync(links.Client, links.Invoice, cancel))?.Services.FirstOrDefault(service => service.Offer.Target == wanted.Target)?.Offer is not { Stage: RecoveryStage.Offered } offer || offer.Fee != wanted.Fee)
                return await FindAsync(links, form, cancel) is { } meanwhile ? Receipt.Of(meanwhile, policy().TimeZone) : null;
            await ledger.Evidence.AppendAsync([Witness.AskedBack(links, wanted.Target, Today, PageProof.Of(links, hit, marks, form))], CancellationToken.None);
            asked = await FindAsync(links, form, cancel);   // null when it was said by another link on the same day: that is the same wish
        }
        // the evidence comes first: broken off in between, the form sent again finds it and gets here
        await ledger.AskRecoveryAsync(links.Client, wanted.Target, asked is null ? Today : Written.Day(asked.Says["on"]), CancellationToken.None);
        lookAt(links.Client);
        return asked is null ? null : Receipt.Of(asked, policy().TimeZone);
    }

    private DateOnly Today => policy().DayOf(time.GetUtcNow());

    private async Task<string> NameAsync(Target target, CancellationToken cancel) =>
        await patient.AskAsync($"handle {target}", patience => panel.ReadHandleAsync(target, patience), cancel) is { } handle ? NoticeMaking.Named(handle) : $"{target}";

    private async Task<IReadOnlyList<InvoiceSheet>> ToPayAsync(RecoveryOffer offer, CancellationToken cancel)
    {
        List<InvoiceSheet> sheets = [];
        if (offer.Stage is RecoveryStage.Gone or RecoveryStage.Restored or RecoveryStage.Paid) return sheets;
        IEnumerable<int> unpaid = offer is { FeeInvoice: { } fee, FeePaid: false } ? [fee] : [];
        foreach (int invoice in unpaid.Concat(offer.Owed.Select(owed => owed.Id)))
            if (await patient.AskAsync($"sheet {invoice}", patience => panel.ReadInvoiceSheetAsync(invoice, patience), cancel) is { } sheet) sheets.Add(sheet);
        return sheets;
    }

    private async Task<EvidenceEntry?> FindAsync(NoticeLinks links, string form, CancellationToken cancel) =>
        (await (links.Invoice is { } invoice ? ledger.Evidence.OfInvoiceAsync(invoice, cancel) : ledger.Evidence.OfKeyAsync(links.Key, cancel)))
            .FirstOrDefault(entry => entry.Says.Kind == EvidenceKind.AskedBack && entry.Says[PageProof.Form] == form);
}
