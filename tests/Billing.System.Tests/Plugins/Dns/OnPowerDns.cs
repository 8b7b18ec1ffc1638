using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.PowerDns;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>A zone on a real PowerDNS. <c>BILLING_TEST_PDNS</c> names one for each store: <c>gsqlite3;URL;KEY;HOST:PORT|lmdb;…</c>.</summary>
internal sealed class OnPowerDns : DnsWorld
{
    private readonly string[] _server;

    private OnPowerDns(string[] server, PowerDnsFront front)
    {
        (_server, Front) = (server, front);
        var settings = new PowerDnsSettings("127.0.0.1", null, server[2], new Uri(server[1]), new TlsTrust.System(), true);
        var patience = new Patience(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Keeper = new PowerDnsServer(settings, patience, new PowerDnsClient(settings, patience.Connect, TimeProvider.System, _ => { }));
    }

    public PowerDnsFront Front { get; }

    public PowerDnsServer Keeper { get; }

    public override IZoneServer Beside => Keeper;

    public override ServiceHandle Stranger => Handle("service 12", $"other{Name}");

    protected override string RightKey => _server[2];

    protected override string WrongKey => "a-key-that-is-wrong";

    protected override int Port => int.Parse(_server[3].Split(':')[1], null);

    protected override int Written => Front.Changes;

    public static async Task<OnPowerDns> CreateAsync(string store)
    {
        string[] server = (Environment.GetEnvironmentVariable("BILLING_TEST_PDNS") ?? "").Split('|').Select(one => one.Split(';')).FirstOrDefault(one => one[0] == store)
            ?? throw new InvalidOperationException("BILLING_TEST_PDNS is not set: start PowerDNS with tests/servers/pdns (gsqlite3 and lmdb), and give what both print, joined by |.");
        var world = new OnPowerDns(server, await PowerDnsFront.StartAsync(server[1]));
        foreach ((string name, string account) in new[] { (world.Name, "bob"), ($"other{world.Name}", "somebody") })
        {
            var zone = new Zone(name, [.. world.Sets.Select(set => set with { Name = set.Name.Replace(world.Name, name, StringComparison.Ordinal) })],
                new ZoneHead("Native", account, "", "DEFAULT", false, false, []));
            Assert.Null(await world.Keeper.CreateAsync(zone, TestContext.Current.CancellationToken));
        }
        return world;
    }

    /// <summary>Somebody asks the API itself.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, string? body = null, bool refused = false)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"{_server[1]}/api/v1/servers/localhost/") };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", _server[2]);
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode != refused, text);
        return text;
    }

    /// <summary>What a resolver finds that trusts these DNSKEY records and nothing else (delv).</summary>
    public async Task<string> ValidatedAsync(string name, string type, IEnumerable<string> dnskeys)
    {
        string anchors = Path.Combine(Folder, "anchors");
        await File.WriteAllTextAsync(anchors, $"trust-anchors {{ {string.Concat(dnskeys.Select(key => key.Split(' ')).Select(key => $"\"{Name}\" static-key {key[0]} {key[1]} {key[2]} \"{key[3]}\"; "))}}};");
        return await RunAsync("delv", "@127.0.0.1", "-p", $"{Port}", "-a", anchors, $"+root={Name}", Full(name), type);
    }

    /// <summary>What only somebody on the server itself can do.</summary>
    public async Task<string> OnTheServerAsync(params string[] words)
    {
        string config = await SendAsync(HttpMethod.Get, "config");
        string run = JsonDocument.Parse(config).RootElement.EnumerateArray().Single(setting => setting.GetProperty("name").GetString() == "socket-dir").GetProperty("value").GetString()!;
        return await RunAsync("pdnsutil", [$"--config-dir={Path.GetDirectoryName(run)}", .. words]);
    }

    private static async Task<string> RunAsync(string program, params string[] words)
    {
        using Process run = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = run.StandardError.ReadToEndAsync();
        string said = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return said + await errors;
    }

    public override Task LoseNextAnswerAsync()
    {
        Front.LoseNextAnswer = true;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await Keeper.DeleteAsync(Name, CancellationToken.None);
        await Keeper.DeleteAsync($"other{Name}", CancellationToken.None);
        await Front.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override string ServerJson(bool wrongKey) => $$"""{ "kind": "powerdns", "url": "{{Front.Url}}", "key": "env:K" }""";
}
