using System.Text;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns.Zones;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.Plugin.Dns.Rfc2136;

/// <summary>
/// Records as the library has them ↔ record sets as text. HTTPS and SVCB stay bytes (RFC 3597: <c>\# length hex</c>): the library cannot read back every
/// parameter that it writes, and what is put back has to be exact.
/// </summary>
internal static class Records
{
    private const ushort Hidden = 65280;   // the first number for private use: with it a type is unknown to the library

    public static Zone Read(string zone, IEnumerable<DnsRecordBase> records) => new(zone,
        [.. from record in records.DistinctBy(record => record.ToString())
            let parts = Text(record).Split(' ', 5)   // name, TTL, class, type, the rest
            where parts.Length == 5
            group (Ttl: record.TimeToLive, Entry: new Entry(parts[4])) by (Name: parts[0].ToLowerInvariant(), Type: parts[3]) into set
            select new RecordSet(set.Key.Name, set.Key.Type, set.Min(record => record.Ttl), [.. set.Select(record => record.Entry)])]);

    /// <summary>Has the library take HTTPS and SVCB for types that it does not know.</summary>
    public static void Hide(byte[] message)
    {
        foreach (int type in Wire.Types(message).Where(type => message[type] == 0 && message[type + 1] is 64 or 65)) message[type] = Hidden >> 8;
    }

    private static string Text(DnsRecordBase record) => record is UnknownRecord { RecordType: (RecordType)(Hidden + 64) or (RecordType)(Hidden + 65) } bytes
        ? $"{record.Name} {record.TimeToLive} IN {((ushort)record.RecordType == Hidden + 64 ? "SVCB" : "HTTPS")} \\# {bytes.RecordData.Length} {Convert.ToHexString(bytes.RecordData)}"
        : record.ToString()!;

    public static IEnumerable<DnsRecordBase> Of(string zone, RecordSet set)
    {
        if (set.Type is "HTTPS" or "SVCB" && set.Records.All(entry => entry.Content.StartsWith(@"\# ", StringComparison.Ordinal)))
            return [.. set.Records.Select(entry => new UnknownRecord(DomainName.Parse(set.Name), (RecordType)(set.Type == "SVCB" ? 64 : 65), RecordClass.INet, set.Ttl, Convert.FromHexString(entry.Content.Split(' ')[^1])))];
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
