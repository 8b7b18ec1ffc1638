using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Tracking;

namespace Billing.Engine.Runs;

/// <summary>A notice as the ledger has it, and what became of it.</summary>
internal sealed record ExplainedNotice(BillingAction.Notify Notice, Entry Entry, NoticeStory Story);

/// <summary>Why things are as they are with a client, or with one thing or invoice of it, what follows today, and what does not, each with its reason. Nothing is done.</summary>
internal sealed record Explanation(
    ClientFacts Facts, DateOnly Today, Explained Asked, Why Why, IReadOnlyList<Decision> Decisions, IReadOnlyList<ExplainedNotice> Notices, IReadOnlyList<Entry> History,
    IReadOnlyList<UnreadableRow> Unreadable)
{
    /// <summary>Reads the client afresh and explains; null when the panel has no such client, or it cannot be understood.</summary>
    public static async Task<Explanation?> OfAsync(IPanel panel, ILedger ledger, BillingPolicy policy, JudgingOptions judging, int client, Explained asked, DateOnly today, CancellationToken cancel)
    {
        Reader reader = new(panel, ledger, policy, today);
        if (await reader.ReadAsync(client, cancel) is not { } facts) return null;
        if (asked.Invoice is { } invoice && facts.FindInvoice(invoice) is null) facts = await WithSettledAsync(panel, facts, invoice, cancel);
        Why why = asked.Of(Why.Of(facts, policy, today));
        Entry[] history = [.. (await ledger.HistoryAsync(client, cancel)).Where(entry => asked.Concerns(entry.Action, why))];
        List<ExplainedNotice> notices = [];
        foreach (Entry entry in history)
            if (entry.Action is BillingAction.Notify notice) notices.Add(new ExplainedNotice(notice, entry, await NoticeStory.OfAsync(ledger.Evidence, notice.Key, judging, cancel)));
        return new Explanation(facts, today, asked, why,
            [.. Decider.Decide(facts, policy, today, Occasion.Run, explain: true).Where(decision => asked.Concerns(decision, why))], notices, history, reader.Reading.Unreadable);
    }

    /// <summary>Everything still to come, by day.</summary>
    public IEnumerable<Ahead> Ahead => Why.Invoices.SelectMany(invoice => invoice.Stages.Where(stage => stage.On > Today).Select(stage => Of(invoice.Invoice, stage)))
        .Concat(Why.Services.SelectMany(service => service.Coming.Where(ahead => ahead.On >= Today).Select(ahead => ahead with { What = $"{service.Service.Target} {ahead.What}" })))
        .OrderBy(ahead => ahead.On);

    private static Ahead Of(Invoice invoice, StageWhy stage) => new(stage.On,
        $"invoice {invoice.Id}: {string.Join(", ", stage.Stage.Do.Select(Outlook.Word).Concat(stage.Stage.Tell.Select(tell => $"tell {tell.Key}")))}{(stage.Note.Length > 0 ? $" ({stage.Note})" : "")}",
        $"{stage.Stage.At}{(stage.Moved.Count > 0 ? $", {string.Join(", ", stage.Moved)}" : "")}");

    /// <summary>Who asks for an invoice that is settled gets it too: decisions do not need it, so the facts do not have it.</summary>
    private static async Task<ClientFacts> WithSettledAsync(IPanel panel, ClientFacts facts, int invoice, CancellationToken cancel) =>
        await panel.ReadInvoiceNowAsync(invoice, cancel) is { Owed: false } now && await panel.ReadInvoiceSheetAsync(invoice, cancel) is { } sheet
            ? facts with { Invoices = [.. facts.Invoices, new Invoice { Id = invoice, Date = sheet.Date, Due = sheet.Due, Status = now.Status, Balance = now.Balance }] } : facts;
}
