using System.Diagnostics;
using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.Rfc2136;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>A zone on a real BIND. <c>BILLING_TEST_BIND</c> is what tests/servers/bind prints: <c>HOST:PORT;KEY NAME;KEY;FOLDER</c>.</summary>
internal sealed class OnBind : DnsWorld
{
    private readonly string[] _server;

    private OnBind(string[] server)
    {
        _server = server;
        Front = new BindFront(Port);
        var patience = new Patience(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Beside = new UpdateServer(new UpdateSettings("127.0.0.1", null, server[2], Port, server[1], "hmac-sha256"), patience, TimeProvider.System, _ => { });
    }

    public BindFront Front { get; }

    public override IZoneServer Beside { get; }

    public override ServiceHandle Stranger => Handle("service 12", "elsewhere.test.") with { Attributes = new Dictionary<string, string> { ["zone"] = Name } };

    protected override string RightKey => _server[2];

    protected override string WrongKey => Convert.ToBase64String(new byte[32]);

    protected override int Port => int.Parse(_server[0].Split(':')[1], null);

    protected override int Written => Front.Changes;

    /// <param name="hosts">So many names more, each with an address and a text: 5,000 are about ten messages of a transfer.</param>
    public static async Task<OnBind> CreateAsync(int hosts = 0)
    {
        string server = Environment.GetEnvironmentVariable("BILLING_TEST_BIND") is { Length: > 0 } given ? given
            : throw new InvalidOperationException("BILLING_TEST_BIND is not set: start BIND with tests/servers/bind, and give what it prints.");
        var world = new OnBind(server.Split(';'));
        string file = $"{world.Name}db";
        IEnumerable<RecordSet> more = Enumerable.Range(0, hosts).SelectMany(n => (RecordSet[])[world.Set($"host{n}", "A", 300, "198.51.100.1"), world.Set($"host{n}", "TXT", 300, $"\"host number {n} of a zone that is long\"")]);
        await File.WriteAllLinesAsync(Path.Combine(world._server[3], "zones", file), world.Sets.Concat(more).SelectMany(set => set.Records.Select(entry => $"{set.Name} {set.Ttl} IN {set.Type} {entry.Content}")));
        await world.ControlAsync("addzone", world.Name, $$"""{ type primary; file "{{file}}"; update-policy { grant {{world._server[1]}} zonesub ANY; }; allow-transfer { key {{world._server[1]}}; }; };""");
        return world;
    }

    public override Task LoseNextAnswerAsync()
    {
        Front.LoseNextAnswer = true;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await ControlAsync("delzone", "-clean", Name);
        await Front.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override string ServerJson(bool wrongKey) => $$"""{ "kind": "rfc2136", "host": "127.0.0.1", "port": {{Front.Port}}, "keyName": "{{_server[1]}}", "key": "env:K" }""";

    private async Task ControlAsync(params string[] words)
    {
        using Process rndc = Process.Start(new ProcessStartInfo("rndc", ["-c", Path.Combine(_server[3], "rndc.conf"), .. words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = await rndc.StandardError.ReadToEndAsync();
        await rndc.WaitForExitAsync();
        if (rndc.ExitCode != 0) throw new InvalidOperationException($"rndc {words[0]}: {said}");
    }
}
