namespace Billing.Plugin.Cpanel.Configuration;

/// <summary><c>config/plugins/cpanel.json</c>, validated; times are already spans.</summary>
internal sealed record CpanelSettings(IReadOnlyList<ServerSettings> Servers, Patience Patience, BackupSettings Backup);

/// <summary>One WHM that we may use.</summary>
/// <param name="Host">Where it answers.</param>
/// <param name="PanelServer">Its number in the panel; null when the panel's host name is the same as <paramref name="Host"/>.</param>
/// <param name="Scheme"><c>https</c>, or <c>http</c> on this machine only.</param>
/// <param name="Token">The value, not the reference. Goes into the Authorization header and nowhere else.</param>
internal sealed record ServerSettings(
    string Host, int? PanelServer, string Scheme, int Port, string User, string Token, TlsTrust Tls)
{
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>Whose certificate we accept.</summary>
internal abstract record TlsTrust
{
    private TlsTrust() { }

    /// <summary>What this machine's certificate authorities vouch for.</summary>
    public sealed record System : TlsTrust;

    /// <summary>Only the certificate with this SHA-256 fingerprint, whoever signed it, expired or not.</summary>
    public sealed record Pinned(string Fingerprint) : TlsTrust;

    /// <summary>Any certificate. Never a default.</summary>
    public sealed record Off : TlsTrust;
}

/// <summary>How long we wait for what.</summary>
internal sealed record Patience(TimeSpan Connect, TimeSpan Read, TimeSpan Change, TimeSpan Terminate);

/// <summary>Where archives go, and how often we ask whether one is finished.</summary>
internal sealed record BackupSettings(string Tarroot, TimeSpan PollEvery);
