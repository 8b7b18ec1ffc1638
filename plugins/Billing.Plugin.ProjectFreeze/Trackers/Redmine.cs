using System.Text.Json;
using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Trackers;

/// <summary>
/// Redmine. Closing and archiving reach all subprojects; reopening opens all of them, also those closed before; unarchiving brings one project back, as
/// active whatever it was. An archived project is 403 even for an administrator, so a key must be known to be an administrator's before 403 says anything.
/// </summary>
internal sealed class Redmine : ITracker, IHasParts
{
    private readonly SystemSettings _system;
    private readonly SystemClient _client;
    private readonly RedmineParts _parts;

    public Redmine(SystemSettings system, SystemClient client)
    {
        (_system, _client, _parts) = (system, client, new RedmineParts($"{system}", client));
        client.Always("X-Redmine-API-Key", system.Key);
    }

    public string Name => $"{_system}";

    public string Frozen => _system.Freeze == FreezeBy.Close ? "closed" : "archived";

    // With a key that is wrong a public project answers as to anybody, and a missing one is 404: whose key it is comes first.
    public async Task<Sighting> LookAsync(string project, CancellationToken cancel)
    {
        (bool admin, AdapterOutcome? problem) = await WhoAsync(cancel);
        if (problem is not null) return new Sighting.Unclear(problem);
        Reply reply = await _client.ReadAsync($"projects/{project}.json", cancel);
        return reply switch
        {
            Reply.Answer { Status: 404 } => new Sighting.Missing(),
            Reply.Answer { Status: 403 } when admin => new Sighting.Held("archived"),
            Reply.Answer { Status: 200 } answer => Read(answer, project),
            _ => new Sighting.Unclear(reply.Why(Name, $"see project {project}")),
        };
    }

    public Task<Reply> FreezeAsync(string project, string reason, CancellationToken cancel) =>
        _client.ChangeAsync(HttpMethod.Put, $"projects/{project}/{(_system.Freeze == FreezeBy.Close ? "close" : "archive")}.json", "{}", cancel);

    public Task<Reply> ThawAsync(string project, string how, CancellationToken cancel) =>
        _client.ChangeAsync(HttpMethod.Put, $"projects/{project}/{(how == "closed" ? "reopen" : "unarchive")}.json", "{}", cancel);

    public Task<(IReadOnlyList<Part> Parts, AdapterOutcome? Problem)> PartsAsync(string project, CancellationToken cancel) => _parts.ReadAsync(project, cancel);

    public Task<(int Changed, AdapterOutcome? Problem)> PutBackAsync(IReadOnlyList<Part> parts, CancellationToken cancel) => _parts.PutBackAsync(parts, cancel);

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel)
    {
        (bool admin, AdapterOutcome? problem) = await WhoAsync(cancel);
        if (problem is not null) return [problem.Line()];
        List<string> findings = [];
        if (!admin) findings.Add($"{Name}: the key is not an administrator's: it archives nothing, and cannot tell an archived project from a forbidden one");
        if (_system.Freeze == FreezeBy.Close) findings.AddRange(await WhoMayReopenAsync(cancel));
        return findings;
    }

    public void Dispose() => _client.Dispose();

    private Sighting Read(Reply.Answer answer, string project)
    {
        JsonElement found = answer.Json.Member("project");
        if (!found.Text("identifier").Equals(project, StringComparison.OrdinalIgnoreCase))
            return new Sighting.Unclear(new AdapterOutcome.Failed(FailureKind.BadResponse, $"{Name} was asked about project {project} and answered about something else"));
        return found.Number("status") switch
        {
            RedmineParts.Active => new Sighting.Online(),
            RedmineParts.Closed => new Sighting.Held("closed"),
            RedmineParts.Archived => new Sighting.Held("archived"),
            var other => new Sighting.Unclear(new AdapterOutcome.Failed(FailureKind.BadResponse, $"{Name} gives project {project} the status {other}, which is not known here")),
        };
    }

    private async Task<(bool Admin, AdapterOutcome? Problem)> WhoAsync(CancellationToken cancel) =>
        await _client.ReadAsync("users/current.json", cancel) switch
        {
            Reply.Answer { Status: 200 } answer when answer.Json.Member("user").ValueKind == JsonValueKind.Object => (answer.Json.Member("user").Flag("admin") == true, null),
            Reply.Answer { Status: 403 } => (false, new AdapterOutcome.Refused(FailureKind.PermissionMissing, $"{Name}: its REST interface is switched off, or closed to this key (HTTP 403)")),
            var reply => (false, reply.Why(Name, "say whose the key is")),
        };

    private async Task<IEnumerable<string>> WhoMayReopenAsync(CancellationToken cancel)
    {
        Reply reply = await _client.ReadAsync("roles.json", cancel);
        if (reply is not Reply.Answer { Status: 200 } answer) return [reply.Why(Name, "list roles").Line()];
        List<string> findings = [];
        foreach (int id in answer.Json.Member("roles").Entries().Select(role => role.Number("id")).OfType<int>())
        {
            if (await _client.ReadAsync($"roles/{id}.json", cancel) is not Reply.Answer { Status: 200 } one) continue;
            JsonElement role = one.Json.Member("role");
            bool may = role.Member("permissions").Entries().Any(right => right.ValueKind == JsonValueKind.String && right.GetString() == "close_project");
            if (may && !_system.MayReopen.Contains(role.Text("name")))
                findings.Add($"{Name}: the role {role.Text("name")} may reopen a closed project (close_project): take the right away, freeze by archive, or accept it in mayReopen");
        }
        return findings;
    }
}
