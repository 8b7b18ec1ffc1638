using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.RegularExpressions;
using Billing.Sdk;

namespace Billing.Engine.Plugins;

/// <summary>
/// Loads <c>FOLDER/NAME/NAME.dll</c> for every folder there is. What cannot be loaded is a problem with its name and reason; nothing is
/// left out in silence. Plugins stay loaded as long as the process runs.
/// </summary>
public static partial class PluginLoader
{
    /// <summary>Everything in the folder; an absent folder holds nothing.</summary>
    public static LoadedPlugins Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Dictionary<string, LoadedPlugin> plugins = [];
        List<string> problems = [];
        string[] places = Directory.Exists(folder) ? Directory.GetDirectories(Path.GetFullPath(folder)) : [];
        foreach (string place in places.Order(StringComparer.Ordinal))
        {
            if (!TryLoad(place, out LoadedPlugin? plugin, out string? problem)) problems.Add($"plugin {Path.GetFileName(place)}: {problem}");
            else if (!plugins.TryAdd(plugin.Name, plugin))
                problems.Add($"plugin {Path.GetFileName(place)}: its name {plugin.Name} is taken by {Path.GetFileName(plugins[plugin.Name].Folder)}; remove one of the two folders");
        }
        return new LoadedPlugins(plugins, problems);
    }

    private static bool TryLoad(string place, [NotNullWhen(true)] out LoadedPlugin? plugin, [NotNullWhen(false)] out string? problem)
    {
        plugin = null;
        string file = Path.Combine(place, Path.GetFileName(place) + ".dll");
        if (!File.Exists(file))
        {
            problem = $"there is no {Path.GetFileName(file)} in {place}; the folder and the file must have one name";
            return false;
        }
        try
        {
            Assembly assembly = new PluginLoadContext(file).LoadFromAssemblyPath(file);
            problem = WrongContract(assembly);
            if (problem is null) (plugin, problem) = Create(assembly, place);
        }
        catch (Exception broken)   // a plugin's own code runs here; whatever it throws is its failure to load
        {
            problem = $"{file} cannot be loaded: {Reason(broken)}";
        }
        return problem is null;
    }

    private static string? WrongContract(Assembly assembly) => assembly.GetCustomAttribute<AdapterContractAttribute>() switch
    {
        null => "it does not say for which contract it was built; its code needs [assembly: AdapterContract(AdapterContract.Version)]",
        { Version: AdapterContract.Version } => null,
        { Version: var theirs } => $"it was built for contract {theirs}, this is contract {AdapterContract.Version}; install the plugin's version for contract {AdapterContract.Version}",
    };

    private static (LoadedPlugin?, string?) Create(Assembly assembly, string place)
    {
        Type[] found = [.. assembly.GetExportedTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IAdapterPlugin)))];
        if (found.Length != 1)
            return (null, $"it must have exactly one public class that implements IAdapterPlugin, and has {found.Length}{(found.Length > 1 ? $": {string.Join(", ", found.Select(f => f.Name))}" : "")}");
        if (found[0].GetConstructor(Type.EmptyTypes) is null)
            return (null, $"{found[0].Name} needs a public constructor without parameters");
        var plugin = (IAdapterPlugin)Activator.CreateInstance(found[0])!;
        return AdapterName().IsMatch(plugin.Name)
            ? (new LoadedPlugin(plugin.Name, Version(assembly), place, plugin), null)
            : (null, $"its name \"{plugin.Name}\" is no adapter's name; lower case letters, digits and dashes only");
    }

    // "1.2.0+a1b2c3" is version 1.2.0.
    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "0";

    private static string Reason(Exception broken) => broken switch
    {
        BadImageFormatException => "it is no .NET assembly, or is damaged",
        FileNotFoundException { FileName: { } missing } => $"it needs {missing}, which is not in its folder",
        TypeLoadException or MissingMemberException => $"it uses something that this contract does not have ({Line(broken.Message)})",
        TargetInvocationException { InnerException: { } inner } => Line(inner.Message),
        _ => Line(broken.Message),
    };

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex AdapterName();
}
