using Billing.Plugin.Cpanel.Configuration;
using Billing.Sdk;

[assembly: AdapterContract(AdapterContract.Version)]

namespace Billing.Plugin.Cpanel;

/// <summary>The adapter <c>cpanel</c>: accounts on cPanel servers, through WHM API 1.</summary>
public sealed class CpanelPlugin : IAdapterPlugin
{
    /// <inheritdoc/>
    public string Name => "cpanel";

    /// <inheritdoc/>
    public IServiceAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CpanelSettings settings = SettingsReader.Read(context.Configuration, context.Secret);
        return new CpanelAdapter(new WhmServers(settings, context.Time, context.Log));
    }
}
