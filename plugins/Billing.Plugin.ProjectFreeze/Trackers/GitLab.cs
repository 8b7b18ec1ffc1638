using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Plugin.ProjectFreeze.Transport;

namespace Billing.Plugin.ProjectFreeze.Trackers;

/// <summary>GitLab: an archived project can be read, and nothing can be pushed or written. Only its owners and administrators bring it back.</summary>
internal sealed class GitLab : ITracker
{
    private const string Api = "api/v4/";
    private readonly SystemSettings _system;
    private readonly SystemClient _client;

    public GitLab(SystemSettings system, SystemClient client)
    {
        (_system, _client) = (system, client);
        client.Always("PRIVATE-TOKEN", system.Key);
    }

    public string Name => $"{_system}";

    public string Frozen => "archived";

    // Without a right to see it a project is 404, also with a wrong key on some versions: whose key it is comes first.
    public async Task<Sighting> LookAsync(string project, CancellationToken cancel)
    {
        if (await _client.ReadAsync(Api + "user", cancel) is var who and not Reply.Answer { Status: 200 }) return new Sighting.Unclear(who.Why(Name, "say whose the key is"));
        Reply reply = await _client.ReadAsync(Address(project), cancel);
        return reply switch
        {
            Reply.Answer { Status: 404 } => new Sighting.Missing(),
            Reply.Answer { Status: 200 } answer when Is(answer, project) && answer.Json.Flag("archived") is { } archived => archived ? new Sighting.Held(Frozen) : new Sighting.Online(),
            _ => new Sighting.Unclear(reply.Why(Name, $"see project {project}")),
        };
    }

    public Task<Reply> FreezeAsync(string project, string reason, CancellationToken cancel) =>
        _client.ChangeAsync(HttpMethod.Post, $"{Address(project)}/archive", "{}", cancel);

    public Task<Reply> ThawAsync(string project, string how, CancellationToken cancel) =>
        _client.ChangeAsync(HttpMethod.Post, $"{Address(project)}/unarchive", "{}", cancel);

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel)
    {
        if (await _client.ReadAsync(Api + "user", cancel) is var who and not Reply.Answer { Status: 200 }) return [who.Why(Name, "say whose the key is").Line()];
        // Tokens that are not a person's own may not be known here; then nothing is said about them.
        if (await _client.ReadAsync(Api + "personal_access_tokens/self", cancel) is not Reply.Answer { Status: 200 } token) return [];
        return token.Json.Member("scopes").Entries().Any(scope => scope.ToString() == "api") ? [] : [$"{Name}: the key lacks the scope api: nothing can be archived"];
    }

    public void Dispose() => _client.Dispose();

    private static string Address(string project) => $"{Api}projects/{Uri.EscapeDataString(project)}";

    private static bool Is(Reply.Answer answer, string project) =>
        answer.Json.Text("path_with_namespace").Equals(project, StringComparison.OrdinalIgnoreCase) || $"{answer.Json.Number("id")}" == project;
}
