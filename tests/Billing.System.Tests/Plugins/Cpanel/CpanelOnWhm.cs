using System.Collections.Concurrent;
using System.Text.Json;
using Billing.Plugin.Cpanel;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.Sdk.Testing;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>The cPanel adapter on the sandbox's WHM, with the accounts of bob and bobby.</summary>
internal sealed class CpanelOnWhm : AdapterEnvironment
{
    private const string WrongToken = "WRONGTOKEN9876543210";
    private readonly ConcurrentQueue<string> _log = new();

    private CpanelOnWhm(WhmFront whm)
    {
        Whm = whm;
        Server.AddAccount(new WhmAccount("bob", "bob.example"));
        Server.AddAccount(new WhmAccount("bobby", "bobby.example"));
        (Adapter, WithWrongKey) = (Configured(), Configured(WrongToken));
    }

    public WhmFront Whm { get; }

    public SandboxWhm Server => Whm.Server;

    public override IServiceAdapter Adapter { get; }

    public override IServiceAdapter WithWrongKey { get; }

    public override ServiceHandle Service { get; } = Handle("service 10", "bob", "bob.example");

    public override ServiceHandle Missing { get; } = Handle("service 11", "nobody", "nobody.example") with { Attributes = new Dictionary<string, string> { ["product"] = "12", ["email"] = "nobody@mail.example" } };

    public override ServiceHandle Stranger { get; } = Handle("service 12", "bobby", "elsewhere.example");

    public override IReadOnlyCollection<string> Secrets => [Server.Token, WrongToken, .. Whm.Passwords];

    public override IReadOnlyCollection<string> Log => _log;

    public static async Task<AdapterEnvironment> CreateAsync() => new CpanelOnWhm(await WhmFront.StartAsync());

    public static ServiceHandle Handle(string target, string user, string domain, string host = "127.0.0.1") =>
        new(target, 7, domain, user, new ServerHandle(1, "srv01", host), new Dictionary<string, string>());

    /// <summary>The adapter with further configuration: <c>, "timeouts": { … }</c>.</summary>
    public IServiceAdapter Configured(string? token = null, string more = "", string user = "root") => new CpanelPlugin().Create(new AdapterContext(
        JsonDocument.Parse($$"""{ "servers": [ { "host": "127.0.0.1", "port": {{Whm.Port}}, "scheme": "http", "user": "{{user}}", "token": "env:T" } ], "plans": { "12": "basic" } {{more}} }""").RootElement,
        _ => token ?? Server.Token, TimeProvider.System, _log.Enqueue));

    public override Task<int> ChangesAsync() => Task.FromResult(Whm.Changes.Count);

    public override Task HoldByHandAsync(string reason)
    {
        Server.Suspend("bob", reason);
        return Task.CompletedTask;
    }

    public override Task PutBackByHandAsync()
    {
        Server.Unsuspend("bob");
        return Task.CompletedTask;
    }

    public override Task LoseNextAnswerAsync()
    {
        Whm.LoseNextAnswer = true;
        return Task.CompletedTask;
    }

    public override Task FinishWorkAsync()
    {
        Server.PollsUntilDone = 0;
        return Task.CompletedTask;
    }

    public override Task LoseBackupsAsync()
    {
        foreach (WhmArchive archive in Server.Archives) Server.DeleteArchive(archive.Path);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        (Adapter as IDisposable)?.Dispose();
        (WithWrongKey as IDisposable)?.Dispose();
        await Whm.DisposeAsync();
    }
}
