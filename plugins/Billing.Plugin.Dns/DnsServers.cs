using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.PowerDns;
using Billing.Plugin.Dns.Rfc2136;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>The configured servers, and one turn at a time for each zone: PowerDNS fails writes of one zone that overlap.</summary>
internal sealed partial class DnsServers(DnsSettings settings, TimeProvider time, Action<string> log) : IDisposable
{
    private readonly IReadOnlyList<(ServerSettings Settings, IZoneServer Server)> _servers =
        [.. settings.Servers.Select(server => (server, Make(server, settings.Patience, time, log)))];

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public IEnumerable<IZoneServer> All => _servers.Select(s => s.Server);

    /// <summary>The zone that the service means, or why there can be none.</summary>
    public (ServedZone? Zone, AdapterOutcome.Refused? Problem) Find(ServiceHandle service)
    {
        string domain = Canonical(service.Domain), zone = Canonical(service["zone"]);
        if (domain.Length == 0 && zone.Length == 0) return (null, Wrong(FailureKind.InvalidInput, $"{service.Target}: the panel has no domain for it"));
        if (new[] { domain, zone }.FirstOrDefault(name => name.Length > 0 && !Possible().IsMatch(name)) is { } odd)
            return (null, Wrong(FailureKind.InvalidInput, $"{service.Target}: {odd.TrimEnd('.')} is no name that a zone can have; correct the domain in the panel"));
        if (domain.Length > 0 && zone.Length > 0 && domain != zone)
            return (null, Wrong(FailureKind.NotOwned, $"{service.Target}: its zone is {service["zone"]}, the panel says {service.Domain}: nothing is done to it until they agree"));
        return Of(service.Server) is not { } found
            ? (null, Wrong(FailureKind.InvalidInput, $"{service.Target}: its server {service.Server?.Name ?? "(none)"} is not in config/plugins/dns.json; add it under \"servers\""))
            : (new ServedZone(found.Server, zone.Length > 0 ? zone : domain, service, found.Settings is PowerDnsSettings { CompareAccount: true }), null);
    }

    /// <summary>The configured server that the panel's is, null when it is none of ours. One that stands alone without a number is everybody's.</summary>
    public (ServerSettings Settings, IZoneServer Server)? Of(ServerHandle? wanted)
    {
        foreach ((ServerSettings Settings, IZoneServer Server) each in _servers)
            if (each.Settings.PanelServer is { } number && number == wanted?.Id) return each;
        foreach ((ServerSettings Settings, IZoneServer Server) each in _servers)
            if (each.Settings.PanelServer is null && (_servers.Count == 1 || each.Settings.Host.Equals(wanted?.Hostname, StringComparison.OrdinalIgnoreCase))) return each;
        return null;
    }

    /// <summary>Waits until nobody else changes the same zone.</summary>
    public async Task<IDisposable> TurnAsync(ServedZone zone, CancellationToken cancel)
    {
        SemaphoreSlim turn = _turns[(uint)zone.Name.GetHashCode(StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(cancel);
        return new Turn(turn);
    }

    public void Dispose()
    {
        foreach ((_, IZoneServer server) in _servers) server.Dispose();
        foreach (SemaphoreSlim turn in _turns) turn.Dispose();
    }

    private static IZoneServer Make(ServerSettings server, Patience patience, TimeProvider time, Action<string> log) => server switch
    {
        PowerDnsSettings pdns => new PowerDnsServer(pdns, patience, new PowerDnsClient(pdns, patience.Connect, time, log)),
        UpdateSettings update => new UpdateServer(update, patience, time, log),
        _ => throw new ArgumentException($"unknown kind of server {server}"),
    };

    private static AdapterOutcome.Refused Wrong(FailureKind kind, string message) => new(kind, message);

    // münchen.Example → xn--mnchen-3ya.example.
    private static string Canonical(string domain)
    {
        string plain = domain.Trim().TrimEnd('.').ToLowerInvariant();
        if (plain.Length == 0) return "";
        try
        {
            return new IdnMapping().GetAscii(plain).TrimEnd('.').ToLowerInvariant() + ".";
        }
        catch (ArgumentException)
        {
            return plain + ".";
        }
    }

    // Nothing else gets into addresses of requests, file names and messages; / is in the names of some reverse zones (RFC 2317).
    [GeneratedRegex(@"^(?=.{2,254}\z)([a-z0-9_/-]{1,63}\.)+\z")]
    private static partial Regex Possible();

    private sealed class Turn(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
