using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Billing.Sdk;

namespace Billing.Plugin.Dns.Configuration;

/// <summary>The file → settings, or all of its problems at once.</summary>
internal static partial class SettingsReader
{
    private static readonly string[] Algorithms = ["hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha224", "hmac-sha1"];

    public static DnsSettings Read(JsonElement file, Func<string, string> secret)
    {
        var root = new SettingsSection(file, secret, "servers", "suspend", "backup", "timeouts");
        IReadOnlyList<SettingsSection> servers = root.List("servers", "kind", "url", "host", "panelServer", "port", "key", "keyName", "algorithm", "tls", "compareAccount");
        DnsSettings settings = new(
            [.. servers.Select(server => Server(server))],
            Suspend(root.Inner("suspend", "mode", "names", "ipv4", "ipv6", "ttl")),
            Folder(root.Inner("backup", "folder")),
            Patience(root.Inner("timeouts", "connect", "read", "change")));
        if (settings.Suspend.Disable && settings.Servers.Any(server => server is UpdateSettings))
            root.Report("suspend.mode", "disable works on PowerDNS only; a server of kind rfc2136 cannot switch a zone off");
        return root.Approve(settings);
    }

    private static ServerSettings Server(SettingsSection server)
    {
        string kind = server.Text("kind");
        if (kind == "rfc2136") return Updated(server);
        if (kind is not ("powerdns" or "")) server.Report("kind", "must be \"powerdns\" or \"rfc2136\"");
        string text = server.Text("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.AbsolutePath != "/" || url.UserInfo.Length > 0)
        {
            if (text.Length > 0) server.Report("url", "must be http:// or https:// with host and port, and no path: https://ns1.example.com:8081");
            url = new Uri("https://invalid");
        }
        if (url.Scheme == "http" && !url.IsLoopback) server.Report("url", "http would send the key in clear text; it is allowed for 127.0.0.1, ::1 and localhost only");
        return new PowerDnsSettings(server.Text("host", url.Host), server.Number("panelServer", 1, int.MaxValue), Key(server), url, TlsTrust.Read(server, "tls", mayBeOff: false),
            server.Yes("compareAccount", true));
    }

    private static UpdateSettings Updated(SettingsSection server)
    {
        string algorithm = server.Text("algorithm", "hmac-sha256");
        if (!Algorithms.Contains(algorithm)) server.Report("algorithm", $"must be one of {string.Join(", ", Algorithms)}");
        string host = server.Text("host");
        if (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown) server.Report("host", "must be a host name or an address alone");
        string key = Key(server);
        if (key.Length > 0 && !Convert.TryFromBase64String(key, new byte[key.Length], out _)) server.Report("key", "what it refers to is not the base64 text of a TSIG key");
        return new UpdateSettings(host, server.Number("panelServer", 1, int.MaxValue), key, server.Number("port", 1, 65535) ?? 53, server.Text("keyName"), algorithm);
    }

    private static string Key(SettingsSection server)
    {
        string key = server.Secret("key");
        if (key.Length == 0 || OneWord().IsMatch(key)) return key;
        server.Report("key", "what it refers to is no key: one word without blanks, nothing before or behind");
        return "";
    }

    private static SuspendSettings Suspend(SettingsSection suspend)
    {
        string mode = suspend.Text("mode", "park");
        if (mode is not ("park" or "disable")) suspend.Report("mode", "must be \"park\" or \"disable\"");
        string[] names = [.. suspend.Texts("names", "@", "www", "*").Select(name => name.ToLowerInvariant())];
        if (names.Length == 0) suspend.Report("names", "must be a list of texts with at least one entry");
        if (names.Any(name => !SiteName().IsMatch(name))) suspend.Report("names", "are names within a zone: \"@\" for the zone itself, \"www\", \"*\"");
        bool disable = mode == "disable";
        return new SuspendSettings(disable, names, disable ? "" : Address(suspend, "ipv4", AddressFamily.InterNetwork),
            suspend.Has("ipv6") ? Address(suspend, "ipv6", AddressFamily.InterNetworkV6) : null, suspend.Number("ttl", 1, 86400) ?? 300);
    }

    private static string Address(SettingsSection suspend, string key, AddressFamily family)
    {
        string text = suspend.Text(key);
        if (IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == family) return address.ToString();
        if (text.Length > 0) suspend.Report(key, "must be the address of the page that parked sites show");
        return "";
    }

    private static string Folder(SettingsSection backup)
    {
        string folder = backup.Text("folder");
        if (folder.Length > 0 && !Path.IsPathFullyQualified(folder)) backup.Report("folder", "must be a whole path: /var/lib/billing/dns");
        return folder.Length > 0 ? Path.GetFullPath(folder) : "";
    }

    private static Patience Patience(SettingsSection timeouts) => new(timeouts.Seconds("connect", 5), timeouts.Seconds("read", 10), timeouts.Seconds("change", 30));

    [GeneratedRegex(@"^[!-~]{1,512}\z")]
    private static partial Regex OneWord();

    [GeneratedRegex(@"^(@|\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?)\z")]
    private static partial Regex SiteName();
}
