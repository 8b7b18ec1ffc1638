using System.Text;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Zones;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.Plugin.Dns.Rfc2136;

/// <summary>Records as the library has them ↔ record sets as text.</summary>
internal static class Records
{
    public static Zone Read(string zone, IEnumerable<DnsRecordBase> records) => new(zone,
        [.. from record in records.DistinctBy(record => record.ToString())
            let parts = record.ToString()!.Split(' ', 5)   // name, TTL, class, type, the rest
            where parts.Length == 5
            group (Ttl: record.TimeToLive, Entry: new Entry(parts[4])) by (Name: parts[0].ToLowerInvariant(), Type: parts[3]) into set
            select new RecordSet(set.Key.Name, set.Key.Type, set.Min(record => record.Ttl), [.. set.Select(record => record.Entry)])]);

    public static IEnumerable<DnsRecordBase> Of(string zone, RecordSet set)
    {
        string text = string.Concat(set.Records.Select(entry => $"{set.Name} {set.Ttl} IN {set.Type} {entry.Content}\n"));
        using var file = new MemoryStream(Encoding.ASCII.GetBytes(text));
        return [.. ARSoft.Tools.Net.Dns.Zone.ParseMasterFile(DomainName.Parse(zone), file)];
    }

    public static RecordType Type(string name) => Enum.TryParse(name, ignoreCase: true, out RecordType type) ? type : (RecordType)ushort.Parse(name.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);

    public static TSigAlgorithm Algorithm(string name) => name switch
    {
        "hmac-sha512" => TSigAlgorithm.Sha512,
        "hmac-sha384" => TSigAlgorithm.Sha384,
        "hmac-sha224" => TSigAlgorithm.Sha224,
        "hmac-sha1" => TSigAlgorithm.Sha1,
        _ => TSigAlgorithm.Sha256,
    };
}
