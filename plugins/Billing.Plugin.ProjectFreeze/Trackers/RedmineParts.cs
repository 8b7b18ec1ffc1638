using System.Text.Json;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Trackers;

/// <summary>The subprojects of a project in Redmine, of any depth. Archived ones cannot be listed, and no freeze of ours changes them.</summary>
internal sealed class RedmineParts(string name, SystemClient client)
{
    public const int Active = 1, Closed = 5, Archived = 9;
    private const int Page = 100, MostPages = 200;

    public async Task<(IReadOnlyList<Part> Parts, AdapterOutcome? Problem)> ReadAsync(string project, CancellationToken cancel)
    {
        List<JsonElement> all = [];
        for (int page = 0; page < MostPages; page++)
        {
            Reply reply = await client.ReadAsync($"projects.json?status=1%7C5&limit={Page}&offset={page * Page}", cancel);
            if (reply is not Reply.Answer { Status: 200 } answer || answer.Json.Number("total_count") is not { } total) return ([], reply.Why(name, "list projects"));
            all.AddRange(answer.Json.Member("projects").Entries());
            if (all.Count >= total || !answer.Json.Member("projects").Entries().Any()) break;
        }
        int? root = all.FirstOrDefault(one => one.Text("identifier").Equals(project, StringComparison.OrdinalIgnoreCase)).Number("id");
        return ([.. Below(root, all.ToLookup(one => one.Member("parent").Number("id")))], null);
    }

    /// <summary>Parent first: what reaches down from a part is put right after it.</summary>
    public async Task<(int Changed, AdapterOutcome? Problem)> PutBackAsync(IReadOnlyList<Part> parts, CancellationToken cancel)
    {
        int changed = 0;
        foreach (Part part in parts)
        {
            (bool did, AdapterOutcome? problem) = await PutBackAsync(part, cancel);
            if (problem is not null) return (changed, problem);
            if (did) changed++;
        }
        return (changed, null);
    }

    private static IEnumerable<Part> Below(int? parent, ILookup<int?, JsonElement> children) => parent is null ? [] :
        from child in children[parent]
        let part = new Part(child.Number("id") ?? 0, child.Number("status") ?? 0)
        where part.Id > 0
        from one in Below(part.Id, children).Prepend(part)
        select one;

    private async Task<(bool Did, AdapterOutcome? Problem)> PutBackAsync(Part part, CancellationToken cancel)
    {
        (int? now, AdapterOutcome? problem) = await StatusAsync(part.Id, cancel);
        if (problem is not null) return (false, problem);
        bool did = false;
        // At most two steps: unarchived below a closed project it comes back closed, else active.
        for (int step = 0; step < 2 && now is not null && now != part.Status; step++)
        {
            string verb = now switch { Archived => "unarchive", Closed => "reopen", _ => "close" };
            Reply reply = await client.ChangeAsync(HttpMethod.Put, $"projects/{part.Id}/{verb}.json", "{}", cancel);
            int? before = now;
            (now, problem) = await StatusAsync(part.Id, cancel);
            if (problem is not null || now == before) return (false, problem ?? reply.Why(name, $"{verb} subproject {part.Id}"));
            did = true;
        }
        return (did, null);   // null for now: deleted meanwhile
    }

    private async Task<(int? Status, AdapterOutcome? Problem)> StatusAsync(int id, CancellationToken cancel) => await client.ReadAsync($"projects/{id}.json", cancel) switch
    {
        Reply.Answer { Status: 404 } => (null, null),
        Reply.Answer { Status: 403 } => (Archived, null),   // the key was seen to be an administrator's
        Reply.Answer { Status: 200 } answer when answer.Json.Member("project").Number("status") is { } status => (status, null),
        var reply => (null, reply.Why(name, $"see subproject {id}")),
    };
}
