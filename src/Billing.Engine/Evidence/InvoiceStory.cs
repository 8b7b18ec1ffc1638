using Billing.Engine.Tracking;

namespace Billing.Engine.Evidence;

/// <summary>One notice of an invoice: to whom, what became of it, and the most that can be said of its arrival.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name in the policy.</param>
/// <param name="Channel">Over which channel.</param>
/// <param name="Entries">Everything about it, in order.</param>
/// <param name="Hits">Its opens and clicks.</param>
public sealed record NoticeStory(string Key, string Name, string Channel, IReadOnlyList<EvidenceEntry> Entries, HitTally Hits)
{
    /// <summary>To which address; empty when it was erased, or the channel has none.</summary>
    public string To => First(EvidenceKind.Queued)?["to"] ?? "";

    /// <summary>It came back.</summary>
    public bool Bounced => First(EvidenceKind.Bounced) is not null;

    /// <summary>The first statement of that kind about the notice itself, not about a copy.</summary>
    public Statement? First(EvidenceKind kind) => Entries.Select(entry => entry.Says).FirstOrDefault(said => said.Kind == kind && !said.OfCopy);

    /// <summary>The best grade reached; empty when it was not even handed over.</summary>
    public string Grade => Grades.Of(Entries.Select(entry => entry.Says), Hits);

    /// <summary>Reads that of one notice.</summary>
    public static async Task<NoticeStory> OfAsync(IEvidence evidence, string key, JudgingOptions judging, CancellationToken cancel) => Of(key, [.. await evidence.OfKeyAsync(key, cancel)], judging);

    internal static NoticeStory Of(string key, EvidenceEntry[] entries, JudgingOptions judging)
    {
        Statement? named = entries.Select(entry => entry.Says).FirstOrDefault(said => said["notice"].Length > 0);
        return new NoticeStory(key, named?["notice"] ?? key, named?["channel"] ?? "", entries, HitTally.Of([.. entries.Select(entry => entry.Says)], judging));
    }
}

/// <summary>Everything that can be proved about an invoice.</summary>
/// <param name="Invoice">Its number in the panel.</param>
/// <param name="Client">Whose it is; 0 when nothing is known of it.</param>
/// <param name="Notices">Its notices, in the order in which they were begun.</param>
/// <param name="Others">What else happened: services, objections, acceptance; in order.</param>
/// <param name="Entries">All of it, in the order of the chain.</param>
public sealed record InvoiceStory(int Invoice, int Client, IReadOnlyList<NoticeStory> Notices, IReadOnlyList<EvidenceEntry> Others, IReadOnlyList<EvidenceEntry> Entries)
{
    /// <summary>Reads it.</summary>
    public static async Task<InvoiceStory> OfAsync(IEvidence evidence, int invoice, JudgingOptions judging, CancellationToken cancel)
    {
        IReadOnlyList<EvidenceEntry> entries = await evidence.OfInvoiceAsync(invoice, cancel);
        ILookup<string, EvidenceEntry> byNotice = entries.Where(entry => OfNotice(entry.Says)).ToLookup(entry => entry.Says.Key, StringComparer.Ordinal);
        return new InvoiceStory(invoice, entries.Select(entry => entry.Says.Client).FirstOrDefault(client => client > 0),
            [.. byNotice.Select(notice => NoticeStory.Of(notice.Key, [.. notice], judging))], [.. entries.Where(entry => !OfNotice(entry.Says))], entries);
    }

    private static bool OfNotice(Statement said) => said.Key.StartsWith("notify/", StringComparison.Ordinal);
}
