namespace Billing.Plugin.Dns.Zones;

/// <summary>What a zone has besides its records: the keys that sign it, and its settings by kind (the metadata of PowerDNS).</summary>
internal sealed record Belongings(IReadOnlyList<SigningKey> Keys, IReadOnlyDictionary<string, IReadOnlyList<string>> Settings)
{
    // Made with the zone itself, and written anew by the server whenever it likes.
    private static readonly HashSet<string> OfTheHead = new(StringComparer.Ordinal) { "SOA-EDIT", "SOA-EDIT-API" };

    /// <summary>Settings that a zone does not get by being made.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Extra => Settings.Where(setting => !OfTheHead.Contains(setting.Key));

    /// <summary>The zone's signatures are made elsewhere and stand in it as records: whoever changes a record makes it invalid.</summary>
    public bool Presigned => Settings.TryGetValue("PRESIGNED", out IReadOnlyList<string>? value) && value is ["1"];
}

/// <summary>A key that signs a zone, with its private half: it goes into the file of a backup and back to the server, and nowhere else.</summary>
/// <param name="Public">The DNSKEY record, which the DS at the parent is made of.</param>
internal sealed record SigningKey(int Flags, bool Active, bool Published, string Public, string Private)
{
    public override string ToString() => $"key {Public}";
}
