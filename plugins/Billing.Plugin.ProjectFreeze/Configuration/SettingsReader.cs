using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Configuration;

/// <summary>The file → settings, or all of its problems at once.</summary>
internal static partial class SettingsReader
{
    private static readonly Dictionary<string, SystemKind> Kinds = new(StringComparer.Ordinal)
    {
        ["redmine"] = SystemKind.Redmine, ["gitlab"] = SystemKind.GitLab, ["gitea"] = SystemKind.Gitea, ["forgejo"] = SystemKind.Gitea, ["webhook"] = SystemKind.Webhook,
    };

    public static FreezeSettings Read(JsonElement file, Func<string, string> secret)
    {
        var root = new SettingsSection(file, secret, "systems", "projects", "timeouts");
        SystemSettings[] systems =
            [.. root.List("systems", "name", "kind", "url", "key", "freeze", "mayReopen", "tls").Select(System)];
        FreezeSettings settings = new(systems, Projects(root, systems), Patience(root.Inner("timeouts", "connect", "read", "change")));
        foreach ((string name, int times) in systems.CountBy(system => system.Name).Where(named => named.Value > 1)) root.Report("systems", $"the name {name} stands there {times} times");
        return root.Approve(settings);
    }

    private static SystemSettings System(SettingsSection system)
    {
        string name = system.Text("name"), kind = system.Text("kind"), freeze = system.Text("freeze", "close");
        if (kind.Length > 0 && !Kinds.ContainsKey(kind)) system.Report("kind", $"must be one of {string.Join(", ", Kinds.Keys)}");
        SystemKind known = Kinds.GetValueOrDefault(kind, SystemKind.Webhook);
        if (freeze is not ("close" or "archive")) system.Report("freeze", "must be close or archive");
        foreach (string only in new[] { "freeze", "mayReopen" })
            if (known != SystemKind.Redmine && system.Has(only)) system.Report(only, "is for redmine only; the others know one way");
        return new SystemSettings(name, known, Address(system, known), Key(system),
            freeze == "archive" ? FreezeBy.Archive : FreezeBy.Close, system.Texts("mayReopen"), TlsTrust.Read(system, "tls"));
    }

    private static Uri Address(SettingsSection system, SystemKind kind)
    {
        string text = system.Text("url");
        string address = kind == SystemKind.Webhook || text.EndsWith('/') ? text : text + "/";
        if (Uri.TryCreate(address, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0)
        {
            if (url.Scheme == "http" && !url.IsLoopback)
                system.Report("url", "http would send the key in clear text; it is allowed for 127.0.0.1, ::1 and localhost only");
            return url;
        }
        if (text.Length > 0) system.Report("url", "must be an address such as https://projects.example.com, without user, password and anything behind a ?");
        return new Uri("https://invalid.invalid/");
    }

    private static string Key(SettingsSection system)
    {
        string key = system.Secret("key");
        if (key.Length == 0 || Printable().IsMatch(key)) return key;
        system.Report("key", "what it refers to is no key: printable characters without blanks, nothing before or behind");
        return "";
    }

    private static ProjectMap Projects(SettingsSection root, IReadOnlyList<SystemSettings> systems)
    {
        Dictionary<string, Place> named = [];
        foreach ((string name, SettingsSection entry) in root.Named("projects", "system", "project", "client"))
        {
            Place place = new(entry.Text("system"), entry.Text("project"), entry.Number("client", 1, int.MaxValue));
            Check(name, place, entry, systems);
            named[name] = place;
        }
        if (named.Count == 0) root.Report("projects", "must name at least one project: \"40\": { \"system\": …, \"project\": … }, or \"*\" with a pattern");
        return new ProjectMap(named, named.GetValueOrDefault("*"));
    }

    private static void Check(string name, Place place, SettingsSection entry, IReadOnlyList<SystemSettings> systems)
    {
        bool pattern = name == "*";
        if (!pattern && !Target().IsMatch(name)) entry.Report("", "must be called by a project's number (40), by a name such as service 10, or * for all other projects");
        if (pattern && !place.Project.Contains("{number}", StringComparison.Ordinal)) entry.Report("project", "must contain {number}, else all projects would be one");
        if (pattern && place.Client is not null) entry.Report("client", "is for one project; a pattern may contain {client}");
        SystemSettings? system = systems.FirstOrDefault(system => system.Name == place.System);
        if (place.System.Length > 0 && system is null) entry.Report("system", $"there is no system {place.System}; named are {string.Join(", ", systems.Select(s => s.Name))}");
        string example = pattern ? place.For(1, 1.ToString(CultureInfo.InvariantCulture)).Project : place.Project;
        if (system is null || example.Length == 0) return;
        (Regex form, string words) = system.Kind switch
        {
            SystemKind.Redmine => (Identifier(), "an identifier as in the project's address: a to z, digits, dash, underscore"),
            SystemKind.Gitea => (OwnerAndName(), "owner/name"),
            SystemKind.GitLab => (GroupAndName(), "group/name, with all groups, or the project's number"),
            _ => (Printable(), "a name without blanks"),
        };
        if (!form.IsMatch(example)) entry.Report("project", $"must be {words}");
    }

    private static Patience Patience(SettingsSection timeouts) => new(timeouts.Seconds("connect", 10), timeouts.Seconds("read", 30), timeouts.Seconds("change", 60));

    [GeneratedRegex(@"^[\x21-\x7e]{1,255}\z")]
    private static partial Regex Printable();

    [GeneratedRegex(@"^(\d+|[a-z]+ \d+)\z")]
    private static partial Regex Target();

    [GeneratedRegex(@"^[a-z0-9_-]{1,100}\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^(?!\.)[A-Za-z0-9._-]+/(?!\.)[A-Za-z0-9._-]+\z")]
    private static partial Regex OwnerAndName();

    [GeneratedRegex(@"^(\d+|(?!\.)[A-Za-z0-9._-]+(/(?!\.)[A-Za-z0-9._-]+)+)\z")]
    private static partial Regex GroupAndName();

    [GeneratedRegex(@"^sha256:(?<hex>[0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})\z")]
    private static partial Regex Fingerprint();
}
