using System.Net;
using System.Text.Json;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns.PowerDns;

/// <summary>Keys and metadata of the zones of one PowerDNS. Its answers may hold private keys: no text of them gets into an outcome.</summary>
internal sealed class PowerDnsBelongings(string place, Func<HttpMethod, string, string?, CancellationToken, Task<Answer>> send)
{
    private sealed record Cryptokey(int Id, int Flags, bool Active, bool? Published, string? Dnskey, string? Privatekey);

    private sealed record Metadata(string Kind, [property: System.Text.Json.Serialization.JsonPropertyName("metadata")] IReadOnlyList<string> Values);

    public async Task<(Belongings? Found, AdapterOutcome? Why)> ReadAsync(string zone, bool signed, CancellationToken cancel)
    {
        (IReadOnlyList<Cryptokey>? listed, AdapterOutcome? why) = await GetAsync<IReadOnlyList<Cryptokey>>($"{zone}/cryptokeys", cancel);
        if (listed is null && (signed || why is not AdapterOutcome.Refused { Kind: FailureKind.InvalidInput })) return (null, why);   // a store without DNSSEC has no keys
        List<SigningKey> keys = [];
        foreach (Cryptokey key in listed ?? [])
        {
            (Cryptokey? whole, why) = await GetAsync<Cryptokey>($"{zone}/cryptokeys/{key.Id}", cancel);
            if (whole is null) return (null, why);
            if (whole is not { Dnskey: { Length: > 0 } shown, Privatekey: { Length: > 0 } hidden }) return (null, NoPrivateHalf(key));
            keys.Add(new SigningKey(whole.Flags, whole.Active, whole.Published ?? true, shown, hidden));
        }
        (Belongings? settings, why) = await SettingsAsync(zone, cancel);
        return (settings is null ? null : settings with { Keys = keys }, why);
    }

    /// <summary>All but the keys.</summary>
    public async Task<(Belongings? Found, AdapterOutcome? Why)> SettingsAsync(string zone, CancellationToken cancel)
    {
        (IReadOnlyList<Metadata>? settings, AdapterOutcome? why) = await GetAsync<IReadOnlyList<Metadata>>($"{zone}/metadata", cancel);
        return settings is null ? (null, why) : (new Belongings([], settings.ToDictionary(setting => setting.Kind, setting => setting.Values)), null);
    }

    public async Task<AdapterOutcome?> GiveKeysAsync(string zone, Belongings belongings, CancellationToken cancel)
    {
        if (belongings.Keys.Count == 0) return null;
        (IReadOnlyList<Cryptokey>? there, AdapterOutcome? why) = await GetAsync<IReadOnlyList<Cryptokey>>($"{zone}/cryptokeys", cancel);
        if (there is null) return why;
        foreach (SigningKey key in belongings.Keys.Where(key => there.All(other => other.Dnskey != key.Public)))
        {
            // The server tells the two kinds apart by this word, and writes the flags from it.
            string body = JsonSerializer.Serialize(new { keytype = (key.Flags & 1) == 1 ? "ksk" : "zsk", active = key.Active, published = key.Published, content = key.Private });
            why = Said(await send(HttpMethod.Post, $"{zone}/cryptokeys", body, cancel), "a key");
            if (why is not null) return why;
        }
        return null;
    }

    public async Task<(IReadOnlyList<string> LeftOut, AdapterOutcome? Why)> GiveSettingsAsync(string zone, ZoneHead head, Belongings belongings, CancellationToken cancel)
    {
        List<string> leftOut = [];
        var asked = belongings.Extra.Select(setting => (setting.Key, Change(zone, setting.Key, setting.Value, belongings.Settings)))
            .Prepend(("kind", (zone, new { kind = head.Kind, account = head.Account, masters = head.Masters, soa_edit_api = head.SoaEditApi })))
            .Prepend(("SOA-EDIT", (zone, head.SoaEdit.Length > 0 ? new { soa_edit = head.SoaEdit } : null)));
        foreach ((string kind, (string path, object? body)) in asked)
        {
            if (body is null) continue;
            AdapterOutcome? said = Said(await send(HttpMethod.Put, path, JsonSerializer.Serialize(body), cancel), kind);
            if (said is AdapterOutcome.Refused { Kind: FailureKind.InvalidInput }) leftOut.Add(kind);
            else if (said is not null) return (leftOut, said);
        }
        return (leftOut, null);
    }

    // Some are changed as properties of the zone only; as metadata they can just be read.
    private static (string Path, object? Body) Change(string zone, string kind, IReadOnlyList<string> values, IReadOnlyDictionary<string, IReadOnlyList<string>> all) => kind switch
    {
        "NSEC3PARAM" when values is [var parameters, ..] => (zone, new { nsec3param = parameters, nsec3narrow = all.TryGetValue("NSEC3NARROW", out IReadOnlyList<string>? narrow) && narrow is ["1"] }),
        "NSEC3NARROW" => (zone, null),
        "API-RECTIFY" => (zone, new { api_rectify = values is ["1"] }),
        "TSIG-ALLOW-AXFR" => (zone, new { master_tsig_key_ids = values }),
        "AXFR-MASTER-TSIG" => (zone, new { slave_tsig_key_ids = values }),
        _ => ($"{zone}/metadata/{Uri.EscapeDataString(kind)}", new { kind, metadata = values }),
    };

    private async Task<(T? Found, AdapterOutcome? Why)> GetAsync<T>(string path, CancellationToken cancel) where T : class
    {
        Answer answer = await send(HttpMethod.Get, path, null, cancel);
        if (Said(answer, path) is { } why) return (null, why);
        try
        {
            return JsonSerializer.Deserialize<T>(answer.Body, JsonSerializerOptions.Web) is { } found ? (found, null) : (null, Odd());
        }
        catch (JsonException)
        {
            return (null, Odd());
        }
    }

    private AdapterOutcome? Said(Answer answer, string what) => answer switch
    {
        { Why: AdapterOutcome.Refused { Kind: FailureKind.InvalidInput } } => new AdapterOutcome.Refused(FailureKind.InvalidInput, $"{place} does not take or give {what}"),
        { Why: not null } => answer.Why,
        { Status: HttpStatusCode.NotFound } => new AdapterOutcome.Conflict($"the zone is no longer on {place}"),
        _ => null,
    };

    private AdapterOutcome.Failed Odd() => new(FailureKind.BadResponse, $"what {place} answered about the keys and settings of a zone cannot be understood");

    private AdapterOutcome.Refused NoPrivateHalf(Cryptokey key) => new(FailureKind.Unsupported,
        $"{place} does not give the private half of key {key.Id}: without it a restored zone would not fit its DS; back the zone up by hand");
}
