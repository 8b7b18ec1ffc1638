using System.Globalization;
using Billing.Engine.Configuration;
using Billing.Engine.Doctor;

namespace Billing.Host.Doctor;

/// <summary>What runs out or grows old here: room for the ledger, keys, plugins that nothing uses.</summary>
internal static class Keeping
{
    private const long Megabyte = 1024 * 1024, Little = 1024 * Megabyte, Nothing = 100 * Megabyte;

    private static readonly TimeSpan Old = TimeSpan.FromDays(2 * 365);

    private static readonly FindingKind Full = new("ledger-full", Severity.Critical,
        "When the disk is full nothing can be recorded, so nothing is done: nobody is told, and who pays stays offline.", "Make room there now, or move the ledger.");

    private static readonly FindingKind Room = new("ledger-room", Severity.Warning, "The ledger only grows, and logs beside it grow faster.", "Make room there, or move the ledger to a larger disk.");

    private static readonly FindingKind Key = new("key-old", Severity.Note,
        "Who once saw a key can sign links and calls for as long as it is in use.", "Add a new key in front of it; take the old one out when the last link that it signed has ended (`links.days`).");

    private static readonly FindingKind Plugin = new("plugin-unused", Severity.Note, "It is loaded at every start, and nothing is reached through it.", "Configure it in config/plugins and map something to it, or take its folder away.");

    /// <summary>Every sort of finding that there is here.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } = [Full, Room, Key, Plugin];

    public static IReadOnlyList<Examination> All(Parts parts, TimeProvider time) =>
    [
        Examination.Of("ledger-room", "the room that the ledger has", [Full, Room], _ => Task.FromResult(OfRoom(parts.Configuration.Ledger.Path))),
        Examination.Of("keys", "the age of keys", [Key], _ => Task.FromResult(OfKeys(parts.Configuration, time))),
        Examination.Of("plugins", "plugins that nothing uses", [Plugin], _ => Task.FromResult(OfPlugins(parts))),
    ];

    /// <summary>A ledger in MariaDB is on another machine's disk.</summary>
    private static IEnumerable<Finding> OfRoom(string? path)
    {
        if (path is null || Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder)) return [];
        return Judge(new DriveInfo(folder).AvailableFreeSpace, folder);
    }

    internal static IEnumerable<Finding> Judge(long free, string folder) => free >= Little ? []
        : [new Finding(free < Nothing ? Full : Room, string.Create(CultureInfo.InvariantCulture, $"{free / Megabyte} MB are free for the ledger"), folder)];

    /// <summary>Only a file tells how old it is; what comes from the environment does not.</summary>
    private static IEnumerable<Finding> OfKeys(BillingConfiguration configuration, TimeProvider time) =>
        from key in (configuration.Channels.Links?.Keys.Select(each => ($"channels.links.keys.{each.Key}", each.Value)) ?? []).Concat(configuration.Panel.Hook?.Keys.Select(each => ($"panel.hook.keys.{each.Key}", each.Value)) ?? [])
        where key.Value.StartsWith("file:", StringComparison.Ordinal) && File.Exists(key.Value["file:".Length..])
        let written = File.GetLastWriteTimeUtc(key.Value["file:".Length..])
        where time.GetUtcNow().UtcDateTime - written > Old
        select new Finding(Key, $"the key {key.Item1} was written on {written.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", key.Item1);

    private static IEnumerable<Finding> OfPlugins(Parts parts)
    {
        HashSet<string?> mapped = [.. parts.Configuration.Adapters.Products.Values, .. parts.Configuration.Adapters.ServerTypes.Values, .. parts.Configuration.Adapters.Addons.Values, parts.Configuration.Adapters.Domains, parts.Configuration.Adapters.Projects];
        return parts.Plugins.ByName.Values.Where(plugin => !parts.Adapters.ByName.ContainsKey(plugin.Name) || !mapped.Contains(plugin.Name)).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)
            .Select(plugin => new Finding(Plugin, $"the plugin {plugin.Name} is {(parts.Adapters.ByName.ContainsKey(plugin.Name) ? "configured, and nothing is mapped to it" : "not configured")}", plugin.Folder));
    }
}
