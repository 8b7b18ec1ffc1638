using System.Globalization;

namespace Billing.Engine.Watching;

/// <summary>
/// How far one of the panel's growing tables was read. Two marks: what was seen, and the floor, up to which nothing can appear any more. Rows between the
/// two are remembered, so that only stragglers are new when they are read again. What is kept beyond the process is the floor.
/// </summary>
internal sealed class Trail(WatchOptions options)
{
    private readonly Queue<(DateTimeOffset At, long Seen)> steps = new();
    private readonly HashSet<long> known = [];

    /// <summary>The highest number read; null before the first.</summary>
    public long? Seen { get; private set; }

    /// <summary>Up to here nothing can appear any more.</summary>
    public long? Floor { get; private set; }

    /// <summary>How often the panel went back. Its numbers mean something else each time, so calls are named after it too.</summary>
    public int Epoch { get; private set; }

    /// <summary>Where a look begins: some way back, all the way when stragglers are looked for.</summary>
    public long? From(bool deep) => deep || Seen is null ? Floor : Math.Max(Floor!.Value, Seen.Value - options.Tail);

    /// <summary>Takes note of how far the panel has come. The first time that is where we begin, a tail before it.</summary>
    /// <returns>Whether the panel went back, and whether another beginning has to be read now.</returns>
    public (bool WentBack, bool Again) Measure(long? highest)
    {
        bool back = highest < Seen;
        if (highest is not { } top || (Seen is not null && !back)) return (false, false);
        if (back) Epoch++;
        known.Clear();
        steps.Clear();
        Seen = Floor = Math.Max(0, top - options.Tail);
        return (back, true);
    }

    public bool Knows(long id) => known.Contains(id);

    /// <summary>These were called for.</summary>
    public void Remember(IEnumerable<long> ids, long? readTo)
    {
        known.UnionWith(ids);
        if (readTo > Seen) Seen = readTo;
    }

    /// <summary>Raises the floor to what was seen a good while ago.</summary>
    public void Settle(DateTimeOffset now)
    {
        if (Seen is not { } seen) return;
        if (steps.Count == 0 || steps.Last().Seen != seen) steps.Enqueue((now, seen));
        while (steps.Count > 1 && steps.ElementAt(1).At <= now - options.Straggling) steps.Dequeue();
        long old = steps.Peek() is var (at, then) && at <= now - options.Straggling ? then : Floor!.Value;
        long floor = Math.Max(Floor!.Value, Math.Max(Math.Min(old, seen - options.Tail), seen - options.MostStraggling));
        if (floor == Floor) return;
        Floor = floor;
        known.RemoveWhere(id => id <= floor);
    }

    /// <summary>What is kept: <c>5871</c>, <c>5871/1</c>; <c>-</c> before the first.</summary>
    public override string ToString() => Floor is { } floor ? string.Create(CultureInfo.InvariantCulture, $"{floor}{Suffix}") : "-";

    /// <summary>What tells numbers apart that the panel gave twice.</summary>
    public string Suffix => Epoch == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{Epoch}");

    /// <summary>Begins where it was kept; what cannot be understood is as if nothing had been kept.</summary>
    public void Resume(string kept)
    {
        string[] parts = kept.Split('/');
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long floor)) return;
        Seen = Floor = floor;
        Epoch = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : 0;
    }
}
