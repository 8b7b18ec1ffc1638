using Billing.Engine.Evidence;
using Billing.Engine.Ledger;

namespace Billing.System.Tests.Tracking;

/// <summary>A ledger whose database goes away and comes back.</summary>
internal sealed class GoneEvidence(IEvidence evidence) : IEvidence
{
    public bool Gone { get; set; }

    /// <summary>It writes, and nobody hears of it.</summary>
    public bool GoneAfter { get; set; }

    /// <summary>What an appending waits for; nothing if null.</summary>
    public TaskCompletionSource? Held { get; set; }

    /// <summary>Done when an appending is held.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource appended = new();

    /// <summary>The next appending that succeeds.</summary>
    public Task AppendedAsync() => (appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private IEvidence There => Gone ? throw new LedgerException("The ledger is gone.") : evidence;

    public async Task<int> AppendAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancel)
    {
        if (Held is { } held)
        {
            Reached.TrySetResult();
            await held.Task.WaitAsync(cancel);
        }
        int added = await There.AppendAsync(records, cancel);
        if (GoneAfter) throw new LedgerException("The ledger went away.");
        appended.TrySetResult();
        return added;
    }

    public IAsyncEnumerable<EvidenceEntry> ReadAllAsync(long from, CancellationToken cancel) => There.ReadAllAsync(from, cancel);

    public async Task<IReadOnlyList<EvidenceEntry>> OfInvoiceAsync(int invoice, CancellationToken cancel) => await There.OfInvoiceAsync(invoice, cancel);

    public async Task<IReadOnlyList<EvidenceEntry>> OfKeyAsync(string key, CancellationToken cancel) => await There.OfKeyAsync(key, cancel);

    public async Task<EvidenceHead> HeadAsync(CancellationToken cancel) => await There.HeadAsync(cancel);

    public async Task<byte[]?> ContentAsync(string digest, CancellationToken cancel) => await There.ContentAsync(digest, cancel);

    public async Task<int> EraseAsync(int? client, DateTimeOffset before, string why, CancellationToken cancel) => await There.EraseAsync(client, before, why, cancel);

    public async Task<NoticeLinks> KeepLinksAsync(NoticeLinks links, CancellationToken cancel) => await There.KeepLinksAsync(links, cancel);

    public async Task<NoticeLinks?> FindLinksAsync(string id, CancellationToken cancel) => await There.FindLinksAsync(id, cancel);
}
