using System.Globalization;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Panel;
using Billing.Engine.Plugins;

namespace Billing.Host;

/// <summary>What is wrong with the mapping, or only strange, and the services that it concerns.</summary>
/// <param name="Wrong">To be mended; otherwise it may be meant.</param>
/// <param name="Text">One line.</param>
internal sealed record MappingFinding(bool Wrong, string Text);

/// <summary>Holds <c>$.adapters</c> against the adapters that there are, and against what the panel has.</summary>
internal static class MappingCheck
{
    private const string Place = $"{ConfigurationReader.FileName} $.adapters";

    /// <summary>Names of adapters that are not there, or not to be used.</summary>
    public static IEnumerable<string> Unknown(AdapterMap map, string[] usable, LoadedPlugins plugins) =>
        from each in Named(map)
        where each.Name is not null && !usable.Contains(each.Name)
        select $"{Place}{each.Path}: " + (plugins.ByName.ContainsKey(each.Name)
            ? $"the adapter \"{each.Name}\" is loaded, but not configured. It needs its file {each.Name}.json in the folder plugins of the configuration."
            : $"there is no adapter \"{each.Name}\". There are {string.Join(", ", usable)}; a plugin needs its folder in plugins and its file in config/plugins.");

    /// <summary>What of the panel no adapter reaches, what an adapter cannot take offline or never removes, servers that an adapter does not know, and entries that nothing has.</summary>
    public static IEnumerable<MappingFinding> Of(AdapterMap map, IReadOnlyList<ServiceGroup> groups, KnownAdapters adapters, BillingPolicy policy)
    {
        ServiceGroup[] products = Together(groups, group => (group.Kind, group.Product, group.Module, group.Adapter));
        return
        [
            .. products.Where(group => group.Adapter is null && group.Kind is TargetKind.Service or TargetKind.Addon).Select(Unreached),
            .. products.Where(group => adapters.All.Any(adapter => adapter.Name == group.Adapter && !adapter.Abilities.Contains("suspend")))
                .Select(group => new MappingFinding(true, $"{Things(group, Of(group))}: the adapter {group.Adapter} cannot suspend. Map {What(group)} to one that can.")),
            .. Together(groups, group => (group.Kind, group.Adapter, group.Server)).Where(group => adapters.Forgot(group)).Select(Forgotten),
            .. Together(groups, group => (group.Kind, group.Adapter)).SelectMany(group => NeverRemoved(group, adapters, policy)),
            .. Unused(map, groups).Select(path => new MappingFinding(false, $"{Place}{path}: nothing in the panel is of that kind")),
        ];
    }

    private static ServiceGroup[] Together<T>(IEnumerable<ServiceGroup> groups, Func<ServiceGroup, T> by) =>
        [.. groups.GroupBy(by).Select(same => same.Aggregate((one, other) => one.With(other)))];

    /// <summary>A new order may have no server yet, so that alone is only strange; domains and projects never have one.</summary>
    private static MappingFinding Forgotten(ServiceGroup group) => group switch
    {
        { Server: { } server } => new MappingFinding(true, $"{Things(group)} live{(group.Count == 1 ? "s" : "")} on the server \"{server.Name}\" ({server.Hostname}, number {Number(server.Id)} in the panel), which {group.Adapter}.json does not name. Add it there."),
        { Kind: TargetKind.Service or TargetKind.Addon } => new MappingFinding(false, $"{Things(group)}: the panel names no server, so the adapter {group.Adapter} cannot reach {Them(group)}. Choose one there, unless {(group.Count == 1 ? "it is" : "they are")} still to be created."),
        _ => new MappingFinding(true, $"{Things(group)}: the panel names no server for {What(group)}, and no server in {group.Adapter}.json is for all of them."),
    };

    /// <summary>It is safe, so only a note: without a backup nothing is removed.</summary>
    private static IEnumerable<MappingFinding> NeverRemoved(ServiceGroup group, KnownAdapters adapters, BillingPolicy policy)
    {
        if (group.Kind == TargetKind.Project || !policy.Timelines.Any(timeline => timeline.With(StageAct.TerminateService) is not null)) yield break;
        if (adapters.All.FirstOrDefault(adapter => adapter.Name == group.Adapter) is not { } known) yield break;
        bool removes = known.Abilities.Contains("terminate");
        if (removes && (!policy.BackupRequired || known.Abilities.Contains("back up"))) yield break;
        string so = $"so {(group.Count == 1 ? "it is" : "they are")} suspended, but never terminated";
        yield return new MappingFinding(false, removes
            ? $"{Things(group)}: the adapter {known.Name} cannot back up and {PolicyFile.FileName} $.termination.backup is \"required\", {so}. Map {Them(group)} to an adapter that can, or back up by other means and write \"none\" there."
            : $"{Things(group)}: the adapter {known.Name} cannot terminate, {so}. Remove {Them(group)} by hand, or map {Them(group)} to an adapter that can.");
    }

    private static MappingFinding Unreached(ServiceGroup group) => group.Module.Length > 0
        ? new MappingFinding(true, $"{Things(group, Of(group))}: no adapter reaches the server module \"{group.Module}\". Name one in {Place}.serverTypes['{group.Module}'], or in {Path(group)}.")
        : new MappingFinding(false, $"{Things(group, Of(group))}: no adapter, so only the panel's status changes. If something is on a server, name its adapter in {Path(group)}.");

    private static IEnumerable<string> Unused(AdapterMap map, IReadOnlyList<ServiceGroup> groups) =>
        map.Products.Keys.Where(product => !groups.Any(group => group.Kind == TargetKind.Service && group.Product == product)).Select(product => $".products['{Number(product)}']")
            .Concat(map.Addons.Keys.Where(addon => !groups.Any(group => group.Kind == TargetKind.Addon && group.Product == addon)).Select(addon => $".addons['{Number(addon)}']"))
            .Concat(map.ServerTypes.Keys.Where(type => type != "*" && !groups.Any(group => group.Module == type)).Select(type => $".serverTypes['{type}']"));

    private static IEnumerable<(string Path, string? Name)> Named(AdapterMap map) =>
        map.Products.Select(each => ($".products['{Number(each.Key)}']", (string?)each.Value))
            .Concat(map.ServerTypes.Select(each => ($".serverTypes['{each.Key}']", (string?)each.Value)))
            .Concat(map.Addons.Select(each => ($".addons['{Number(each.Key)}']", (string?)each.Value)))
            .Concat([(".domains", map.Domains), (".projects", map.Projects)]);

    private static string Path(ServiceGroup group) => $"{Place}.{(group.Kind == TargetKind.Addon ? "addons" : "products")}['{Number(group.Product)}']";

    private static string What(ServiceGroup group) => group.Kind switch
    {
        TargetKind.Service => $"product {Number(group.Product)}",
        TargetKind.Addon => $"addon {Number(group.Product)}",
        TargetKind.Domain => "domains",
        _ => "projects",
    };

    private static string Of(ServiceGroup group) => group.Kind is TargetKind.Service or TargetKind.Addon ? $" of {What(group)}" : "";

    private static string Them(ServiceGroup group) => group.Count == 1 ? "it" : "them";

    /// <summary><c>214 services of product 12 (service 10, service 11, service 15, …)</c></summary>
    private static string Things(ServiceGroup group, string of = "")
    {
        string word = new Target(group.Kind, 1).ToString().Split(' ')[0];
        string first = string.Join(", ", group.First.Select(id => new Target(group.Kind, id)));
        return $"{Number(group.Count)} {word}{(group.Count == 1 ? "" : "s")}{of} ({first}{(group.Count > group.First.Count ? ", …" : "")})";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
