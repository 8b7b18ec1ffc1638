using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Engine.Tracking;

namespace Billing.Engine.Promising;

/// <summary>
/// Takes promises to pay that come by the link in a notice: shows what may be promised, records the promise, and has the client looked at at once. Who may promise
/// is decided in <see cref="Promises"/> alone, by facts read with nobody else at work on that client.
/// </summary>
/// <param name="panel">Where the client is read. While it does not answer, nothing is promised.</param>
/// <param name="ledger">Where promises are kept.</param>
/// <param name="policy">The policy in force.</param>
/// <param name="lookAt">Has a client looked at soon; returns at once.</param>
/// <param name="time">The clock.</param>
public sealed class PromiseDesk(IPanel panel, ILedger ledger, Func<BillingPolicy> policy, Action<int> lookAt, TimeProvider time)
{
    /// <summary>Somebody at work on the client makes way within that time, or the client tries again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PatientPanel patient = new(time);

    /// <summary>What the client is about to promise; null when the panel does not answer.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<PromisedInvoice?> ReadAsync(int client, int invoice, CancellationToken cancel)
    {
        Task<InvoiceSheet?> sheet = patient.AskAsync($"sheet {invoice}", patience => panel.ReadInvoiceSheetAsync(invoice, patience), cancel);
        if (await FactsAsync(client, cancel) is not { } facts) return null;
        DateOnly today = Today;
        PromiseAnswer answer = Promises.May(facts, policy(), today, invoice);
        Invoice? found = facts.FindInvoice(invoice);
        return new PromisedInvoice(invoice, facts.Client, await sheet, found?.Status, facts.Past.Promises.LastOrDefault(promise => promise.Invoice == invoice), answer,
            answer.Until is { } until ? Promises.Next(facts, policy(), today, invoice, until) : Outlook.Next(facts, policy(), today, invoice), found?.Targets.Count() ?? 0);
    }

    /// <summary>
    /// Records a promise. The same form sent again is the same promise. Null when none may be given any more, or not for as long as was confirmed: then nothing
    /// is recorded.
    /// </summary>
    /// <param name="links">The notice whose link was followed.</param>
    /// <param name="hit">The visit by which it came.</param>
    /// <param name="marks">What speaks against a person.</param>
    /// <param name="until">The last day, as it was confirmed.</param>
    /// <param name="confirmation">The word that confirmed it.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="LedgerException">It could not be recorded.</exception>
    public async Task<Receipt?> TakeAsync(NoticeLinks links, Hit hit, IReadOnlyCollection<string> marks, DateOnly until, string confirmation, CancellationToken cancel)
    {
        int invoice = links.Invoice ?? throw new InvalidOperationException($"{links.Key} is about no invoice");
        string form = Fitting.Once(confirmation);
        if (await FindAsync(invoice, form, cancel) is { } again) return again;
        await using (await AloneAsync(links.Client, cancel))
        {
            DateOnly today = Today;
            if (await FindAsync(invoice, form, cancel) is { } meanwhile) return meanwhile;
            if (await FactsAsync(links.Client, cancel) is not { } facts || Promises.May(facts, policy(), today, invoice).Until != until) return null;
            // given up halfway, nobody would know whether it counts
            if (!await ledger.PromiseAsync(links.Client, invoice, today, until, PageProof.Of(links, hit, marks, form), CancellationToken.None)) return null;
        }
        lookAt(links.Client);
        return await FindAsync(invoice, form, cancel) ?? throw new InvalidOperationException($"the promise to pay invoice {invoice} is not in the evidence");
    }

    private DateOnly Today => policy().DayOf(time.GetUtcNow());

    private async Task<ClientFacts?> FactsAsync(int client, CancellationToken cancel)
    {
        DateOnly today = Today;
        ClientFacts? facts = await patient.AskAsync($"client {client}", patience => panel.ReadClientAsync(client, new PanelReading(today, policy().RenewalsUntil(today)), patience), cancel);
        return facts is null ? null : Reader.Join(facts, await ledger.ReadAsync(client, cancel), await ledger.FirstDayAsync(cancel));
    }

    /// <summary>Nobody else is at that client then: two links pressed at once are one promise, and no run suspends meanwhile.</summary>
    private async Task<ILease> AloneAsync(int client, CancellationToken cancel)
    {
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            return await ledger.LeaseFirstAsync(client, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new LedgerException($"Client {client} is being worked on for longer than a page waits: nothing was recorded.");
        }
    }

    private async Task<Receipt?> FindAsync(int invoice, string form, CancellationToken cancel) =>
        (await ledger.Evidence.OfInvoiceAsync(invoice, cancel)).FirstOrDefault(entry => entry.Says.Kind == EvidenceKind.Promised && entry.Says[PageProof.Form] == form) is { } entry
            ? Receipt.Of(entry, policy().TimeZone) : null;
}
