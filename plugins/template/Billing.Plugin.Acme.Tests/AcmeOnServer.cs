using System.Collections.Concurrent;
using System.Text.Json;
using Billing.Plugin.Acme;
using Billing.Sdk;
using Billing.Sdk.Testing;

#if (inside)
namespace Billing.System.Tests.Plugins.Acme;
#else
namespace Billing.Plugin.Acme.Tests;
#endif

/// <summary>
/// The world around the adapter: its server, the real one or an honest double, and what other people do there. Every line that says "not written yet"
/// waits for you; until then the suites fail.
/// </summary>
internal sealed class AcmeOnServer : AdapterEnvironment
{
    private const string Key = "the-right-key", WrongKey = "a-wrong-key", Address = "https://127.0.0.1:9/";

    private readonly ConcurrentQueue<string> log = new();

    private AcmeOnServer() => (Adapter, WithWrongKey) = (Made(Key), Made(WrongKey));

    public override IServiceAdapter Adapter { get; }

    public override IServiceAdapter WithWrongKey { get; }

    public override ServiceHandle Service { get; } = On("alice", "alice.example.com");

    public override ServiceHandle Missing { get; } = On("nobody", "nobody.example.com");

    public override ServiceHandle Stranger { get; } = On("alice", "somebody-else.example.com");

    public override IReadOnlyCollection<string> Secrets { get; } = [Key, WrongKey];

    public override IReadOnlyCollection<string> Log => log;

    /// <summary>A fresh server, with alice on it and online.</summary>
    public static Task<AdapterEnvironment> CreateAsync() => Task.FromResult<AdapterEnvironment>(new AcmeOnServer());

    public override Task<int> ChangesAsync() => throw Unwritten("count the changes that the server carried out");

    public override Task HoldByHandAsync(string reason) => throw Unwritten("suspend alice on the server as a person would");

    public override Task PutBackByHandAsync() => throw Unwritten("bring alice back on the server as a person would");

    public override Task LoseNextAnswerAsync() => throw Unwritten("let the server do the next change and cut the connection");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ServiceHandle On(string user, string domain) =>
        new("service 10", 1, domain, user, new ServerHandle(1, "acme-1", "acme.example.com"), new Dictionary<string, string>());

    private static NotSupportedException Unwritten(string what) => new($"not written yet: {what}");

    private IServiceAdapter Made(string key)
    {
        using JsonDocument file = JsonDocument.Parse($$"""{ "server": "{{Address}}", "token": "env:ACME_TOKEN" }""");
        return new AcmePlugin().Create(new AdapterContext(file.RootElement.Clone(), _ => key, TimeProvider.System, log.Enqueue));
    }
}
