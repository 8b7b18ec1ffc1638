using System.Text.Json;
using Billing.Plugin.Dns;
using Billing.Plugin.Dns.Configuration;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>A configuration that cannot be right is refused with all of its problems.</summary>
public sealed class DnsSettingsTests
{
    [Fact]
    public void every_problem_is_told_at_once_with_its_place() => Assert.Equal(
        new[] { "servers[0].url: http would send the key in clear text; it is allowed for 127.0.0.1, ::1 and localhost only",
            "servers[0].tls: must be \"system\", or \"sha256:\" with the certificate's 64 hexadecimal digits",
            "servers[1].algorithm: must be one of hmac-sha256, hmac-sha512, hmac-sha384, hmac-sha224, hmac-sha1",
            "servers[1].key: what it refers to is not the base64 text of a TSIG key",
            "suspend.ipv4: must be the address of the page that parked sites show",
            "suspend.typo: unknown key; known are mode, names, ipv4, ipv6, ttl",
            "backup.folder: must be a whole path: /var/lib/billing/dns" }.Order(StringComparer.Ordinal),
        Problems("""
            { "servers": [ { "kind": "powerdns", "url": "http://ns1.example:8081", "key": "env:A", "tls": "off" }, { "kind": "rfc2136", "host": "ns2.example", "keyName": "k", "algorithm": "hmac-md5", "key": "env:A" } ],
              "suspend": { "ipv4": "::1", "typo": 1 }, "backup": { "folder": "here" } }
            """).Order(StringComparer.Ordinal));

    [Fact]
    public void only_powerdns_can_switch_a_zone_off() => Assert.StartsWith("suspend.mode: disable works on PowerDNS only", Assert.Single(Problems("""
        { "servers": [ { "kind": "rfc2136", "host": "ns2.example", "keyName": "k", "key": "env:B" } ], "suspend": { "mode": "disable" }, "backup": { "folder": "/tmp/x" } }
        """)));

    [Fact]
    public void one_server_alone_is_everybodys_and_one_of_two_is_named()
    {
        const string One = """{ "kind": "powerdns", "url": "https://ns1.example:8081", "key": "env:A" }""", Two = """{ "kind": "powerdns", "url": "https://ns2.example:8081", "panelServer": 2, "key": "env:A" }""";
        ServerHandle?[] servers = [new(7, "srv07", "NS1.example"), new(2, "srv02", "elsewhere.example"), new(3, "srv03", "ns3.example"), null];
        Assert.Equal([true, true, true, true], servers.Select(Knowing(One).Knows));
        Assert.Equal([true, true, false, false], servers.Select(Knowing($"{One}, {Two}").Knows));
        Assert.Equal([false, true, false, false], servers.Select(Knowing(Two).Knows));
    }

    private static IKnowServers Knowing(string servers)
    {
        using JsonDocument file = JsonDocument.Parse($$"""{ "servers": [ {{servers}} ], "suspend": { "ipv4": "192.0.2.1" }, "backup": { "folder": "/tmp/x" } }""");
        return Assert.IsType<IKnowServers>(new DnsPlugin().Create(new AdapterContext(file.RootElement.Clone(), _ => "key", TimeProvider.System, _ => { })), exactMatch: false);
    }

    private static IReadOnlyList<string> Problems(string json) => Assert.Throws<AdapterConfigurationException>(
        () => SettingsReader.Read(JsonDocument.Parse(json).RootElement, name => name == "env:A" ? "no-base64!" : "AAAA")).Problems;
}
