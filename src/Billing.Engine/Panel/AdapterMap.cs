using Billing.Core.Facts;

namespace Billing.Engine.Panel;

/// <summary>
/// Which adapter reaches which service: by product first, then by the server module that the panel names, then for the kind as a whole.
/// A service without one is never touched on a server, but that the panel's own module creates it when its order is paid.
/// </summary>
/// <param name="Products">Adapter by the panel's product number.</param>
/// <param name="ServerTypes">Adapter by the panel's server module (<c>cpanel</c>); <c>*</c> stands for every other module that is not empty.</param>
/// <param name="Addons">Adapter by the panel's addon number.</param>
/// <param name="Domains">Adapter for domains; null for none.</param>
/// <param name="Projects">Adapter for projects; null for none.</param>
public sealed record AdapterMap(
    IReadOnlyDictionary<int, string> Products, IReadOnlyDictionary<string, string> ServerTypes,
    IReadOnlyDictionary<int, string> Addons, string? Domains, string? Projects)
{
    /// <summary>Nothing is reached.</summary>
    public static readonly AdapterMap None = new(new Dictionary<int, string>(), new Dictionary<string, string>(), new Dictionary<int, string>(), null, null);

    /// <summary>The adapter of a service.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="product">The product's or addon's number; 0 for none.</param>
    /// <param name="serverType">The server module that the panel names; empty for none.</param>
    public string? For(TargetKind kind, int product, string serverType) => kind switch
    {
        TargetKind.Service when Products.TryGetValue(product, out string? named) => named,
        TargetKind.Addon when Addons.TryGetValue(product, out string? named) => named,
        TargetKind.Service or TargetKind.Addon when serverType.Length > 0 =>
            ServerTypes.GetValueOrDefault(serverType) ?? ServerTypes.GetValueOrDefault("*"),
        TargetKind.Domain => Domains,
        TargetKind.Project => Projects,
        _ => null,
    };
}
