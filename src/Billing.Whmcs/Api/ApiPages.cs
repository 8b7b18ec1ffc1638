using System.Runtime.CompilerServices;
using Billing.Engine.Panel;

namespace Billing.Whmcs.Api;

/// <summary>
/// Reads a long list page by page. The panel pages by offset over a list that lives: when a row leaves it in between, the next page begins one row too
/// late. An invoice missed that way would look like a debt that is gone. So pages overlap, and where they do not meet, all is read again.
/// </summary>
internal sealed class ApiPages(WhmcsApi api)
{
    public const int Size = 250;

    private const int Overlap = 20;
    private const int Tries = 3;

    /// <summary>Every element, each once, in the panel's order.</summary>
    /// <param name="call">The call, without its page.</param>
    /// <param name="outer">The list's name.</param>
    /// <param name="inner">Its elements' name; null for a bare list.</param>
    /// <param name="keep">What to keep of an element; null leaves it out.</param>
    /// <param name="enough">Asked after each page of what was kept of it: true ends the reading early.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<List<T>> ReadAsync<T>(
        Func<ApiCall> call, string outer, string? inner, Func<ApiAnswer, T?> keep, Func<IReadOnlyList<T>, bool>? enough, CancellationToken cancel) where T : class
    {
        for (int attempt = 1; attempt <= Tries; attempt++)
            if (await OnceAsync(call, outer, inner, keep, enough, cancel) is { } all) return all;
        throw new PanelException(PanelFailure.BadAnswer, $"{call().Action} at {api.Host}: the list changes or stays incomplete while it is read; it is tried again with the next run");
    }

    /// <summary>
    /// A page at a time, none kept. Where the list changes meanwhile something may be missing or come twice: for readers to whom that does no harm.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<ApiAnswer>> EachAsync(Func<ApiCall> call, string outer, string? inner, [EnumeratorCancellation] CancellationToken cancel)
    {
        string first = "";
        for (int start = 0; ;)
        {
            ApiCall page = call().With("limitstart", start).With("limitnum", Size);
            ApiAnswer answer = await api.ReadAsync(page, cancel);
            (IReadOnlyList<ApiAnswer> rows, int total, bool counted) = Understand(page, answer, outer, inner);
            if (rows.Count == 0 || rows[0].Text("id") == first) yield break;   // the same page again: this panel does not page
            first = rows[0].Text("id");
            yield return rows;
            start += rows.Count;
            if (counted ? start >= total : rows.Count < Size) yield break;
        }
    }

    private (IReadOnlyList<ApiAnswer> Rows, int Total, bool Counted) Understand(ApiCall page, ApiAnswer answer, string outer, string? inner) => api.Understand(page, answer,
        fields => (inner is null ? fields.List(outer) : fields.List(outer, inner), fields.Number("totalresults"), fields.Names("totalresults")));

    private async Task<List<T>?> OnceAsync<T>(
        Func<ApiCall> call, string outer, string? inner, Func<ApiAnswer, T?> keep, Func<IReadOnlyList<T>, bool>? enough, CancellationToken cancel) where T : class
    {
        var kept = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int start = 0;
        bool overlaps = false;
        while (true)
        {
            ApiCall page = call().With("limitstart", start).With("limitnum", Size);
            ApiAnswer answer = await api.ReadAsync(page, cancel);
            (IReadOnlyList<ApiAnswer> rows, int total, bool counted) = Understand(page, answer, outer, inner);
            int before = seen.Count;
            List<T> fresh = [.. rows.Where(row => seen.Add(row.Text("id"))).Select(keep).OfType<T>()];
            kept.AddRange(fresh);
            bool met = !overlaps || seen.Count - before < rows.Count;
            bool last = rows.Count == 0 || (counted ? start + rows.Count >= total : seen.Count == before);
            if (last) return (met || rows.Count == 0) && (!counted || seen.Count >= total) ? kept : null;
            if (!met || seen.Count == before) return null;
            if (enough is not null && enough(fresh)) return kept;
            overlaps = rows.Count > Overlap;
            start += overlaps ? rows.Count - Overlap : rows.Count;
        }
    }
}
