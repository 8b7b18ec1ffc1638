using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Plugin.ProjectFreeze.Transport;

namespace Billing.Plugin.ProjectFreeze.Trackers;

/// <summary>Gitea and Forgejo: an archived repository can be read and cloned, and writes are refused. Its owner may bring it back himself.</summary>
internal sealed class Gitea : ITracker
{
    private const string Api = "api/v1/";
    private readonly SystemSettings _system;
    private readonly SystemClient _client;

    public Gitea(SystemSettings system, SystemClient client)
    {
        (_system, _client) = (system, client);
        client.Always("Authorization", $"token {system.Key}");
    }

    public string Name => $"{_system}";

    public string Frozen => "archived";

    public async Task<Sighting> LookAsync(string project, CancellationToken cancel)
    {
        Reply reply = await _client.ReadAsync(Address(project), cancel);
        return reply switch
        {
            Reply.Answer { Status: 404 } => new Sighting.Missing(),
            Reply.Answer { Status: 200 } answer when answer.Json.Text("full_name").Equals(project, StringComparison.OrdinalIgnoreCase) && answer.Json.Flag("archived") is { } archived =>
                archived ? new Sighting.Held(Frozen) : new Sighting.Online(),
            _ => new Sighting.Unclear(reply.Why(Name, $"see repository {project}")),
        };
    }

    public Task<Reply> FreezeAsync(string project, string reason, CancellationToken cancel) => SetAsync(project, archived: true, cancel);

    public Task<Reply> ThawAsync(string project, string how, CancellationToken cancel) => SetAsync(project, archived: false, cancel);

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel) =>
        await _client.ReadAsync(Api + "user", cancel) is var who and not Reply.Answer { Status: 200 } ? [who.Why(Name, "say whose the key is").Line()] : [];

    public void Dispose() => _client.Dispose();

    private Task<Reply> SetAsync(string project, bool archived, CancellationToken cancel) =>
        _client.ChangeAsync(HttpMethod.Patch, Address(project), $$"""{"archived":{{(archived ? "true" : "false")}}}""", cancel);

    private static string Address(string project) => $"{Api}repos/{string.Join('/', project.Split('/').Select(Uri.EscapeDataString))}";
}
