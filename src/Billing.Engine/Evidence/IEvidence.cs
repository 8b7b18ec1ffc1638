namespace Billing.Engine.Evidence;

/// <summary>
/// The append-only, chained part of a ledger: what can be proved. What the ledger itself does (a notice handed over, an act done, an objection) it adds here in the
/// same transaction; everything that comes later from outside is appended with <see cref="AppendAsync"/>. Nothing is ever changed or removed but personal values.
/// </summary>
public interface IEvidence
{
    /// <summary>Adds these in their order, all or none, durably. One whose <see cref="EvidenceRecord.Once"/> is known is left out.</summary>
    /// <returns>How many were added.</returns>
    Task<int> AppendAsync(IReadOnlyList<EvidenceRecord> records, CancellationToken cancel);

    /// <summary>Every entry from that number on, in order. One stream.</summary>
    IAsyncEnumerable<EvidenceEntry> ReadAllAsync(long from, CancellationToken cancel);

    /// <summary>Everything about an invoice, in order: entries that name it, and entries of notices and acts whose key is among those.</summary>
    Task<IReadOnlyList<EvidenceEntry>> OfInvoiceAsync(int invoice, CancellationToken cancel);

    /// <summary>Everything about one notice or act, in order.</summary>
    Task<IReadOnlyList<EvidenceEntry>> OfKeyAsync(string key, CancellationToken cancel);

    /// <summary>The end of the chain.</summary>
    Task<EvidenceHead> HeadAsync(CancellationToken cancel);

    /// <summary>The bytes of that digest as they were sent; null when they were not kept, or were erased.</summary>
    Task<byte[]?> ContentAsync(string digest, CancellationToken cancel);

    /// <summary>Erases personal values (of one client, or of all) and contents of entries made before that moment, and adds one entry that says so.</summary>
    /// <param name="client">Whose; null for everybody's.</param>
    /// <param name="before">Entries made before it.</param>
    /// <param name="why">In words, for the entry.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Of how many entries something was erased.</returns>
    Task<int> EraseAsync(int? client, DateTimeOffset before, string why, CancellationToken cancel);

    /// <summary>Keeps where the links of a notice lead. The first ones of a notice stay, so that a notice made again has the same links.</summary>
    /// <returns>Those that are kept.</returns>
    Task<NoticeLinks> KeepLinksAsync(NoticeLinks links, CancellationToken cancel);

    /// <summary>The links of that identity; null when there are none.</summary>
    Task<NoticeLinks?> FindLinksAsync(string id, CancellationToken cancel);
}

/// <summary>Where the links of one notice lead. What stands in a message is only the identity, signed.</summary>
/// <param name="Id">24 characters of base32 in lower case, random.</param>
/// <param name="Key">The notice.</param>
/// <param name="Client">Its client.</param>
/// <param name="Invoice">Its invoice; null for none.</param>
/// <param name="Destinations">Web addresses by the link's name: <c>pay</c>.</param>
/// <param name="Made">When.</param>
/// <param name="Expires">From when on they lead to the panel's front page only.</param>
public sealed record NoticeLinks(string Id, string Key, int Client, int? Invoice, IReadOnlyDictionary<string, string> Destinations, DateTimeOffset Made, DateTimeOffset Expires);
