using Billing.Engine.Plugins;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins;

public sealed class PluginLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-plugins-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void a_good_plugin_is_found_by_its_adapters_name()
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", AdapterContract.Version, "acme");
        LoadedPlugins loaded = PluginLoader.Load(_folder);
        Assert.Empty(loaded.Problems);
        Assert.Equal("acme", Assert.Single(loaded.ByName.Values).Plugin.Name);
    }

    [Fact]
    public void a_plugin_for_another_contract_is_refused_with_both_numbers()
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", 7, "acme");
        string problem = TheProblem();
        Assert.StartsWith("plugin Acme.Plugin: ", problem);
        Assert.Contains("contract 7", problem);
        Assert.Contains($"contract {AdapterContract.Version}", problem);
    }

    [Fact]
    public void a_plugin_that_names_no_contract_is_refused()
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", contract: null, "acme");
        Assert.Contains("[assembly: AdapterContract(AdapterContract.Version)]", TheProblem());
    }

    [Fact]
    public void two_plugins_in_one_assembly_are_one_too_many()
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", AdapterContract.Version, "acme", "other");
        Assert.Contains("exactly one public class that implements IAdapterPlugin, and has 2: Plugin0, Plugin1", TheProblem());
    }

    [Fact]
    public void an_assembly_without_a_plugin_is_refused()
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", AdapterContract.Version);
        Assert.Contains("has 0", TheProblem());
    }

    [Fact]
    public void a_broken_file_is_refused_and_the_others_are_loaded()
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", AdapterContract.Version, "acme");
        Directory.CreateDirectory(Path.Combine(_folder, "Broken.Plugin"));
        File.WriteAllText(Path.Combine(_folder, "Broken.Plugin", "Broken.Plugin.dll"), "no assembly at all");
        LoadedPlugins loaded = PluginLoader.Load(_folder);
        Assert.Equal(["acme"], loaded.ByName.Keys);
        Assert.Contains("is no .NET assembly", Assert.Single(loaded.Problems));
    }

    [Fact]
    public void a_folder_without_its_file_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Empty.Plugin"));
        Assert.Contains("there is no Empty.Plugin.dll", TheProblem());
    }

    [Theory]
    [InlineData("Acme")]
    [InlineData("a b")]
    [InlineData("")]
    public void a_name_that_no_mapping_could_write_is_refused(string name)
    {
        EmittedPlugin.Write(_folder, "Acme.Plugin", AdapterContract.Version, name);
        Assert.Contains("is no adapter's name", TheProblem());
    }

    [Fact]
    public void two_plugins_cannot_have_one_name()
    {
        EmittedPlugin.Write(_folder, "Acme.One", AdapterContract.Version, "acme");
        EmittedPlugin.Write(_folder, "Acme.Two", AdapterContract.Version, "acme");
        Assert.Contains("plugin Acme.Two: its name acme is taken by Acme.One", TheProblem());
    }

    [Fact]
    public void no_folder_means_no_plugins()
    {
        LoadedPlugins loaded = PluginLoader.Load(Path.Combine(_folder, "nowhere"));
        Assert.Empty(loaded.ByName);
        Assert.Empty(loaded.Problems);
    }

    private string TheProblem() => Assert.Single(PluginLoader.Load(_folder).Problems);
}
