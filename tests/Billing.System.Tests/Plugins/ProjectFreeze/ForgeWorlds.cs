using System.Text.Json;
using Billing.Sdk.Testing;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>What GitLab's and Gitea's doubles share: one archived flag for each project, and a key that must be right before anything else is said.</summary>
internal abstract class ForgeWorld(string kind, string key) : FreezeWorld(kind, key, "acme/shop", "acme/nothing", "others/site")
{
    public Dictionary<string, bool> Archived { get; } = new() { ["acme/shop"] = false, ["others/site"] = false };

    /// <summary>The key is right but may not archive.</summary>
    public bool MayOnlyRead { get; set; }

    public override Task HoldByHandAsync(string reason)
    {
        Archived[Mine] = true;
        return Task.CompletedTask;
    }

    public override Task PutBackByHandAsync()
    {
        Archived[Mine] = false;
        return Task.CompletedTask;
    }

    protected Said Set(string project, bool archived, int status, Func<string, string> shown)
    {
        if (!Archived.ContainsKey(project)) return new Said(404, """{"message":"404 Project Not Found"}""");
        if (MayOnlyRead) return new Said(403, """{"message":"403 Forbidden"}""");
        Archived[project] = archived;
        return new Said(status, shown(project), Changed: true);
    }
}

/// <summary>GitLab as its description of the projects' interface has it.</summary>
internal sealed class GitLabWorld() : ForgeWorld("gitlab", TheKey)
{
    private const string TheKey = "glpat-RIGHT1234567890", Projects = "/api/v4/projects/";

    public string Scopes { get; set; } = "\"api\"";

    public static async Task<AdapterEnvironment> CreateAsync() => await new GitLabWorld().OpenAsync();

    protected override Task<Said> AnswerAsync(Asked asked) => Task.FromResult(Answer(asked));

    private Said Answer(Asked asked)
    {
        if (asked.Headers["PRIVATE-TOKEN"] != TheKey) return new Said(401, """{"message":"401 Unauthorized"}""");
        if (asked.Target == "/api/v4/user") return new Said(200, """{"id":1,"username":"billing"}""");
        if (asked.Target == "/api/v4/personal_access_tokens/self") return new Said(200, $$"""{"id":1,"scopes":[{{Scopes}}]}""");
        if (!asked.Target.StartsWith(Projects, StringComparison.Ordinal)) return new Said(404, """{"error":"404 Not Found"}""");
        string[] parts = asked.Target[Projects.Length..].Split('/');
        string project = Uri.UnescapeDataString(parts[0]);
        return (asked.Method, parts.ElementAtOrDefault(1)) switch
        {
            ("GET", null) => Archived.ContainsKey(project) ? new Said(200, ShownProject(project)) : new Said(404, """{"message":"404 Project Not Found"}"""),
            ("POST", "archive") => Set(project, archived: true, 201, ShownProject),
            ("POST", "unarchive") => Set(project, archived: false, 201, ShownProject),
            _ => new Said(404, """{"error":"404 Not Found"}"""),
        };

        string ShownProject(string name) => JsonSerializer.Serialize(new { id = 12, path_with_namespace = name, archived = Archived[name] });
    }
}

/// <summary>Gitea and Forgejo as their description of the repositories' interface has it.</summary>
internal sealed class GiteaWorld() : ForgeWorld("forgejo", TheKey)
{
    private const string TheKey = "0123456789abcdef0123456789abcdef01234567", Repos = "/api/v1/repos/";

    public static async Task<AdapterEnvironment> CreateAsync() => await new GiteaWorld().OpenAsync();

    protected override Task<Said> AnswerAsync(Asked asked) => Task.FromResult(Answer(asked));

    private Said Answer(Asked asked)
    {
        if (asked.Headers.Authorization != $"token {TheKey}") return new Said(401, """{"message":"invalid username, password or token"}""");
        if (asked.Target == "/api/v1/user") return new Said(200, """{"id":1,"login":"billing"}""");
        if (!asked.Target.StartsWith(Repos, StringComparison.Ordinal)) return new Said(404, """{"message":"Not found."}""");
        string project = asked.Target[Repos.Length..];
        if (!Archived.ContainsKey(project)) return new Said(404, """{"message":"The target couldn't be found."}""");
        if (asked.Method == "GET") return new Said(200, Repository(project));
        using JsonDocument body = JsonDocument.Parse(asked.Body);
        return Set(project, body.RootElement.GetProperty("archived").GetBoolean(), 200, Repository);

        string Repository(string name) => JsonSerializer.Serialize(new { id = 5, full_name = name, archived = Archived[name] });
    }
}
