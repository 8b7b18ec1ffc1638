using Billing.Sdk;

namespace Billing.Engine.Plugins;

/// <summary>What a folder of plugins held.</summary>
/// <param name="ByName">The plugins by the adapter's name.</param>
/// <param name="Problems">One line for each that could not be loaded: its name, and why. Not empty means: do not start.</param>
public sealed record LoadedPlugins(IReadOnlyDictionary<string, LoadedPlugin> ByName, IReadOnlyList<string> Problems);

/// <summary>A plugin that was loaded; no adapter of it exists yet.</summary>
/// <param name="Name">The adapter's name: <c>cpanel</c>.</param>
/// <param name="Version">The assembly's own version, for <c>billing check</c> and the log.</param>
/// <param name="Folder">Where it came from.</param>
/// <param name="Plugin">What makes the adapter.</param>
public sealed record LoadedPlugin(string Name, string Version, string Folder, IAdapterPlugin Plugin);

/// <summary>The adapters that are configured.</summary>
/// <param name="ByName">The adapters by name: <c>cpanel</c>.</param>
/// <param name="Problems">What is wrong with their configuration, all of it: <c>FILE PATH: what</c>. Not empty means: do not start.</param>
public sealed record AdapterSet(IReadOnlyDictionary<string, IServiceAdapter> ByName, IReadOnlyList<string> Problems);
