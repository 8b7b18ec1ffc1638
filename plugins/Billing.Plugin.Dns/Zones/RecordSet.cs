using System.Globalization;

namespace Billing.Plugin.Dns.Zones;

/// <summary>One record as its server writes it, without name, type and TTL.</summary>
internal sealed record Entry(string Content, bool Disabled = false);

/// <summary>A remark that PowerDNS keeps beside a record set.</summary>
internal sealed record Note(string Content, string Account, long ModifiedAt);

/// <summary>All records of one name and type. Names are absolute, in lower case, with the last dot.</summary>
internal sealed record RecordSet(string Name, string Type, int Ttl, IReadOnlyList<Entry> Records, IReadOnlyList<Note>? Notes = null)
{
    public (string Name, string Type) Key => (Name, Type);

    /// <summary>Somebody who asks gets an answer from it.</summary>
    public bool Live => Records.Any(entry => !entry.Disabled);

    public override string ToString() => $"{Name.TrimEnd('.')} {Type}";

    /// <summary>The same records and TTL, in whatever order; two that are not there are the same as well.</summary>
    public static bool Same(RecordSet? one, RecordSet? other) => one?.Ttl == other?.Ttl && SameRecords(one, other);

    /// <summary>The same records, whatever their TTL.</summary>
    public static bool SameRecords(RecordSet? one, RecordSet? other) =>
        one is null || other is null ? one is null && other is null : Sorted(one).SequenceEqual(Sorted(other));

    private static IEnumerable<Entry> Sorted(RecordSet set) => set.Records.OrderBy(e => e.Content, StringComparer.Ordinal).ThenBy(e => e.Disabled);
}

/// <summary>What a record set was when it was looked at and is to become; null is "not there".</summary>
internal sealed record Change(RecordSet? From, RecordSet? To)
{
    public string Name => (To ?? From!).Name;

    public string Type => (To ?? From!).Type;
}

/// <summary>What PowerDNS knows of a zone besides its records. Unknown to servers that only take updates.</summary>
internal sealed record ZoneHead(string Kind, string Account, string SoaEdit, string SoaEditApi, bool ApiRectify, bool Dnssec, IReadOnlyList<string> Masters)
{
    public bool Copied => Kind is "Slave" or "Consumer";
}

/// <summary>A zone at one moment.</summary>
internal sealed record Zone(string Name, IReadOnlyList<RecordSet> Sets, ZoneHead? Head = null)
{
    public RecordSet? Find((string Name, string Type) key) => Sets.FirstOrDefault(set => set.Key == key);

    public IEnumerable<RecordSet> At(string name) => Sets.Where(set => set.Name == name);

    public RecordSet? Soa => Find((Name, "SOA"));

    /// <summary>0 when it cannot be told.</summary>
    public uint Serial => Soa?.Records[0].Content.Split(' ') is { Length: > 2 } parts && uint.TryParse(parts[2], CultureInfo.InvariantCulture, out uint serial) ? serial : 0;

    /// <summary>The zone as it is once these changes are made.</summary>
    public Zone With(IReadOnlyList<Change> changes)
    {
        HashSet<(string, string)> changed = [.. changes.Select(change => (change.Name, change.Type))];
        return this with { Sets = [.. Sets.Where(set => !changed.Contains(set.Key)), .. changes.Select(change => change.To).OfType<RecordSet>()] };
    }
}
