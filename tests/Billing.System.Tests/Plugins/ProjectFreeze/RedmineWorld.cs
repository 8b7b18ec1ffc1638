using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Billing.Sdk.Testing;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>
/// A real Redmine: <c>BILLING_TEST_REDMINE</c> is its address and an administrator's key, as <c>tests/servers/redmine</c> prints them. Every fact has its own project.
/// </summary>
internal sealed class RedmineWorld : FreezeWorld
{
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false });
    private readonly bool _archive;
    private readonly List<string> _users = [];

    private RedmineWorld(string url, string key, string identifier, bool archive)
        : base("redmine", key, identifier, identifier + "-never", identifier + "-other", archive ? Archive : """, "mayReopen": ["Manager"]""")
    {
        _archive = archive;
        _http.BaseAddress = new Uri(url);
        Key = key;
    }

    /// <summary>The rest of the configuration of a Redmine whose projects are archived.</summary>
    public const string Archive = """, "freeze": "archive" """;

    public string Key { get; }

    private static (string Url, string Key) Server => Environment.GetEnvironmentVariable("BILLING_TEST_REDMINE")?.Split(' ') is [var url, var key]
        ? (url, key)
        : throw new InvalidOperationException("These tests need a Redmine: put its address, a blank and an administrator's key into BILLING_TEST_REDMINE, as `tests/servers/redmine up FOLDER PORT` prints them.");

    public static async Task<AdapterEnvironment> CreateAsync(bool archive = false)
    {
        (string url, string key) = Server;
        var world = new RedmineWorld(url, key, $"b{Guid.NewGuid():N}"[..13], archive);
        await world.CreateProjectAsync(world.Mine);
        return await world.OpenAsync();
    }

    // Not when it was last changed: to archive and unarchive moves that.
    public override async Task<string> StandsAsync() =>
        string.Join('\n', (await GetAsync(Mine)).GetProperty("project").EnumerateObject().Where(field => field.Name != "updated_on").Select(field => $"{field.Name}: {field.Value}"));

    public override Task HoldByHandAsync(string reason) => PutAsync(Mine, _archive ? "archive" : "close");

    public override Task PutBackByHandAsync() => PutAsync(Mine, _archive ? "unarchive" : "reopen");

    /// <summary>A project, named after mine and this.</summary>
    public async Task<string> SubprojectAsync(string name, string? under = null)
    {
        string identifier = $"{Mine}-{name}";
        JsonElement parent = await GetAsync(under ?? Mine);
        await CreateProjectAsync(identifier, parent.GetProperty("project").GetProperty("id").GetInt32());
        return identifier;
    }

    public async Task PutAsync(string project, string verb, string? key = null) =>
        Assert(await SendAsync(HttpMethod.Put, $"/projects/{project}/{verb}.json", key, "{}"), HttpStatusCode.NoContent);

    /// <summary>What Redmine answers to that key.</summary>
    public async Task<HttpStatusCode> AskAsync(HttpMethod method, string target, string key)
    {
        using HttpResponseMessage answer = await SendAsync(method, target, key, method == HttpMethod.Get ? null : "{}");
        return answer.StatusCode;
    }

    /// <summary>1 active, 5 closed, 9 archived.</summary>
    public async Task<int> StatusAsync(string project)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"/projects/{project}.json");
        return answer.StatusCode == HttpStatusCode.Forbidden ? 9 : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("project").GetProperty("status").GetInt32();
    }

    public async Task<JsonElement> GetAsync(string project)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"/projects/{project}.json");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A person who is Manager in my project, by his key.</summary>
    public async Task<string> ManagerAsync()
    {
        string login = $"u{Guid.NewGuid():N}"[..13];
        using HttpResponseMessage made = await SendAsync(HttpMethod.Post, "/users.json", null, JsonSerializer.Serialize(new
        {
            user = new { login, firstname = "Ann", lastname = "Manager", mail = login + "@example.net", password = "correct horse battery" },
        }));
        int id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("user").GetProperty("id").GetInt32();
        _users.Add($"/users/{id}.json");
        Assert(await SendAsync(HttpMethod.Post, $"/projects/{Mine}/memberships.json", null, JsonSerializer.Serialize(new { membership = new { user_id = id, role_ids = new[] { 3 } } })), HttpStatusCode.Created);
        using HttpResponseMessage seen = await SendAsync(HttpMethod.Get, $"/users/{id}.json");
        return (await seen.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("user").GetProperty("api_key").GetString()!;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        using (await SendAsync(HttpMethod.Put, $"/projects/{Mine}/unarchive.json", null, "{}")) { }
        using (await SendAsync(HttpMethod.Delete, $"/projects/{Mine}.json")) { }
        foreach (string user in _users)
            using (await SendAsync(HttpMethod.Delete, user)) { }
        _http.Dispose();
    }

    protected override async Task<Said> AnswerAsync(Asked asked)
    {
        using HttpResponseMessage answer = await SendAsync(new HttpMethod(asked.Method), asked.Target, asked.Headers["X-Redmine-API-Key"].ToString(), asked.Method == "GET" ? null : asked.Body);
        return new Said((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), asked.Method != "GET" && answer.IsSuccessStatusCode);
    }

    private async Task CreateProjectAsync(string identifier, int? parent = null) => Assert(await SendAsync(HttpMethod.Post, "/projects.json", null,
        JsonSerializer.Serialize(new { project = new { name = identifier, identifier, description = "the customer's own words", is_public = false, parent_id = parent } })), HttpStatusCode.Created);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, string? key = null, string? json = null)
    {
        using var request = new HttpRequestMessage(method, target);
        if (json is not null) request.Content = new StringContent(json, global::System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("X-Redmine-API-Key", key ?? Key);
        return await _http.SendAsync(request);
    }

    private static void Assert(HttpResponseMessage answer, HttpStatusCode wanted)
    {
        using (answer) Xunit.Assert.Equal(wanted, answer.StatusCode);
    }
}
