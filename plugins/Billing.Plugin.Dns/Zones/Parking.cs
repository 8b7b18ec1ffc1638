using Billing.Plugin.Dns.Configuration;

namespace Billing.Plugin.Dns.Zones;

/// <summary>What is known of a zone that we took offline: what stood there, and what we wrote instead.</summary>
internal sealed record Kept(string Marker, IReadOnlyList<RecordSet> Saved, IReadOnlyList<RecordSet> Parked);

/// <summary>Which record sets take a zone's site off the air, and which carry its mail.</summary>
internal sealed class Parking(SuspendSettings settings)
{
    private static readonly HashSet<string> Web = new(StringComparer.Ordinal) { "A", "AAAA", "CNAME", "ALIAS", "HTTPS", "SVCB" };

    private static readonly HashSet<string> MailServers = new(StringComparer.Ordinal) { "mail", "smtp", "imap", "pop", "pop3", "mx" };

    private static readonly HashSet<string> MailPrograms = new(StringComparer.Ordinal) { "_imap", "_imaps", "_pop3", "_pop3s", "_submission", "_submissions" };

    private static readonly HashSet<string> OfMail = new(StringComparer.Ordinal) { "autodiscover", "autoconfig" };

    /// <summary>What to keep and what to write; the marker is not part of it. Nothing when the zone has no site.</summary>
    public Kept Plan(Zone zone, string marker)
    {
        if (settings.Disable)
        {
            // Not the SOA: PowerDNS writes it anew with every change, and switches it on again.
            RecordSet[] all = [.. zone.Sets.Where(set => set.Live && set.Type != "SOA" && set.Key != Hold.Key(zone.Name))];
            return new Kept(marker, all, [.. all.Select(set => set with { Records = [.. set.Records.Select(entry => entry with { Disabled = true })] })]);
        }
        string[] names = [.. Sites(zone).Except(Mail(zone))];
        IEnumerable<RecordSet> goingOn = names.Where(name => name.StartsWith('*')).SelectMany(wildcard => FromWildcard(zone, wildcard, names));
        RecordSet[] parked = [.. names.SelectMany(Addresses).Concat(goingOn).DistinctBy(set => set.Key)];
        RecordSet[] saved = [.. zone.Sets.Where(set => names.Contains(set.Name) && (parked.Any(p => p.Key == set.Key) || (set.Live && Web.Contains(set.Type))))];
        return new Kept(marker, saved, parked);
    }

    /// <summary>Names with a site that stay as they are, because mail goes there or the zone's own name servers are there.</summary>
    public IReadOnlyList<string> Spared(Zone zone) => settings.Disable ? [] : [.. Sites(zone).Intersect(Mail(zone))];

    /// <summary>The site is off the air: by an address of ours, or because the whole zone is switched off.</summary>
    public bool Offline(Zone zone) => zone.Sets.All(set => !set.Live || set.Type == "SOA")
        || Parked(zone).Count > 0;

    /// <summary>The site's names that have an address of ours.</summary>
    public IReadOnlyList<string> Parked(Zone zone)
    {
        HashSet<string> names = [.. Configured(zone)];
        return [.. zone.Sets.Where(set => set.Type is "A" or "AAAA" && names.Contains(set.Name) && set.Records.Any(entry => !entry.Disabled && settings.Is(entry.Content))).Select(set => set.Name).Distinct()];
    }

    public bool HasSite(Zone zone) => Sites(zone).Any();

    private IEnumerable<RecordSet> Addresses(string name)
    {
        yield return new RecordSet(name, "A", settings.Ttl, [new Entry(settings.Ipv4)]);
        if (settings.Ipv6 is { } ipv6) yield return new RecordSet(name, "AAAA", settings.Ttl, [new Entry(ipv6)]);
    }

    private IEnumerable<string> Configured(Zone zone) => settings.Names.Select(name => name == "@" ? zone.Name : $"{name}.{zone.Name}");

    private IEnumerable<string> Sites(Zone zone) => Configured(zone).Distinct().Where(name => zone.At(name).Any(set => set.Live && Web.Contains(set.Type)));

    // Names that mail programs use and that lived from the wildcard get, while it is parked, what it said: they go on, and are gone again with the lifting.
    private static IEnumerable<RecordSet> FromWildcard(Zone zone, string wildcard, string[] parked) =>
        from label in MailServers.Concat(OfMail)
        let name = $"{label}.{wildcard[2..]}"
        where !zone.Sets.Any(set => set.Name == name || set.Name.EndsWith("." + name, StringComparison.Ordinal))
        from set in zone.At(wildcard).Where(set => set.Live && set.Type is not ("HTTPS" or "SVCB" or "RRSIG" or "NSEC"))
        from answer in set.Type is "CNAME" or "ALIAS" ? Addresses(zone, set, parked) : [set]
        select answer with { Name = name, Notes = null };

    // Another name for something that is parked as well is replaced by the addresses that it had.
    private static IEnumerable<RecordSet> Addresses(Zone zone, RecordSet alias, string[] parked)
    {
        for (int steps = 0; steps < 8; steps++)
        {
            string target = Target(alias.Records[0]);
            if (!parked.Contains(target)) return [alias];
            if (zone.At(target).FirstOrDefault(set => set.Live && set.Type is "CNAME" or "ALIAS") is { } next) alias = next;
            else return zone.At(target).Where(set => set.Live && set.Type is "A" or "AAAA");
        }
        return [];
    }

    // What must go on: what an MX or NS names, what mail programs are told (SRV) and what is called like a mail server; then whatever these are only
    // another name for. One without records of its own lives from a wildcard.
    private static HashSet<string> Mail(Zone zone)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(zone.Sets.Where(set => set.Type is "MX" or "NS" || (set.Type == "SRV" && MailPrograms.Contains(set.Name.Split('.')[0])))
            .SelectMany(set => set.Records).Where(entry => !entry.Disabled).Select(Target).Concat(Called(zone, MailServers.Contains)));
        while (open.TryDequeue(out string? name))
        {
            if ((name != zone.Name && !name.EndsWith("." + zone.Name, StringComparison.Ordinal)) || !found.Add(name)) continue;
            if (!zone.At(name).Any())
            {
                for (string above = Above(name); above.Length >= zone.Name.Length; above = Above(above)) open.Enqueue($"*.{above}");
            }
            foreach (RecordSet alias in zone.At(name).Where(set => set.Live && set.Type is "CNAME" or "ALIAS")) open.Enqueue(Target(alias.Records[0]));
        }
        found.UnionWith(Called(zone, label => OfMail.Contains(label) || label.StartsWith('_')));
        return found;
    }

    private static string Above(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static string Target(Entry entry) => entry.Content.Split(' ')[^1].ToLowerInvariant();

    private static IEnumerable<string> Called(Zone zone, Func<string, bool> so) =>
        zone.Sets.Select(set => set.Name).Where(name => name != zone.Name && so(name.Split('.')[0]));
}
