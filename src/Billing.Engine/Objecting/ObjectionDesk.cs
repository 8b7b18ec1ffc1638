using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;

namespace Billing.Engine.Objecting;

/// <summary>
/// Takes objections that come by the link in a notice (policy §4.5): shows what is objected to, records what the client says, and has the client looked at at
/// once, so that the ticket is opened. It opens nothing itself and keeps nobody waiting for the panel.
/// </summary>
/// <param name="panel">Where the invoice is read. While it is down, objections are taken all the same.</param>
/// <param name="ledger">Where they are kept.</param>
/// <param name="policy">The policy in force.</param>
/// <param name="lookAt">Has a client looked at soon; returns at once.</param>
/// <param name="time">The clock.</param>
public sealed class ObjectionDesk(IPanel panel, ILedger ledger, Func<BillingPolicy> policy, Action<int> lookAt, TimeProvider time)
{
    private readonly PatientPanel patient = new(time);

    /// <summary>What the client is about to object to.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<ObjectedInvoice> ReadAsync(int client, int invoice, CancellationToken cancel)
    {
        DateOnly today = policy().DayOf(time.GetUtcNow());
        Task<InvoiceSheet?> sheet = patient.AskAsync($"sheet {invoice}", patience => panel.ReadInvoiceSheetAsync(invoice, patience), cancel);
        Task<InvoiceNow?> now = patient.AskAsync($"now {invoice}", patience => panel.ReadInvoiceNowAsync(invoice, patience), cancel);
        Task<ClientFacts?> facts = patient.AskAsync($"client {client}", patience => panel.ReadClientAsync(client, new PanelReading(today, policy().RenewalsUntil(today)), patience), cancel);
        Objection? objection = Last(await ledger.ReadAsync(client, cancel), invoice);
        return new ObjectedInvoice(invoice, await sheet, (await now)?.Status, (await facts)?.Client, objection, policy().ObjectionPauses);
    }

    /// <summary>
    /// Records an objection. To an invoice that was objected to before, the words are added to the evidence and nothing else follows. The same form sent again is
    /// the same objection.
    /// </summary>
    /// <param name="links">The notice whose link was followed.</param>
    /// <param name="hit">The visit by which it came.</param>
    /// <param name="marks">What speaks against a person.</param>
    /// <param name="said">In the client's words, as <see cref="ObjectionText"/> has them.</param>
    /// <param name="confirmation">The word that confirmed it.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="LedgerException">It could not be recorded.</exception>
    public async Task<Receipt> TakeAsync(NoticeLinks links, Hit hit, IReadOnlyCollection<string> marks, string said, string confirmation, CancellationToken cancel)
    {
        int invoice = links.Invoice ?? throw new InvalidOperationException($"{links.Key} is about no invoice");
        string form = Fitting.Once(confirmation);
        if (await FindAsync(invoice, entry => entry.Says[PageProof.Form] == form, cancel) is { } again) return again;
        DateOnly on = policy().DayOf(time.GetUtcNow());
        Proof proof = PageProof.Of(links, hit, marks, form);
        if (Last(await ledger.ReadAsync(links.Client, cancel), invoice) is { Answered: not null })
            await ledger.Evidence.AppendAsync([Witness.Objected(links.Client, invoice, on, said, proof)], CancellationToken.None);
        else await ledger.ObjectAsync(links.Client, invoice, on, said, proof, CancellationToken.None);   // given up halfway, nobody would know whether it counts
        lookAt(links.Client);
        return await FindAsync(invoice, entry => entry.Says[PageProof.Form] == form, cancel) ?? await FindAsync(invoice, entry => entry.Says["on"] == Written.Day(on) && entry.Says["said"] == said, cancel)
            ?? throw new InvalidOperationException($"the objection to invoice {invoice} is not in the evidence");
    }

    /// <summary>The first entry of an objection to that invoice of which that holds, as a receipt.</summary>
    private async Task<Receipt?> FindAsync(int invoice, Func<EvidenceEntry, bool> which, CancellationToken cancel)
    {
        EvidenceEntry[] objections = [.. (await ledger.Evidence.OfInvoiceAsync(invoice, cancel)).Where(entry => entry.Says.Kind == EvidenceKind.Objected)];
        return objections.FirstOrDefault(which) is { } entry
            ? Receipt.Of(entry, policy().TimeZone) with { Added = entry.Number != objections[0].Number } : null;
    }

    private static Objection? Last(Past past, int invoice) =>
        past.Objections.Where(objection => objection.Invoice == invoice).OrderBy(objection => objection.Answered is null).ThenBy(objection => objection.On).LastOrDefault();
}
