namespace Billing.Engine.Tracking;

/// <summary>To which hosts a link may lead. Where it leads stands in the ledger and never in its address; this is the second bolt.</summary>
/// <param name="hosts">The panel's, the provider's, and those that <c>channels.links.allow</c> names.</param>
public sealed class Destinations(IEnumerable<string> hosts)
{
    private readonly HashSet<string> allowed = hosts.Where(host => host.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address as it may stand in a header; null for one that a browser must not be sent to.</summary>
    public string? Allow(string address)
    {
        if (address.Any(letter => char.IsControl(letter) || letter == '\\') || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)) return null;
        if (uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || !allowed.Contains(uri.IdnHost)) return null;
        string plain = new UriBuilder(uri) { Host = uri.IdnHost }.Uri.AbsoluteUri;
        return plain.All(char.IsAscii) ? plain : null;
    }
}
