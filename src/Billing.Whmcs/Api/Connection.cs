using System.Net.Security;
using System.Security.Cryptography;
using Billing.Engine.Panel;
using RestSharp;

namespace Billing.Whmcs.Api;

/// <summary>The HTTP side: addresses, certificates, no redirects (a redirect would carry the credentials to another host).</summary>
internal static class Connection
{
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>For reads: connections are kept.</summary>
    public static RestClient ForReads(WhmcsOptions options) => Client(options, TimeSpan.FromMinutes(5));

    /// <summary>For writes: a fresh connection each. One kept alive may be closed by the web server in the moment we write to it, and then nobody knows what happened.</summary>
    public static RestClient ForWrites(WhmcsOptions options) => Client(options, TimeSpan.Zero);

    /// <summary>Refuses an address to which no secret may travel.</summary>
    public static Uri Checked(WhmcsOptions options)
    {
        Uri address = options.Address;
        bool plain = address.Scheme == Uri.UriSchemeHttp;
        if (!address.IsAbsoluteUri || (!plain && address.Scheme != Uri.UriSchemeHttps))
            throw new PanelException(PanelFailure.Unreachable, $"the panel's address is \"{address}\"; write it in full: https://panel.example/");
        if (plain && !address.IsLoopback && !options.AllowPlainHttp)
            throw new PanelException(PanelFailure.Unreachable, $"the panel's address {address.Host} is plain http, on which anybody could read the API secret; use https, or allow it expressly");
        if (address.UserInfo.Length > 0)
            throw new PanelException(PanelFailure.Unreachable, $"the panel's address {address.Host} holds a user name or password; take it out");
        string folder = address.GetLeftPart(UriPartial.Path);
        if (folder.EndsWith("includes/api.php", StringComparison.OrdinalIgnoreCase)) folder = folder[..^"includes/api.php".Length];
        return new Uri(folder.EndsWith('/') ? folder : folder + "/");
    }

    private static RestClient Client(WhmcsOptions options, TimeSpan lifetime)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Connecting, PooledConnectionLifetime = lifetime };
        if (options.CertificateFingerprint is { } pin) handler.SslOptions.RemoteCertificateValidationCallback = Pinned(pin);
        // One clock decides, the pipeline's; the others stand far behind it.
        var http = new HttpClient(handler) { Timeout = Longest };
        var client = new RestClientOptions(Checked(options)) { FollowRedirects = false, Timeout = Longest, ThrowOnAnyError = false };
        return new RestClient(http, client, disposeHttpClient: true);
    }

    private static RemoteCertificateValidationCallback Pinned(string pin)
    {
        string wanted = pin.Replace(":", "", StringComparison.Ordinal).Trim();
        return (_, certificate, _, _) => certificate is not null &&
            string.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), wanted, StringComparison.OrdinalIgnoreCase);
    }
}
