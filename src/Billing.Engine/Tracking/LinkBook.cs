using System.Collections.Concurrent;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;

namespace Billing.Engine.Tracking;

/// <summary>A notice's links, and when its first other end took it; null while that is not known.</summary>
public sealed record KnownLinks(NoticeLinks Links, DateTimeOffset? Accepted);

/// <summary>
/// Where links lead, from the ledger, and from memory for those used lately. What is remembered does not change any more: links never do, and an acceptance
/// that is not there yet is asked for again. Forged tokens never get here.
/// </summary>
/// <param name="evidence">The ledger's part.</param>
/// <param name="time">The clock.</param>
/// <param name="most">Remembers at most twice as many.</param>
public sealed class LinkBook(IEvidence evidence, TimeProvider time, int most = 10_000)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);
    private volatile ConcurrentDictionary<string, Page> young = New(), old = New();

    /// <summary>The links of that identity; null when there are none.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read, and they are not remembered.</exception>
    public async Task<KnownLinks?> FindAsync(string id, CancellationToken cancel)
    {
        Page? kept = young.GetValueOrDefault(id) ?? old.GetValueOrDefault(id);
        if (kept is not null && (kept.Known.Accepted is not null || time.GetUtcNow() - kept.Read < AskAgain)) return Keep(id, kept);
        try
        {
            return (kept?.Known.Links ?? await evidence.FindLinksAsync(id, cancel)) is { } links ? Keep(id, new Page(new KnownLinks(links, await AcceptedAsync(links.Key, cancel)), time.GetUtcNow())) : null;
        }
        catch (LedgerException) when (kept is not null)
        {
            return Keep(id, kept);
        }
    }

    private KnownLinks Keep(string id, Page page)
    {
        if (young.Count >= most) (old, young) = (young, New());
        young[id] = page;
        return page.Known;
    }

    private async Task<DateTimeOffset?> AcceptedAsync(string key, CancellationToken cancel) => (await evidence.OfKeyAsync(key, cancel))
        .Select(entry => entry.Says).Where(said => said.Kind == EvidenceKind.Accepted).Select(said => (DateTimeOffset?)said.At).FirstOrDefault();

    private static ConcurrentDictionary<string, Page> New() => new(StringComparer.Ordinal);

    private sealed record Page(KnownLinks Known, DateTimeOffset Read);
}
