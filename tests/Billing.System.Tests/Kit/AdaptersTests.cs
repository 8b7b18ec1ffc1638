using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.System.Tests.Host;
using Billing.System.Tests.Plugins;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Kit;

/// <summary><c>billing adapters</c> and the mapping in <c>billing check</c>, against a panel.</summary>
public sealed class AdaptersTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private SandboxPanel panel = null!;
    private int plesk, first;

    public async ValueTask InitializeAsync()
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions
        {
            Time = time, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"), Identifier = Trial.TheSecret, Secret = Trial.TheSecret,
        }, TestContext.Current.CancellationToken);
        int client = panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com"));
        plesk = panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" });
        first = panel.AddService(new ServiceSeed(client, plesk, new DateOnly(2026, 6, 16), 5000m) { Domain = "uno.example" });
        for (int more = 1; more <= 3; more++) panel.AddService(new ServiceSeed(client, plesk, new DateOnly(2026, 6, 16), 5000m) { Domain = $"otro{more}.example" });
        panel.AddService(new ServiceSeed(client, plesk, new DateOnly(2025, 6, 16), 5000m) { Domain = "viejo.example", Status = "Terminated" });
        trial.Change("billing.json", billing =>
        {
            billing["panel"]!["url"] = panel.Url.ToString();
            billing["plugins"] = "../plugins";
        });
    }

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task services_are_counted_with_the_adapter_that_they_are_mapped_to()
    {
        Said said = await trial.RunAsync(time, "adapters", "--json");
        Assert.Equal((ExitCode.Done, ""), (said.Code, said.Error));
        JsonNode json = JsonNode.Parse(said.Output)!;
        Assert.Equal(4, (int?)json["adapters"]!.AsArray().Single(adapter => (string?)adapter!["name"] == "panel-module")!["services"]);
        Assert.Equal(0, (int?)json["withoutAdapter"]);
    }

    [Fact]
    public async Task a_server_module_without_an_adapter_is_wrong_and_its_services_are_named()
    {
        Map(new JsonObject { ["cpanel"] = "panel-module" });
        Said said = await trial.RunAsync(time, "check");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith(
            $"wrong  mapping: 4 services of product {plesk} (service {first}, service {first + 1}, service {first + 2}, …): no adapter reaches the server module \"plesk\".", StringComparison.Ordinal));
        Assert.Contains("note   billing.json $.adapters.serverTypes['cpanel']: nothing in the panel is of that kind", said.Output, StringComparison.Ordinal);
        Assert.Contains("without an adapter: 4; ", (await trial.RunAsync(time, "adapters")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task services_on_a_server_that_the_plugin_does_not_know_are_named_with_it()
    {
        int product = panel.AddProduct(new ProductSeed("Hosting C") { Module = "cpanel" }), client = panel.AddClient(new ClientSeed("Beto", "Paz", "beto@example.com"));
        int known = panel.AddServer(new ServerSeed("srv01", "srv01.example.com")), forgotten = panel.AddServer(new ServerSeed("srv07", "srv07.example.com"));
        int[] services = [.. new[] { known, forgotten, forgotten, 0 }.Select((server, at) =>
            panel.AddService(new ServiceSeed(client, product, new DateOnly(2026, 6, 16), 5000m) { Domain = $"sitio{at}.example", Username = $"sitio{at}", ServerId = server }))];
        trial.Change("billing.json", billing => billing["plugins"] = Path.Combine(AppContext.BaseDirectory, "plugins"));
        trial.Write("config/plugins/cpanel.json", $$"""{ "servers": [ { "host": "SRV01.example.com", "port": 9, "token": "file:{{Path.Combine(trial.Folder, "secret")}}" } ] }""");
        Map(new JsonObject { ["cpanel"] = "cpanel", ["*"] = "panel-module" });
        Said said = await trial.RunAsync(time, "check");
        Assert.Contains($"wrong  mapping: 2 services (service {services[1]}, service {services[2]}) live on the server \"srv07\" (srv07.example.com, number {forgotten} in the panel), which cpanel.json does not name. Add it there.", said.Lines);
        Assert.Contains($"note   1 service (service {services[3]}): the panel names no server, so the adapter cpanel cannot reach it. Choose one there, unless it is still to be created.", said.Lines);
        Assert.DoesNotContain("srv01\"", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task services_that_are_never_terminated_are_noted_and_nothing_is_wrong()
    {
        string line = $"note   4 services (service {first}, service {first + 1}, service {first + 2}, …): the adapter panel-module cannot back up";
        Said said = await trial.RunAsync(time, "check");
        Assert.Contains(said.Lines, each => each.StartsWith(line, StringComparison.Ordinal) && each.Contains("$.termination.backup is \"required\", so they are suspended, but never terminated", StringComparison.Ordinal));
        Assert.Contains("ok     mapping", said.Lines);
        trial.Change("policy.json", policy => policy["termination"]!["backup"] = "none");
        Assert.DoesNotContain("never terminated", (await trial.RunAsync(time, "check")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_mapping_that_fits_is_well()
    {
        Said said = await trial.RunAsync(time, "check");
        Assert.Contains("ok     mapping", said.Lines);
        Assert.DoesNotContain(said.Lines, line => line.StartsWith("wrong  mapping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_plugin_that_is_loaded_and_not_configured_is_said_to_be_so()
    {
        EmittedPlugin.Write(Path.Combine(trial.Folder, "plugins"), "Acme.Plugin", AdapterContract.Version, "acme");
        Map(new JsonObject { ["*"] = "acme" });
        Said said = await trial.RunAsync(time, "adapters", "--offline");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith("acme", StringComparison.Ordinal) && line.Contains("not configured", StringComparison.Ordinal));
        Assert.Contains("$.adapters.serverTypes['*']: the adapter \"acme\" is loaded, but not configured", said.Output, StringComparison.Ordinal);
        Assert.Contains("needs its file acme.json", Assert.Single((await trial.RunAsync(time, "adapters", "test", "acme")).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_plugin_that_cannot_be_loaded_is_named_with_the_reason()
    {
        EmittedPlugin.Write(Path.Combine(trial.Folder, "plugins"), "Acme.Plugin", 2, "acme");
        Said said = await trial.RunAsync(time, "adapters", "--offline");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Contains("wrong  plugin Acme.Plugin: it was built for contract 2, this is contract 1", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_panel_s_own_adapters_are_tried_through_the_panel()
    {
        Assert.Equal((ExitCode.Done, "ok     adapter panel-module\n"), await TriedAsync("panel-module"));
        trial.Change("billing.json", billing => billing["panel"]!["url"] = "http://127.0.0.1:9/");
        (int code, string output) = await TriedAsync("panel-module", TimeProvider.System);   // its calls are repeated after a while
        Assert.Equal(ExitCode.Unreachable, code);
        Assert.StartsWith("wrong  adapter panel-module: ", output, StringComparison.Ordinal);
        Said list = await trial.RunAsync("adapters");
        Assert.Equal(ExitCode.Unreachable, list.Code);
        Assert.Contains(list.Lines, line => line.StartsWith("panel-project", StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_adapter_that_is_not_there_is_answered_with_those_that_are()
    {
        Said said = await trial.RunAsync(time, "adapters", "test", "acme");
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.Equal("billing: there is no adapter acme. There are panel-module, panel-project.", Assert.Single(said.Errors));
        Assert.Contains("See `billing adapters test --help`", Assert.Single((await Trial.SayAsync(time, "adapters", "test")).Errors), StringComparison.Ordinal);
    }

    private void Map(JsonObject serverTypes) => trial.Change("billing.json", billing => billing["adapters"]!["serverTypes"] = serverTypes);

    private async Task<(int, string)> TriedAsync(string name, TimeProvider? at = null)
    {
        Said said = await trial.RunAsync(at ?? time, "adapters", "test", name);
        return (said.Code, said.Output);
    }
}
