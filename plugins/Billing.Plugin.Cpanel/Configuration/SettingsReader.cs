using System.Globalization;
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
        var root = new SettingsSection(file, secret, "servers", "timeouts", "backup", "plans");
        CpanelSettings settings = new(
            [.. root.List("servers", "host", "panelServer", "port", "user", "token", "tls", "scheme").Select(Server)],
            Patience(root.Inner("timeouts", "connect", "read", "change", "terminate")),
            Backup(root.Inner("backup", "tarroot", "pollSeconds")),
            Plans(root));
        foreach (string twice in Twice(settings.Servers)) root.Report("servers", twice);
        return root.Approve(settings);
    }

    private static ServerSettings Server(SettingsSection server)
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
            User(server), Token(server), TlsTrust.Read(server, "tls"));
    }

    private static string User(SettingsSection server)
    {
        string user = server.Text("user", "root");
        if (!PlainName().IsMatch(user)) server.Report("user", "must be the name of a WHM user: letters, digits, dot, dash, underscore");
        return user;
    }

    private static string Token(SettingsSection server)
    {
        string token = server.Secret("token");
        if (token.Length == 0 || PlainName().IsMatch(token)) return token;
        server.Report("token", "what it refers to is no WHM token: letters and digits only, nothing before or behind");
        return "";
    }

    private static Patience Patience(SettingsSection timeouts) => new(
        timeouts.Seconds("connect", 10), timeouts.Seconds("read", 30), timeouts.Seconds("change", 120), timeouts.Seconds("terminate", 300));

    private static BackupSettings Backup(SettingsSection backup)
    {
        string tarroot = backup.Text("tarroot", "/home").TrimEnd('/');
        if (!SeenByTheServer.Contains(tarroot))
            backup.Report("tarroot", $"must be one of {string.Join(", ", SeenByTheServer)}: the server finds archives nowhere else");
        return new BackupSettings(tarroot, backup.Seconds("pollSeconds", 30));
    }

    private static Dictionary<int, string> Plans(SettingsSection root)
    {
        Dictionary<int, string> plans = [];
        foreach ((string product, string plan) in root.NamedTexts("plans"))
        {
            if (!int.TryParse(product, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0 || !plans.TryAdd(number, plan))
                root.Report($"plans.{product}", "must be called by one product's number in the panel: \"12\": \"basic\"");
        }
        return plans;
    }

    private static IEnumerable<string> Twice(IReadOnlyList<ServerSettings> servers) =>
        from server in servers
        group server by server.PanelServer is { } number ? $"panelServer {number}" : $"host {server.Host.ToUpperInvariant()}" into same
        where same.Count() > 1
        select $"{same.Key} stands there {same.Count()} times";

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,255}\z")]
    private static partial Regex PlainName();
}
