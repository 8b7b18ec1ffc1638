using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>A WHM on this machine with a few accounts, as its public documentation describes it; and for one call at a time, word for word what a test says.</summary>
internal sealed class WhmDouble : IAsyncDisposable
{
    public const string Token = "RIGHTTOKEN0123456789";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _next = new();

    private WhmDouble(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, WhmAccount> Accounts { get; } = new();

    public ConcurrentDictionary<string, string> Sessions { get; } = new();

    public ConcurrentBag<string> Archives { get; } = [];

    public List<string> Changes { get; } = [];

    public ConcurrentQueue<string> Seen { get; } = new();

    public bool LoseNextAnswer { get; set; }

    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<WhmDouble> StartAsync(X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(global::System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        WebApplication app = builder.Build();
        var whm = new WhmDouble(app);
        app.Run(whm.AnswerAsync);
        await app.StartAsync();
        return whm;
    }

    /// <summary>The next call of that function gets this answer and has no effect.</summary>
    public void Next(string function, int status, string body) => _next[function] = async http =>
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body);
    };

    /// <summary>The next call of that function is answered by the test.</summary>
    public void Next(string function, Func<HttpContext, Task> answer) => _next[function] = answer;

    public static string No(string reason) => JsonSerializer.Serialize(new { metadata = new { version = 1, result = 0, reason } });

    public static string Yes(object? data = null, string raw = "") =>
        JsonSerializer.Serialize(new { data, metadata = new { version = 1, result = 1, reason = "OK", output = new { raw } } });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        string function = Path.GetFileName(http.Request.Path.Value!);
        IFormCollection form = await http.Request.ReadFormAsync();
        Seen.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {string.Join('&', form.Select(f => $"{f.Key}={f.Value}"))}");
        http.Response.ContentType = "text/plain; charset=utf-8";
        if (_next.TryRemove(function, out Func<HttpContext, Task>? answer)) await answer(http);
        else if (http.Request.Headers.Authorization != $"whm root:{Token}") await DeniedAsync(http);
        else await ServeAsync(http, function, name => form[name].ToString());
    }

    private async Task ServeAsync(HttpContext http, string function, Func<string, string> value)
    {
        int before = Changes.Count;
        string body = Do(function, value);
        if (Changes.Count > before && LoseNextAnswer)
        {
            LoseNextAnswer = false;
            http.Abort();
            return;
        }
        await http.Response.WriteAsync(body);
    }

    private string Do(string function, Func<string, string> value)
    {
        if (function == "myprivs") return Yes(new { privileges = new[] { new { all = 1 } } });
        if (function == "list_cparchive_files") return Yes(new { quickrestore_files = Archives.Select(user => new { user, file = $"cpmove-{user}.tar.gz", path = "/home" }) });
        if (function == "get_pkgacct_session_state") return Yes(new { state = Sessions[value("session_id")] });
        string user = function == "removeacct" ? value("username") : value("user");
        if (!Accounts.TryGetValue(user, out WhmAccount? account))
            return No($"API failure: (XID {Changes.Count}ab3) You do not have a user named \u201C{user}\u201D.");
        if (function == "accountsummary") return Yes(new { acct = new[] { account.Summary(user) } });
        lock (Changes) Changes.Add($"{function} {user}");
        return function switch
        {
            "suspendacct" => Becomes(user, account with { Suspended = true, Reason = value("reason") }),
            "unsuspendacct" => Becomes(user, account with { Suspended = false, Reason = "" }),
            "removeacct" => Accounts.TryRemove(user, out _) ? Yes() : No("gone"),
            "start_background_pkgacct" => Start(user, value("tarroot")),
            _ => No($"Unknown app (\u201C{function}\u201D) requested for this version (1) of the API."),
        };
    }

    private string Becomes(string user, WhmAccount account)
    {
        Accounts[user] = account;
        return Yes(raw: $"{user}'s account has been changed");
    }

    private string Start(string user, string tarroot)
    {
        string session = $"{user}{Changes.Count}session{tarroot.Replace("/", "", StringComparison.Ordinal)}";
        Sessions[session] = "RUNNING";
        return Yes(new { session_id = session });
    }

    private static Task DeniedAsync(HttpContext http)
    {
        http.Response.StatusCode = 403;
        return http.Response.WriteAsync("""{"cpanelresult":{"apiversion":"2","error":"Access denied","data":{"reason":"Access denied","result":"0"},"type":"text"}}""");
    }
}

/// <summary>An account as the server knows it.</summary>
internal sealed record WhmAccount(string Domain, bool Suspended = false, string Reason = "", bool Locked = false)
{
    public object Summary(string user) => new
    {
        user, domain = Domain, suspended = Suspended ? 1 : 0, suspendreason = Suspended ? Reason : "not suspended", is_locked = Locked ? 1 : 0, owner = "root",
    };
}
