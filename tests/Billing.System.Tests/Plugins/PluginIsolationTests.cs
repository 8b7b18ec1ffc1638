using System.Runtime.Loader;
using System.Text.Json;
using Billing.Engine.Plugins;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins;

/// <summary>Plugins that are loaded together and do not feel each other.</summary>
public sealed class PluginIsolationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-plugins-").FullName;
    private readonly List<string> _log = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Acme.Wire")]
    [InlineData("Dapper")]   // which the host has in a version of its own
    public void each_plugin_has_its_library_in_its_own_version(string library)
    {
        EmittedPlugin.WriteWithLibrary(_folder, "One.Plugin", "one", library, "1.4.0.0");
        EmittedPlugin.WriteWithLibrary(_folder, "Two.Plugin", "two", library, "99.0.0.0");
        LoadedPlugins loaded = Loaded();
        Assert.Equal("1.4.0.0, asked 1", Says(loaded, "one"));
        Assert.Equal("99.0.0.0, asked 1", Says(loaded, "two"));
    }

    [Fact]
    public void static_state_of_a_library_is_not_shared()
    {
        EmittedPlugin.WriteWithLibrary(_folder, "One.Plugin", "one", "Acme.Wire", "1.0.0.0");
        EmittedPlugin.WriteWithLibrary(_folder, "Two.Plugin", "two", "Acme.Wire", "1.0.0.0");
        LoadedPlugins loaded = Loaded();
        Assert.Equal(["1.0.0.0, asked 1", "1.0.0.0, asked 2", "1.0.0.0, asked 1"], [Says(loaded, "one"), Says(loaded, "one"), Says(loaded, "two")]);
    }

    [Fact]
    public void a_plugin_that_brings_a_contract_gets_the_hosts()
    {
        EmittedPlugin.WriteWithLibrary(_folder, "One.Plugin", "one", "Acme.Wire", "1.0.0.0");
        File.Copy(typeof(IServiceAdapter).Assembly.Location, Path.Combine(_folder, "One.Plugin", "Billing.Sdk.dll"));
        EmittedPlugin.WriteWithLibrary(_folder, "Two.Plugin", "two", "Billing.Sdk", "9.0.0.0");
        LoadedPlugins loaded = PluginLoader.Load(_folder);
        Assert.Equal("1.0.0.0, asked 1", Says(loaded, "one"));
        Assert.Equal(["Acme.Wire", "One.Plugin"], Own(loaded.ByName["one"]));
        Assert.Equal(["Two.Plugin"], Own(loaded.ByName["two"]));   // its code is there, what it took for the contract is not
    }

    [Fact]
    public void what_the_contract_speaks_of_is_the_hosts_too()
    {
        const string library = "System.Text.Json";   // a library of the plugin may bring a newer one
        EmittedPlugin.WriteWithLibrary(_folder, "One.Plugin", "one", "Acme.Wire", "1.0.0.0");
        EmittedPlugin.WriteWithLibrary(_folder, "Other", "other", library, "99.0.0.0");
        File.Move(Path.Combine(_folder, "Other", $"{library}.dll"), Path.Combine(_folder, "One.Plugin", $"{library}.dll"));
        Directory.Delete(Path.Combine(_folder, "Other"), recursive: true);
        Assert.Equal("1.0.0.0, asked 1", Says(Loaded(), "one"));
    }

    private LoadedPlugins Loaded()
    {
        LoadedPlugins loaded = PluginLoader.Load(_folder);
        Assert.Empty(loaded.Problems);
        return loaded;
    }

    /// <summary>What a plugin's library says when the plugin is asked for its adapter.</summary>
    private string Says(LoadedPlugins loaded, string name)
    {
        using JsonDocument none = JsonDocument.Parse("{}");
        loaded.ByName[name].Plugin.Create(new AdapterContext(none.RootElement, _ => "", TimeProvider.System, _log.Add));
        return _log[^1];
    }

    /// <summary>The assemblies that were loaded for that plugin alone.</summary>
    private static string[] Own(LoadedPlugin plugin) =>
        [.. AssemblyLoadContext.GetLoadContext(plugin.Plugin.GetType().Assembly)!.Assemblies.Select(assembly => assembly.GetName().Name!).Order(StringComparer.Ordinal)];
}
