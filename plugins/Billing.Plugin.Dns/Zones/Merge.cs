namespace Billing.Plugin.Dns.Zones;

/// <summary>
/// Putting back what stood there, set by set: what is still as we wrote it becomes again what it was, what somebody edited meanwhile stays as he
/// left it and is told. What we never wrote is not looked at.
/// </summary>
internal sealed record Merge(IReadOnlyList<Change> Changes, IReadOnlyList<string> Conflicts)
{
    public static Merge Back(Kept kept, Zone zone)
    {
        List<Change> changes = [];
        List<string> conflicts = [];
        foreach (IGrouping<string, (string Name, string Type)> name in kept.Saved.Concat(kept.Parked).Select(set => set.Key).Distinct().GroupBy(key => key.Name))
        {
            List<Change> here = [];
            foreach ((string Name, string Type) key in name)
            {
                RecordSet? current = zone.Find(key);
                (RecordSet? wanted, bool edited) = Decide(Of(kept.Saved, key), Of(kept.Parked, key), current);
                if (edited) conflicts.Add($"{key.Name.TrimEnd('.')} {key.Type}");
                if (!RecordSet.Same(wanted, current)) here.Add(new Change(current, wanted));
            }
            if (Possible(zone.With(here).At(name.Key))) changes.AddRange(here);
            else conflicts.Add(name.Key.TrimEnd('.'));
        }
        return new Merge(changes, conflicts);
    }

    private static (RecordSet? Wanted, bool Edited) Decide(RecordSet? saved, RecordSet? parked, RecordSet? current)
    {
        if (RecordSet.SameRecords(current, parked)) return (saved, false);
        if (RecordSet.Same(current, saved)) return (saved, false);
        if (current is null || parked is null) return (current, true);
        Entry[] theirs = [.. current.Records.Except(parked.Records)];
        return (theirs.Length == 0 ? saved : current with { Records = theirs }, true);   // our address among theirs goes
    }

    // A CNAME stands alone.
    private static bool Possible(IEnumerable<RecordSet> sets) =>
        sets.Where(set => set.Live && set.Type is not ("RRSIG" or "NSEC")).ToArray() is var live && (live.Length <= 1 || live.All(set => set.Type != "CNAME"));

    private static RecordSet? Of(IReadOnlyList<RecordSet> sets, (string, string) key) => sets.FirstOrDefault(set => set.Key == key);
}
