using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Engine.Evidence;

namespace Billing.Engine.Ledger;

/// <summary>The evidence of a ledger in memory.</summary>
internal sealed class MemoryEvidence(TimeProvider clock, MemoryChannelBook channels) : IEvidence
{
    private readonly Lock gate = new();
    private readonly List<(EvidenceRecord Record, EvidenceEntry Entry)> chain = [];
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Client, DateTimeOffset At, byte[] Content)> contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NoticeLinks> links = new(StringComparer.Ordinal);

    public int Append(IReadOnlyList<EvidenceRecord> records)
    {
        lock (gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            int added = 0;
            foreach (EvidenceRecord record in records)
            {
                if (record.Once is { } once && !told.Add(once)) continue;
                chain.Add((record, Chain.Next(Head(), record, now)));
                if (record.Proof.Content is { } content) contents.TryAdd(Chain.Digest(content), (record.Client, now, content));
                added++;
            }
            return added;
        }
    }

    public Task<int> AppendAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancel) => Task.FromResult(Append(records));

    public async IAsyncEnumerable<EvidenceEntry> ReadAllAsync(long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (EvidenceEntry entry in await Locked(() => chain.Skip((int)from - 1).Select(each => each.Entry).ToArray())) yield return entry;
    }

    public Task<IReadOnlyList<EvidenceEntry>> OfInvoiceAsync(int invoice, CancellationToken cancel) => Locked<IReadOnlyList<EvidenceEntry>>(() =>
    {
        HashSet<string> keys = [.. chain.Where(each => each.Record.Invoice == invoice && each.Record.Key.Length > 0).Select(each => each.Record.Key)];
        return [.. chain.Where(each => each.Record.Invoice == invoice || keys.Contains(each.Record.Key)).Select(each => each.Entry)];
    });

    public Task<IReadOnlyList<EvidenceEntry>> OfKeyAsync(string key, CancellationToken cancel) =>
        Locked<IReadOnlyList<EvidenceEntry>>(() => [.. chain.Where(each => each.Record.Key == key).Select(each => each.Entry)]);

    public Task<EvidenceHead> HeadAsync(CancellationToken cancel) => Locked(Head);

    public Task<byte[]?> ContentAsync(string digest, CancellationToken cancel) => Locked(() => contents.TryGetValue(digest, out (int, DateTimeOffset, byte[] Content) kept) ? kept.Content : null);

    public Task<int> EraseAsync(int? client, DateTimeOffset before, string why, CancellationToken cancel) => Locked(() =>
    {
        int erased = 0, gone = 0;
        for (int i = 0; i < chain.Count; i++)
            if (chain[i].Entry is { Personal: not null } entry && (client is null || chain[i].Record.Client == client) && entry.Says.At < before)
            {
                chain[i] = (chain[i].Record, new EvidenceEntry(entry.Number, entry.Body, entry.Hash, null));
                erased++;
            }
        foreach (string digest in contents.Where(each => each.Value.At < before && (client is null || each.Value.Client == client)).Select(each => each.Key).ToArray())
            gone += contents.Remove(digest) ? 1 : 0;
        channels.Erase(client, before);
        if (erased + gone > 0)
            Append([new EvidenceRecord(EvidenceKind.Erased, client ?? 0, null, "", Proof.Of(("entries", Text(erased)), ("contents", Text(gone)), ("before", Written.Moment(before)), ("why", why)))]);
        return erased;
    });

    public Task<NoticeLinks> KeepLinksAsync(NoticeLinks given, CancellationToken cancel) => Locked(() => links.Values.FirstOrDefault(kept => kept.Key == given.Key) ?? (links[given.Id] = given));

    public Task<NoticeLinks?> FindLinksAsync(string id, CancellationToken cancel) => Locked(() => links.GetValueOrDefault(id));

    private EvidenceHead Head() => chain is [.., { Entry: var last }] ? new EvidenceHead(last.Number, last.Hash) : Chain.Empty;

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (gate) return Task.FromResult(work());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
