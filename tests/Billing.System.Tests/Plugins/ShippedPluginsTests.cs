using Billing.Engine.Configuration;
using Billing.Engine.Plugins;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins;

/// <summary>The plugins as the build lays them beside the host.</summary>
public sealed class ShippedPluginsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "plugins");

    [Fact]
    public void every_plugin_of_this_repository_loads()
    {
        LoadedPlugins loaded = PluginLoader.Load(Folder);
        Assert.Empty(loaded.Problems);
        Assert.Contains("cpanel", loaded.ByName.Keys);
        Assert.Contains("dns", loaded.ByName.Keys);
        Assert.NotEqual("0", loaded.ByName["cpanel"].Version);
    }

    [Fact]
    public void no_plugin_brings_its_own_copy_of_the_contract()
    {
        string[] files = Directory.GetFiles(Folder, "*.dll", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.DoesNotContain("Billing.Sdk.dll", files.Select(Path.GetFileName));
    }

    [Fact]
    public void a_copy_of_the_contract_in_the_folder_does_no_harm()
    {
        string folder = Directory.CreateTempSubdirectory("billing-plugins-").FullName;
        EmittedPlugin.Write(folder, "Acme.Plugin", AdapterContract.Version, "acme");
        File.Copy(typeof(IServiceAdapter).Assembly.Location, Path.Combine(folder, "Acme.Plugin", "Billing.Sdk.dll"));
        Assert.Equal(["acme"], PluginLoader.Load(folder).ByName.Keys);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("cpanel", "file:/etc/billing/secrets/whm-srv02")]
    [InlineData("dns", "file:/etc/billing/secrets/tsig-ns2")]
    [InlineData("project-freeze", "file:/etc/billing/secrets/forgejo")]
    public void the_sample_configuration_makes_an_adapter(string name, string file)
    {
        string folder = Directory.CreateTempSubdirectory("billing-config-").FullName;
        string sample = File.ReadAllText(Path.Combine(Repository.Folder, "config", "plugins", $"{name}.sample.json"));
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), sample.Replace(file, "env:ANOTHER", StringComparison.Ordinal));
        var factory = new AdapterFactory(new SecretSource(_ => "TOKEN123"), TimeProvider.System, (_, _) => { });
        AdapterSet adapters = factory.Create(PluginLoader.Load(Folder), folder);
        Assert.Empty(adapters.Problems);
        Assert.IsType<ICanSuspend>(adapters.ByName[name], exactMatch: false);
        Directory.Delete(folder, recursive: true);
    }
}
