using System.Reflection;
using Billing.Engine.Acting;
using Billing.Engine.Configuration;
using Billing.Engine.Panel;
using Billing.Engine.Plugins;
using Billing.Sdk;

namespace Billing.Host;

/// <summary>An adapter that a mapping may name.</summary>
/// <param name="Name">As the mapping writes it.</param>
/// <param name="Version">The plugin's, or this program's.</param>
/// <param name="Folder">Where the plugin came from; null for one that is built in.</param>
/// <param name="Abilities">What it can do besides observing, in words.</param>
/// <param name="Configured">Whether it can be used: a plugin needs its file.</param>
internal sealed record KnownAdapter(string Name, string Version, string? Folder, IReadOnlyList<string> Abilities, bool Configured);

/// <summary>The adapters built in, and those of the plugins, whether configured or not.</summary>
internal sealed record KnownAdapters(LoadedPlugins Plugins, AdapterSet Set, IReadOnlyList<string> Problems)
{
    private static readonly (Type Ability, string Word)[] Words =
    [
        (typeof(ICanSuspend), "suspend"), (typeof(ICanSnapshot), "snapshot"), (typeof(ICanBackUp), "back up"), (typeof(ICanTerminate), "terminate"),
        (typeof(ICanRestore), "restore"), (typeof(ICanCreate), "create"), (typeof(ICanListSuspended), "list"), (typeof(ICanTestConnection), "test"),
    ];

    private static readonly (string Name, Type Adapter)[] BuiltIn = [(PanelModule.Name, typeof(PanelModule)), (PanelProject.Name, typeof(PanelProject))];

    /// <summary>Loads the plugins and makes the adapters that are configured. Problems are collected, of the mapping too.</summary>
    public static KnownAdapters Read(string folder, BillingConfiguration settings, SecretSource secrets, TimeProvider time, Action<string, string> says)
    {
        LoadedPlugins plugins = PluginLoader.Load(settings.Plugins);
        AdapterSet set = new AdapterFactory(secrets, time, says).Create(plugins, Path.Combine(folder, "plugins"));
        string[] usable = [.. BuiltIn.Select(each => each.Name), .. set.ByName.Keys];
        return new KnownAdapters(plugins, set, [.. plugins.Problems, .. set.Problems, .. MappingCheck.Unknown(settings.Adapters, usable, plugins)]);
    }

    /// <summary>All of them, built in first.</summary>
    public IReadOnlyList<KnownAdapter> All =>
    [
        .. BuiltIn.Select(each => new KnownAdapter(each.Name, Ours, null, Abilities([each.Adapter]), true)),
        .. Plugins.ByName.Values.OrderBy(plugin => plugin.Name, StringComparer.Ordinal).Select(Of),
    ];

    /// <summary>Whether those things live on a server that their adapter does not know; false of an adapter that does not say which it knows.</summary>
    public bool Forgot(ServiceGroup group) =>
        group.Adapter is { } name && Set.ByName.TryGetValue(name, out IServiceAdapter? adapter) && adapter is IKnowServers knowing && !knowing.Knows(group.Server);

    public static string Ours { get; } = typeof(KnownAdapters).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private KnownAdapter Of(LoadedPlugin plugin) => Set.ByName.TryGetValue(plugin.Name, out IServiceAdapter? adapter)
        ? new KnownAdapter(plugin.Name, plugin.Version, plugin.Folder, Abilities([adapter.GetType()]), true)
        : new KnownAdapter(plugin.Name, plugin.Version, plugin.Folder, Abilities(AdaptersIn(plugin)), false);

    // No adapter exists before it is configured; what its class promises can be read all the same.
    private static Type[] AdaptersIn(LoadedPlugin plugin)
    {
        try
        {
            return [.. plugin.Plugin.GetType().Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IServiceAdapter)))];
        }
        catch (ReflectionTypeLoadException)
        {
            return [];
        }
    }

    private static string[] Abilities(IReadOnlyCollection<Type> adapters) =>
        [.. Words.Where(each => adapters.Any(adapter => adapter.IsAssignableTo(each.Ability))).Select(each => each.Word)];
}
