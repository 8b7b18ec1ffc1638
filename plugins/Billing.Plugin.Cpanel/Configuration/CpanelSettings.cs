using Billing.Sdk;

namespace Billing.Plugin.Cpanel.Configuration;

/// <summary><c>config/plugins/cpanel.json</c>, validated; times are already spans.</summary>
/// <param name="Plans">WHM's plan by the product's number in the panel: what is ordered of them is created.</param>
internal sealed record CpanelSettings(IReadOnlyList<ServerSettings> Servers, Patience Patience, BackupSettings Backup, IReadOnlyDictionary<int, string> Plans);

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

/// <summary>How long we wait for what.</summary>
internal sealed record Patience(TimeSpan Connect, TimeSpan Read, TimeSpan Change, TimeSpan Terminate);

/// <summary>Where archives go, and how often we ask whether one is finished.</summary>
internal sealed record BackupSettings(string Tarroot, TimeSpan PollEvery);
