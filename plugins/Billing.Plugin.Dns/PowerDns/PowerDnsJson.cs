using System.Text.Json;
using System.Text.Json.Serialization;
using Billing.Plugin.Dns.Zones;

namespace Billing.Plugin.Dns.PowerDns;

/// <summary>Zones as PowerDNS writes them in JSON.</summary>
internal static class PowerDnsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record Rrset(string Name, string Type, int? Ttl, IReadOnlyList<Entry>? Records, IReadOnlyList<Note>? Comments, string? Changetype = null);

    private sealed record ZoneDocument(string Name, string? Kind, string? Account, string? SoaEdit, string? SoaEditApi, bool? ApiRectify, bool? Dnssec,
        IReadOnlyList<string>? Masters, IReadOnlyList<Rrset>? Rrsets, IReadOnlyList<string>? Nameservers = null);

    /// <summary>Throws <see cref="JsonException"/> for what is no zone.</summary>
    public static Zone Read(string body)
    {
        ZoneDocument zone = JsonSerializer.Deserialize<ZoneDocument>(body, Options) ?? throw new JsonException("no zone");
        if (zone.Rrsets is null || zone.Name is null) throw new JsonException("a zone without record sets");
        return new Zone(zone.Name.ToLowerInvariant(), [.. zone.Rrsets.Where(set => set.Records is { Count: > 0 }).Select(Set)],
            new ZoneHead(zone.Kind ?? "Native", zone.Account ?? "", zone.SoaEdit ?? "", zone.SoaEditApi ?? "", zone.ApiRectify ?? false, zone.Dnssec ?? false, zone.Masters ?? []));
    }

    /// <summary>Removals first: a CNAME that comes back must find its name empty.</summary>
    public static string Patch(IEnumerable<Change> changes) => JsonSerializer.Serialize(new
    {
        Rrsets = changes.OrderBy(change => change.To is not null).Select(change => change.To is { } set
            ? new Rrset(set.Name, set.Type, set.Ttl, set.Records, change.From is null && set.Notes is { Count: > 0 } ? set.Notes : null, "REPLACE")
            : new Rrset(change.Name, change.Type, null, null, null, "DELETE")).ToArray(),
    }, Options);

    /// <summary>A new zone, without its keys. What is not said gets the server's default, but <c>soa_edit_api</c> left out is not the same as empty.</summary>
    public static string Create(Zone zone) => JsonSerializer.Serialize(new ZoneDocument(zone.Name, zone.Head!.Kind, zone.Head.Account, zone.Head.SoaEdit is { Length: > 0 } edit ? edit : null,
        zone.Head.SoaEditApi, zone.Head.ApiRectify ? true : null, null, zone.Head.Masters,
        [.. zone.Sets.Select(set => new Rrset(set.Name, set.Type, set.Ttl, set.Records, set.Notes is { Count: > 0 } ? set.Notes : null))], []), Options);

    /// <summary>The text of <c>{"error": …}</c>, or nothing.</summary>
    public static string Error(string body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out JsonElement error) ? error.ToString() : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static RecordSet Set(Rrset set) => new(set.Name.ToLowerInvariant(), set.Type, set.Ttl ?? 0, set.Records!, set.Comments is { Count: > 0 } ? set.Comments : null);
}
