using System.Net;
using System.Text.Json;
using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns.PowerDns;

/// <summary>The zones of one PowerDNS.</summary>
internal sealed class PowerDnsServer(PowerDnsSettings server, Patience patience, PowerDnsClient client) : IZoneKeeper
{
    private readonly PowerDnsBelongings _belongings = new(server.ToString(), (method, path, body, cancel) =>
        client.SendAsync(method, $"zones/{path}", body, method == HttpMethod.Get ? patience.Read : patience.Change, cancel));

    public string Place => server.ToString();

    public async Task<Sighting> ReadAsync(string zone, CancellationToken cancel)
    {
        // The whole zone: asked for single record sets it hides the disabled ones.
        Answer answer = await client.SendAsync(HttpMethod.Get, Path(zone), null, patience.Read, cancel);
        if (answer.Why is not null) return new Sighting.Unclear(answer.Why);
        if (answer.Status == HttpStatusCode.NotFound) return new Sighting.Missing();
        try
        {
            Zone found = PowerDnsJson.Read(answer.Body);
            return found.Name == zone ? new Sighting.There(found) : new Sighting.Unclear(Odd());
        }
        catch (JsonException)
        {
            return new Sighting.Unclear(Odd());
        }
    }

    public async Task<AdapterOutcome?> WriteAsync(Zone zone, IReadOnlyList<Change> changes, CancellationToken cancel)
    {
        if (zone.Head is { Copied: true })
            return new AdapterOutcome.Refused(FailureKind.Unsupported, $"{Place} only copies {zone.Name} from another server: configure that one");
        if (zone.Head is { Dnssec: true })
        {
            (Belongings? found, AdapterOutcome? why) = await _belongings.SettingsAsync(Name(zone.Name), cancel);
            if (found is null) return why;
            if (found.Presigned) return new AdapterOutcome.Refused(FailureKind.Unsupported, $"the signatures of {zone.Name} on {Place} are made elsewhere: a record changed here would make it invalid");
        }
        return Said(await client.SendAsync(HttpMethod.Patch, Path(zone.Name), PowerDnsJson.Patch(changes), patience.Change, cancel));
    }

    public async Task<AdapterOutcome?> CreateAsync(Zone zone, CancellationToken cancel) =>
        Said(await client.SendAsync(HttpMethod.Post, "zones", PowerDnsJson.Create(zone), patience.Change, cancel));

    public async Task<AdapterOutcome?> DeleteAsync(string zone, CancellationToken cancel) =>
        Said(await client.SendAsync(HttpMethod.Delete, Path(zone), null, patience.Change, cancel));

    public Task<(Belongings? Found, AdapterOutcome? Why)> BelongingsAsync(Zone zone, CancellationToken cancel) =>
        _belongings.ReadAsync(Name(zone.Name), zone.Head is { Dnssec: true }, cancel);

    public Task<AdapterOutcome?> GiveKeysAsync(string zone, Belongings belongings, CancellationToken cancel) => _belongings.GiveKeysAsync(Name(zone), belongings, cancel);

    public Task<(IReadOnlyList<string> LeftOut, AdapterOutcome? Why)> GiveSettingsAsync(Zone zone, Belongings belongings, CancellationToken cancel) =>
        _belongings.GiveSettingsAsync(Name(zone.Name), zone.Head!, belongings, cancel);

    public async Task<AdapterOutcome?> RectifyAsync(string zone, CancellationToken cancel) =>
        Said(await client.SendAsync(HttpMethod.Put, $"{Path(zone)}/rectify", "", patience.Change, cancel));

    public async Task<IReadOnlyList<string>> TestAsync(CancellationToken cancel)
    {
        Answer answer = await client.SendAsync(HttpMethod.Get, "../localhost", null, patience.Read, cancel);
        return answer switch
        {
            { Why: AdapterOutcome.Refused why } => [why.Message],
            { Why: AdapterOutcome.Failed why } => [why.Message],
            { Why: AdapterOutcome.Unknown why } => [why.Message],
            { Status: HttpStatusCode.OK } when answer.Body.Contains("daemon_type", StringComparison.Ordinal) => [],
            _ => [$"{Place} answers, but not like the API of PowerDNS"],
        };
    }

    public void Dispose() => client.Dispose();

    private AdapterOutcome? Said(Answer answer) => answer.Status switch
    {
        _ when answer.Why is not null => answer.Why,
        HttpStatusCode.NotFound => new AdapterOutcome.Conflict($"the zone is no longer on {Place}"),
        HttpStatusCode.Conflict => new AdapterOutcome.Conflict($"the zone is on {Place} already"),
        _ => null,
    };

    private AdapterOutcome.Failed Odd() => new(FailureKind.BadResponse, $"what {Place} answered is not the zone that was asked for");

    private static string Path(string zone) => $"zones/{Name(zone)}";

    private static string Name(string zone) => zone.Replace("/", "=2F", StringComparison.Ordinal);
}
