using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using Billing.Plugin.Dns;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;
using Zone = Billing.Plugin.Dns.Zones.Zone;

namespace Billing.System.Tests.Plugins.Dns;

/// <summary>The adapter dns with a zone of its own on a real server, reached through a front that can lose an answer; and a way in beside it, for what other people do.</summary>
internal abstract class DnsWorld : AdapterEnvironment
{
    public const string Parking4 = "203.0.113.80";

    private readonly ConcurrentQueue<string> _log = new();

    private IServiceAdapter? _adapter;
    private IServiceAdapter? _locked;
    private int _lost;

    /// <summary>The zone's name, with the last dot.</summary>
    public string Name { get; } = $"z{Guid.NewGuid():N}.test.";

    /// <summary>Where the adapter keeps files.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("billing-dns-").FullName;

    /// <summary>The server itself, not through the front.</summary>
    public abstract IZoneServer Beside { get; }

    public override IServiceAdapter Adapter => _adapter ??= Configured();

    public override IServiceAdapter WithWrongKey => _locked ??= Configured(wrongKey: true);

    public override ServiceHandle Service => Handle("service 10", Name);

    public override ServiceHandle Missing => Handle("service 11", $"gone.{Name}");

    public override IReadOnlyCollection<string> Log => _log;

    public override bool HandHoldsCanBeLifted => false;

    protected abstract string ServerJson(bool wrongKey);

    protected abstract int Port { get; }

    protected abstract int Written { get; }

    /// <summary>A site with mail: what the parked names have, and what must stay.</summary>
    protected RecordSet[] Sets =>
    [
        Set("@", "SOA", 3600, $"ns1.{Name} host.{Name} 2026010100 3600 600 86400 60"), Set("@", "NS", 3600, $"ns1.{Name}"), Set("ns1", "A", 3600, "127.0.0.1"),
        Set("@", "A", 1800, "192.0.2.10", "192.0.2.11"), Set("@", "AAAA", 900, "2001:db8::10"), Set("@", "HTTPS", 3600, "1 . alpn=h2"),
        Set("www", "CNAME", 600, Name), Set("*", "A", 3600, "192.0.2.12"), Set("blog", "A", 3600, "192.0.2.30"),
        Set("@", "MX", 3600, $"10 mail.{Name}"), Set("mail", "A", 3600, "192.0.2.20"), Set("@", "TXT", 3600, "\"v=spf1 mx -all\""), Set("_dmarc", "TXT", 3600, "\"p=none\" \"two\""),
    ];

    public IServiceAdapter Configured(bool wrongKey = false, string suspend = "\"mode\": \"park\"") => new DnsPlugin().Create(new AdapterContext(JsonDocument.Parse(
        $$"""{ "servers": [ {{ServerJson(wrongKey)}} ], "suspend": { {{suspend}}, "ipv4": "{{Parking4}}" }, "backup": { "folder": "{{Folder}}" }, "timeouts": { "read": 5, "change": 5 } }""").RootElement,
        _ => wrongKey ? WrongKey : RightKey, TimeProvider.System, _log.Enqueue));

    protected abstract string RightKey { get; }

    protected abstract string WrongKey { get; }

    public override IReadOnlyCollection<string> Secrets => [RightKey, WrongKey];

    public RecordSet Set(string name, string type, int ttl, params string[] contents) => new(Full(name), type, ttl, [.. contents.Select(content => new Entry(content))]);

    public string Full(string name) => name == "@" ? Name : $"{name}.{Name}";

    public async Task<Zone> ZoneAsync() => Assert.IsType<Sighting.There>(await Beside.ReadAsync(Name, TestContext.Current.CancellationToken)).Zone;

    /// <summary>Somebody writes into the zone, whatever stands there: each set as it is given, one without records goes.</summary>
    public async Task EditAsync(params RecordSet[] sets)
    {
        Zone zone = await ZoneAsync();
        Assert.Null(await Beside.WriteAsync(zone, [.. sets.Select(set => new Change(zone.Find(set.Key), set.Records.Count > 0 ? set : null))], TestContext.Current.CancellationToken));
    }

    /// <summary>What the server answers to a real question: the texts of the records of that type, or the code when it is an error.</summary>
    public async Task<string> AskAsync(string name, RecordType type)
    {
        using IClientTransport transport = new TcpClientTransport(Port);
        DnsMessage? answer = await new DnsClient([IPAddress.Loopback], [transport], true, 5000).ResolveAsync(DomainName.Parse(Full(name)), type, token: TestContext.Current.CancellationToken);
        Assert.NotNull(answer);
        return answer.ReturnCode is ReturnCode.NoError
            ? string.Join(' ', answer.AnswerRecords.Where(record => record.RecordType == type).Select(record => record.ToString()!.Split(' ', 5)[4]).Order(StringComparer.Ordinal))
            : answer.ReturnCode.ToString();
    }

    public override Task<int> ChangesAsync() => Task.FromResult(Written + _lost + Backups);

    private int Backups => Directory.GetDirectories(Folder).Where(folder => Path.GetFileName(folder) != "offline").Sum(folder => Directory.GetFiles(folder).Length);

    public override Task HoldByHandAsync(string reason) => EditAsync(Set("@", "A", 60, Parking4), Set("_billing", "TXT", 60, $"\"{reason}\""));

    public override Task PutBackByHandAsync() =>
        EditAsync([.. Sets.Where(set => set.Type is "A" or "AAAA" or "CNAME"), Set("www", "A", 0)]);

    public override Task LoseBackupsAsync()
    {
        _lost += Backups;
        foreach (string folder in Directory.GetDirectories(Folder)) Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        (_adapter as IDisposable)?.Dispose();
        (_locked as IDisposable)?.Dispose();
        Beside.Dispose();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected static ServiceHandle Handle(string target, string domain, string username = "bob") =>
        new(target, 7, domain.TrimEnd('.'), username, null, new Dictionary<string, string>());
}
