using System.Collections.Concurrent;
using System.Text.Json;
using Billing.Plugin.ProjectFreeze;
using Billing.Sdk;
using Billing.Sdk.Testing;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>The adapter before one system: project 40 of client 7 is there, project 41 never was, project 42 belongs to client 9.</summary>
internal abstract class FreezeWorld(string kind, string key, string mine, string missing, string others, string more = "") : AdapterEnvironment
{
    public const string WrongKey = "WRONGKEY9876543210";
    private readonly ConcurrentQueue<string> _log = new();
    private readonly List<IServiceAdapter> _made = [];
    private IServiceAdapter? _adapter, _wrong;

    public Front Front { get; private set; } = null!;

    public string Mine => mine;

    public override IServiceAdapter Adapter => _adapter ??= Configured();

    public override IServiceAdapter WithWrongKey => _wrong ??= Configured(WrongKey);

    public override IServiceAdapter Restarted() => Configured();

    public override ServiceHandle Service { get; } = Handle(40);

    public override ServiceHandle Missing { get; } = Handle(41);

    public override ServiceHandle Stranger { get; } = Handle(42);

    public override IReadOnlyCollection<string> Secrets => [key, WrongKey];

    public override IReadOnlyCollection<string> Log => _log;

    public static ServiceHandle Handle(int number, int client = 7) => new($"project {number}", client, "", "", null, new Dictionary<string, string> { ["project"] = $"{number}" });

    /// <summary>Another adapter for the same configuration: the same after a restart.</summary>
    public IServiceAdapter Configured(string? withKey = null, string? instead = null, string timeouts = "{}", TimeProvider? time = null)
    {
        string file = $$"""
            { "systems": [ { "name": "here", "kind": "{{kind}}", "url": "{{Front.Url}}", "key": "env:K" {{instead ?? more}} } ],
              "projects": { "40": { "system": "here", "project": "{{mine}}", "client": 7 }, "41": { "system": "here", "project": "{{missing}}" },
                            "42": { "system": "here", "project": "{{others}}", "client": 9 } },
              "timeouts": {{timeouts}} }
            """;
        IServiceAdapter made = new ProjectFreezePlugin().Create(new AdapterContext(JsonDocument.Parse(file).RootElement, _ => withKey ?? key, time ?? TimeProvider.System, _log.Enqueue));
        _made.Add(made);
        return made;
    }

    public override Task<int> ChangesAsync() => Task.FromResult(Front.Changes.Count);

    public override string Shown(string reason) => "";

    public override Task LoseNextAnswerAsync()
    {
        Front.LoseNextAnswer = true;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (IDisposable made in _made.OfType<IDisposable>()) made.Dispose();
        await Front.DisposeAsync();
    }

    protected abstract Task<Said> AnswerAsync(Asked asked);

    protected async Task<FreezeWorld> OpenAsync()
    {
        Front = await Front.StartAsync(AnswerAsync);
        return this;
    }
}
