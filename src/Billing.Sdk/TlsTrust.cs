using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Billing.Sdk;

/// <summary>Whose certificate an adapter accepts from its server. Servers with a self-signed or expired one are common, and still one of them is the right one.</summary>
public abstract partial record TlsTrust
{
    private TlsTrust() { }

    /// <summary>What this machine's certificate authorities vouch for.</summary>
    public sealed record System : TlsTrust;

    /// <summary>Only the certificate with this fingerprint, whoever signed it, expired or not.</summary>
    /// <param name="Fingerprint">SHA-256, 64 hexadecimal digits in upper case.</param>
    public sealed record Pinned(string Fingerprint) : TlsTrust;

    /// <summary>Any certificate. Never a default.</summary>
    public sealed record Off : TlsTrust;

    /// <summary>
    /// Reads it from the configuration: <c>"system"</c> (also when it is absent), <c>"sha256:"</c> with the certificate's fingerprint (colons allowed), <c>"off"</c>.
    /// </summary>
    /// <param name="section">The object it stands in.</param>
    /// <param name="key">Its key, usually <c>tls</c>.</param>
    /// <param name="mayBeOff">Whether <c>"off"</c> is allowed at all.</param>
    /// <returns>What it says; <see cref="System"/> when it was reported.</returns>
    public static TlsTrust Read(SettingsSection section, string key, bool mayBeOff = true)
    {
        ArgumentNullException.ThrowIfNull(section);
        string text = section.Text(key, "system");
        if (text == "off" && mayBeOff) return new Off();
        if (FingerprintText().Match(text) is { Success: true } match)
            return new Pinned(match.Groups["hex"].Value.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
        if (text is not ("system" or ""))
            section.Report(key, mayBeOff
                ? "must be \"system\", \"sha256:\" with the certificate's 64 hexadecimal digits, or \"off\" (any certificate)"
                : "must be \"system\", or \"sha256:\" with the certificate's 64 hexadecimal digits");
        return new System();
    }

    /// <summary>
    /// Connections that accept this certificate and keep a key where it belongs: redirects are not followed, or it would travel to wherever they point; no
    /// proxy; no cookies. What is idle for two seconds is closed. Give it to one <see cref="HttpClient"/>, which disposes it.
    /// </summary>
    /// <param name="connect">How long connecting may take, the handshake included.</param>
    public SocketsHttpHandler Connections(TimeSpan connect) => new()
    {
        ConnectTimeout = connect,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        SslOptions = this switch
        {
            Pinned pin => new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => Is(certificate, pin.Fingerprint) },
#pragma warning disable CA5359   // the administrator wrote "off" for this server; it is never a default
            Off => new() { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
            _ => new SslClientAuthenticationOptions(),
        },
    };

    private static bool Is(X509Certificate? certificate, string fingerprint) =>
        certificate is not null && certificate.GetCertHashString(HashAlgorithmName.SHA256).Equals(fingerprint, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^sha256:(?<hex>[0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})\z")]
    private static partial Regex FingerprintText();
}
