using Billing.Plugin.Dns.Configuration;
using Billing.Sdk;

[assembly: AdapterContract(AdapterContract.Version)]

namespace Billing.Plugin.Dns;

/// <summary>The adapter <c>dns</c>: zones on PowerDNS, through its HTTP API, and on any server that takes signed updates (RFC 2136).</summary>
public sealed class DnsPlugin : IAdapterPlugin
{
    /// <inheritdoc/>
    public string Name => "dns";

    /// <summary>Servers that only take updates can neither remove a zone nor make one: with none but such, the adapter has no such abilities.</summary>
    public IServiceAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        DnsSettings settings = SettingsReader.Read(context.Configuration, context.Secret);
        var servers = new DnsServers(settings, context.Time, context.Log);
        return settings.Servers.Any(server => server is PowerDnsSettings)
            ? new ZoneAdapter(servers, settings, context.Time)
            : new RecordAdapter(servers, settings, context.Time);
    }
}
