using Billing.Plugin.Dns.Configuration;

namespace Billing.Plugin.Dns.Zones;

/// <summary>What is known of a zone that we took offline: what stood there, and what we wrote instead.</summary>
internal sealed record Kept(string Marker, IReadOnlyList<RecordSet> Saved, IReadOnlyList<RecordSet> Parked);

/// <summary>Which record sets take a zone's site off the air, and which carry its mail.</summary>
internal sealed class Parking(SuspendSettings settings)
{
    private static readonly HashSet<string> Web = new(StringComparer.Ordinal) { "A", "AAAA", "CNAME", "ALIAS", "HTTPS", "SVCB" };

    private static readonly HashSet<string> MailServers = new(StringComparer.Ordinal) { "mail", "smtp", "imap", "pop", "pop3", "mx" };

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
        RecordSet[] parked = [.. names.SelectMany(Addresses)];
        RecordSet[] saved = [.. zone.Sets.Where(set => names.Contains(set.Name) && (parked.Any(p => p.Key == set.Key) || (set.Live && Web.Contains(set.Type))))];
        return new Kept(marker, saved, parked);
    }

    /// <summary>Names with a site that stay as they are, because mail goes there.</summary>
    public IReadOnlyList<string> Spared(Zone zone) => settings.Disable ? [] : [.. Sites(zone).Intersect(Mail(zone))];

    /// <summary>The site is off the air: by an address of ours, or because the whole zone is switched off.</summary>
    public bool Offline(Zone zone) => zone.Sets.All(set => !set.Live || set.Type == "SOA")
        || zone.Sets.Any(set => set.Type is "A" or "AAAA" && Configured(zone).Contains(set.Name) && set.Records.Any(entry => !entry.Disabled && settings.Is(entry.Content)));

    public bool HasSite(Zone zone) => Sites(zone).Any();

    private IEnumerable<RecordSet> Addresses(string name)
    {
        yield return new RecordSet(name, "A", settings.Ttl, [new Entry(settings.Ipv4)]);
        if (settings.Ipv6 is { } ipv6) yield return new RecordSet(name, "AAAA", settings.Ttl, [new Entry(ipv6)]);
    }

    private IEnumerable<string> Configured(Zone zone) => settings.Names.Select(name => name == "@" ? zone.Name : $"{name}.{zone.Name}");

    private IEnumerable<string> Sites(Zone zone) => Configured(zone).Distinct().Where(name => zone.At(name).Any(set => set.Live && Web.Contains(set.Type)));

    // Where mail goes: what an MX names and what is called like a mail server; then whatever these are only another name for. A mail server without
    // records of its own lives from the wildcard.
    private static HashSet<string> Mail(Zone zone)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(zone.Sets.Where(set => set.Type == "MX").SelectMany(set => set.Records).Where(entry => !entry.Disabled).Select(Target)
            .Concat(Called(zone, MailServers.Contains)));
        while (open.TryDequeue(out string? name))
        {
            if ((name != zone.Name && !name.EndsWith("." + zone.Name, StringComparison.Ordinal)) || !found.Add(name)) continue;
            if (!zone.At(name).Any()) open.Enqueue($"*.{name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]}");
            foreach (RecordSet alias in zone.At(name).Where(set => set.Live && set.Type is "CNAME" or "ALIAS")) open.Enqueue(Target(alias.Records[0]));
        }
        found.UnionWith(Called(zone, label => OfMail.Contains(label) || label.StartsWith('_')));
        return found;
    }

    private static string Target(Entry entry) => entry.Content.Split(' ')[^1].ToLowerInvariant();

    private static IEnumerable<string> Called(Zone zone, Func<string, bool> so) =>
        zone.Sets.Select(set => set.Name).Where(name => name != zone.Name && so(name.Split('.')[0]));
}
