using Billing.Engine.Configuration;
using Billing.Engine.Plugins;
using Billing.Plugin.Cpanel;
using Xunit;

namespace Billing.System.Tests.Plugins;

public sealed class AdapterFactoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("billing-config-").FullName;

    private static readonly LoadedPlugins Installed =
        new(new Dictionary<string, LoadedPlugin> { ["cpanel"] = new("cpanel", "1.0.0", "here", new CpanelPlugin()) }, []);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void a_file_with_comments_makes_an_adapter()
    {
        AdapterSet adapters = Create("""{ /* ours */ "servers": [ { "host": "srv01.example", "token": "env:WHM", }, ], }""");
        Assert.Empty(adapters.Problems);
        Assert.Equal(["cpanel"], adapters.ByName.Keys);
    }

    [Fact]
    public void a_plugin_without_a_file_is_not_used()
    {
        AdapterSet adapters = new AdapterFactory(new SecretSource(), TimeProvider.System, (_, _) => { }).Create(Installed, _folder);
        Assert.Empty(adapters.ByName);
        Assert.Empty(adapters.Problems);
    }

    [Fact]
    public void a_file_without_a_plugin_is_a_problem()
    {
        File.WriteAllText(Path.Combine(_folder, "plesk.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "dns.sample.json"), "{}");
        string problem = Assert.Single(Create(null).Problems);
        Assert.EndsWith("plesk.json: there is no plugin plesk; installed are cpanel", problem);
    }

    [Fact]
    public void what_is_no_json_is_a_problem_with_its_line()
    {
        string problem = Assert.Single(Create("{\n  servers }").Problems);
        Assert.Contains("cpanel.json line 2: it is no JSON", problem);
    }

    [Fact]
    public void every_problem_is_said_at_once_each_with_its_file_and_place()
    {
        AdapterSet adapters = Create("""
            { "servers": [ { "hots": "srv01.example", "host": "https://srv01.example", "token": "env:NOWHERE", "port": 0, "tls": "maybe" } ],
              "backup": { "tarroot": "/tmp" }, "retries": 3 }
            """);
        Assert.Empty(adapters.ByName);
        Assert.Equal(
            ["backup.tarroot", "retries", "servers[0].host", "servers[0].hots", "servers[0].port", "servers[0].tls", "servers[0].token"],
            adapters.Problems.Select(line => line.Split("cpanel.json ")[1].Split(':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void a_secret_in_plain_text_is_refused_and_not_repeated()
    {
        string problem = Assert.Single(Create("""{ "servers": [ { "host": "srv01.example", "token": "VERYSECRET" } ] }""").Problems);
        Assert.Contains("servers[0].token: a secret must not be written out here", problem);
        Assert.DoesNotContain("VERYSECRET", problem);
    }

    private AdapterSet Create(string? cpanel)
    {
        if (cpanel is not null) File.WriteAllText(Path.Combine(_folder, "cpanel.json"), cpanel);
        var secrets = new SecretSource(name => name == "WHM" ? "TOKEN" : null);
        return new AdapterFactory(secrets, TimeProvider.System, (_, _) => { }).Create(Installed, _folder);
    }
}
