using System.Globalization;
using System.Text.Json;

namespace Billing.Engine.Evidence;

/// <summary>Something wrong with the chain.</summary>
/// <param name="Entry">The entry's number.</param>
/// <param name="What">In words: changed, missing, moved.</param>
public sealed record ChainFinding(long Entry, string What);

/// <summary>What came of reckoning the chain again from its beginning.</summary>
/// <param name="Entries">How many there are.</param>
/// <param name="End">The last one.</param>
/// <param name="Stamps">How many time stamps confirm the chain up to them.</param>
/// <param name="Findings">What is wrong, the first of it.</param>
/// <param name="Wrong">How much is wrong in all.</param>
public sealed record ChainReport(long Entries, EvidenceHead End, int Stamps, IReadOnlyList<ChainFinding> Findings, int Wrong)
{
    /// <summary>Nothing is wrong.</summary>
    public bool Holds => Wrong == 0;
}

/// <summary>
/// Reckons the chain again from its beginning, in one stream. Finds every entry that was changed, is missing, was put in or moved, every personal value that is
/// another one, and every time stamp that confirms something else. Who can rewrite everything behind an entry can do so unseen up to the last time stamp, or the
/// last head that was written down elsewhere: that is what those are for.
/// </summary>
public static class ChainCheck
{
    private const int Most = 50;

    /// <summary>Between the end that a time stamp was asked for and the stamp itself lie at most so many entries.</summary>
    private const int LookBack = 10_000;

    /// <summary>Reads all of it.</summary>
    /// <param name="evidence">The chain.</param>
    /// <param name="progress">Told the number of entries read, now and then.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<ChainReport> RunAsync(IEvidence evidence, IProgress<long>? progress, CancellationToken cancel)
    {
        EvidenceHead marked = await evidence.HeadAsync(cancel), last = Chain.Empty;
        List<ChainFinding> findings = [];
        Queue<EvidenceHead> behind = new();
        int wrong = 0, stamps = 0;
        long entries = 0;
        await foreach (EvidenceEntry entry in evidence.ReadAllAsync(1, cancel))
        {
            if (entry.Number > last.Number + 1) Found(last.Number + 1, entry.Number == last.Number + 2 ? "is missing" : Text($"to {entry.Number - 1} are missing"));
            foreach (string what in Of(entry, last)) Found(entry.Number, what);
            if (Kind(entry) == EvidenceKind.Stamped)
                if (Stamping.Confirms(entry.Says, behind)) stamps++;
                else Found(entry.Number, "is a time stamp of something else than the chain before it");
            last = new EvidenceHead(entry.Number, entry.Hash);
            behind.Enqueue(last);
            if (behind.Count > LookBack) behind.Dequeue();
            if (++entries % 10_000 == 0) progress?.Report(entries);
        }
        if (marked.Number > last.Number) Found(last.Number + 1, marked.Number == last.Number + 1 ? "is missing: the chain had it as its end" : Text($"to {marked.Number} are missing: the chain ended there"));
        else if (marked.Number == last.Number && marked.Hash != last.Hash) Found(last.Number, "is not the end that the chain had");
        return new ChainReport(entries, last, stamps, findings, wrong);

        void Found(long number, string what)
        {
            wrong++;
            if (findings.Count < Most) findings.Add(new ChainFinding(number, what));
        }
    }

    private static IEnumerable<string> Of(EvidenceEntry entry, EvidenceHead last)
    {
        if (Number(entry) is not { } number) yield return "was changed: it cannot be read any more";
        else if (number != entry.Number) yield return Text($"carries the number {number}: it was moved");
        if (last.Number + 1 == entry.Number && Chain.Hash(last.Hash, entry.Body) != entry.Hash) yield return "was changed, or follows another entry than it did";
        foreach (string name in Forged(entry)) yield return $"has another {name} than the one that was written";
    }

    private static long? Number(EvidenceEntry entry)
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(entry.Body);
            return body.RootElement.GetProperty("number").GetInt64();
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static EvidenceKind? Kind(EvidenceEntry entry)
    {
        try
        {
            return entry.Says.Kind;
        }
        catch (EvidenceException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Forged(EvidenceEntry entry)
    {
        try
        {
            return Chain.Forged(entry);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return ["personal value"];
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
