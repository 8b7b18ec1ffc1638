using System.Net;
using Billing.Sdk;

namespace Billing.Plugin.Dns.Configuration;

/// <summary><c>config/plugins/dns.json</c>, validated; times are already spans.</summary>
internal sealed record DnsSettings(IReadOnlyList<ServerSettings> Servers, SuspendSettings Suspend, string Folder, Patience Patience);

/// <summary>One server that we may use.</summary>
/// <param name="Host">Its host name in the panel, and where it answers.</param>
/// <param name="PanelServer">Its number in the panel; null when the host name is the same there.</param>
/// <param name="Key">The value, not the reference.</param>
internal abstract record ServerSettings(string Host, int? PanelServer, string Key);

/// <summary>PowerDNS.</summary>
/// <param name="Url">Where its API answers, without <c>/api/v1</c>.</param>
/// <param name="Tls">Whose certificate is accepted.</param>
/// <param name="CompareAccount">Whether a zone's account must be the panel's account name, where both have one.</param>
internal sealed record PowerDnsSettings(string Host, int? PanelServer, string Key, Uri Url, TlsTrust Tls, bool CompareAccount)
    : ServerSettings(Host, PanelServer, Key)
{
    public override string ToString() => Url.Authority;
}

/// <summary>A server that takes signed updates and transfers, such as BIND.</summary>
internal sealed record UpdateSettings(string Host, int? PanelServer, string Key, int Port, string KeyName, string Algorithm)
    : ServerSettings(Host, PanelServer, Key)
{
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>What taking a zone offline means.</summary>
/// <param name="Disable">The whole zone, mail and all, instead of the site's names.</param>
/// <param name="Names">The site's names within a zone; <c>@</c> is the zone itself.</param>
internal sealed record SuspendSettings(bool Disable, IReadOnlyList<string> Names, string Ipv4, string? Ipv6, int Ttl)
{
    /// <summary>Whether that is the address of the parking page.</summary>
    public bool Is(string address) => !Disable && (address == Ipv4 || (Ipv6 is not null && IPAddress.TryParse(address, out IPAddress? parsed) && parsed.ToString() == Ipv6));
}

/// <summary>How long we wait for what.</summary>
internal sealed record Patience(TimeSpan Connect, TimeSpan Read, TimeSpan Change);
