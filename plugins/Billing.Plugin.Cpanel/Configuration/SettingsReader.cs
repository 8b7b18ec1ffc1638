using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel.Configuration;

/// <summary>The file → settings, or all of its problems at once.</summary>
internal static partial class SettingsReader
{
    // The only folders in which the server looks for archives: anywhere else a backup could not be verified.
    private static readonly string[] SeenByTheServer = ["/home", "/home2", "/home3", "/root", "/usr", "/usr/home", "/web"];

    public static CpanelSettings Read(JsonElement file, Func<string, string> secret)
    {
        List<string> problems = [];
        var root = new Section(file, "", problems, "servers", "timeouts", "backup");
        CpanelSettings settings = new(
            [.. root.List("servers", "host", "panelServer", "port", "user", "token", "tls", "scheme").Select(server => Server(server, secret))],
            Patience(root.Inner("timeouts", "connect", "read", "change", "terminate")),
            Backup(root.Inner("backup", "tarroot", "pollSeconds")));
        problems.AddRange(Twice(settings.Servers));
        return problems.Count == 0 ? settings : throw new AdapterConfigurationException(problems);
    }

    private static ServerSettings Server(Section server, Func<string, string> secret)
    {
        string host = server.Text("host");
        if (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            server.Report("host", "must be a host name or an address alone, without https:// and without a port");
        string scheme = server.Text("scheme", "https");
        if (scheme is not ("http" or "https")) server.Report("scheme", "must be https, or http for this machine");
        if (scheme == "http" && !IsThisMachine(host))
            server.Report("scheme", "http would send the token in clear text; it is allowed for 127.0.0.1, ::1 and localhost only");
        return new ServerSettings(
            host, server.Number("panelServer", 1, int.MaxValue), scheme,
            server.Number("port", 1, 65535) ?? (scheme == "http" ? 2086 : 2087),
            User(server), Token(server, secret), Tls(server));
    }

    private static string User(Section server)
    {
        string user = server.Text("user", "root");
        if (!PlainName().IsMatch(user)) server.Report("user", "must be the name of a WHM user: letters, digits, dot, dash, underscore");
        return user;
    }

    private static string Token(Section server, Func<string, string> secret)
    {
        string reference = server.Text("token");
        if (reference.Length == 0) return "";
        try
        {
            string token = secret(reference);
            if (PlainName().IsMatch(token)) return token;
            server.Report("token", "what it refers to is no WHM token: letters and digits only, nothing before or behind");
        }
        catch (AdapterConfigurationException missing)
        {
            server.Report("token", missing.Message);
        }
        return "";
    }

    private static TlsTrust Tls(Section server)
    {
        string text = server.Text("tls", "system");
        if (text == "system") return new TlsTrust.System();
        if (text == "off") return new TlsTrust.Off();
        if (Fingerprint().Match(text) is { Success: true } match)
            return new TlsTrust.Pinned(match.Groups["hex"].Value.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant());
        if (text.Length > 0)
            server.Report("tls", "must be \"system\", \"sha256:\" with the certificate's 64 hexadecimal digits, or \"off\" (any certificate)");
        return new TlsTrust.System();
    }

    private static Patience Patience(Section timeouts) => new(
        timeouts.Seconds("connect", 10), timeouts.Seconds("read", 30), timeouts.Seconds("change", 120), timeouts.Seconds("terminate", 300));

    private static BackupSettings Backup(Section backup)
    {
        string tarroot = backup.Text("tarroot", "/home").TrimEnd('/');
        if (!SeenByTheServer.Contains(tarroot))
            backup.Report("tarroot", $"must be one of {string.Join(", ", SeenByTheServer)}: the server finds archives nowhere else");
        return new BackupSettings(tarroot, backup.Seconds("pollSeconds", 30));
    }

    private static IEnumerable<string> Twice(IReadOnlyList<ServerSettings> servers) =>
        from server in servers
        group server by server.PanelServer is { } number ? $"panelServer {number}" : $"host {server.Host.ToUpperInvariant()}" into same
        where same.Count() > 1
        select $"servers: {same.Key} stands there {same.Count()} times";

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,255}\z")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^sha256:(?<hex>[0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})\z")]
    private static partial Regex Fingerprint();
}
