using System.Reflection;
using System.Runtime.Loader;
using Billing.Sdk;

namespace Billing.Engine.Plugins;

/// <summary>
/// A plugin's own world: its libraries in its versions, from its own folder. Only the contract is the host's, whatever lies in the folder, and with it
/// the libraries whose types it speaks of (System.Text.Json); with copies of its own the plugin's interfaces would be strangers to us.
/// </summary>
internal sealed class PluginLoadContext(string assembly) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assembly))
{
    private static readonly Assembly Contract = typeof(IServiceAdapter).Assembly;

    private static readonly HashSet<string> Spoken = [.. Contract.GetReferencedAssemblies().Select(reference => reference.Name!)];

    private readonly AssemblyDependencyResolver _resolver = new(assembly);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Contract.GetName().Name) return Contract;
        return !Spoken.Contains(assemblyName.Name ?? "") && _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
