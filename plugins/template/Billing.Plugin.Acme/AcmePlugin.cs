using Billing.Sdk;

[assembly: AdapterContract(AdapterContract.Version)]

namespace Billing.Plugin.Acme;

/// <summary>What the host finds: the one public class of this assembly that makes an adapter.</summary>
public sealed class AcmePlugin : IAdapterPlugin
{
    /// <summary>As config/plugins/acme.json and the mapping of services write it.</summary>
    public string Name => "acme";

    /// <summary>Reads the configuration and opens no connection.</summary>
    public IServiceAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new AcmeAdapter(AcmeSettings.Read(context));
    }
}
