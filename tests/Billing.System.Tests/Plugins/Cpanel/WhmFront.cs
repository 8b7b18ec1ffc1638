using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Billing.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Billing.System.Tests.Plugins.Cpanel;

/// <summary>
/// Stands before the sandbox's WHM: passes calls on and writes them down, counts what was changed through it, and for one call at a time answers
/// word for word what a test says.
/// </summary>
internal sealed class WhmFront : IAsyncDisposable
{
    private static readonly string[] Changing = ["suspendacct", "unsuspendacct", "removeacct", "createacct", "start_background_pkgacct", "start_local_cpmove_restore"];

    private readonly WebApplication _app;
    private readonly SandboxWhm _whm;
    private readonly HttpClient _behind = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _next = new();

    private WhmFront(WebApplication app, SandboxWhm whm) => (_app, _whm) = (app, whm);

    public SandboxWhm Server => _whm;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Every call that arrived.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>What was carried out.</summary>
    public ConcurrentQueue<string> Changes { get; } = new();

    /// <summary>The passwords that came with calls.</summary>
    public IEnumerable<string> Passwords => Seen.SelectMany(call => call.Split(' ', '&')).Where(value => value.StartsWith("password=", StringComparison.Ordinal)).Select(value => value["password=".Length..]);

    public bool LoseNextAnswer { get; set; }

    public static async Task<WhmFront> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var front = new WhmFront(builder.Build(), await SandboxWhm.StartAsync(new SandboxWhmOptions { Https = false }));
        front._app.Run(front.AnswerAsync);
        await front._app.StartAsync();
        return front;
    }

    /// <summary>The next call of that function gets this answer and has no effect.</summary>
    public void Next(string function, int status, string body) => _next[function] = http =>
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(body);
    };

    /// <summary>The next call of that function is answered by the test.</summary>
    public void Next(string function, Func<HttpContext, Task> answer) => _next[function] = answer;

    public static string No(string reason) => JsonSerializer.Serialize(new { metadata = new { version = 1, result = 0, reason } });

    public static string Yes(object? data = null, string raw = "") =>
        JsonSerializer.Serialize(new { data, metadata = new { version = 1, result = 1, reason = "OK", output = new { raw } } });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));   // calls that still hang are not waited for
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        await _whm.DisposeAsync();
        _behind.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        string function = Path.GetFileName(http.Request.Path.Value!);
        using var reader = new StreamReader(http.Request.Body);
        string form = await reader.ReadToEndAsync();
        Seen.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {form}");
        if (_next.TryRemove(function, out Func<HttpContext, Task>? answer)) await answer(http);
        else await PassOnAsync(http, function, form);
    }

    private async Task PassOnAsync(HttpContext http, string function, string form)
    {
        if (function.StartsWith("start_", StringComparison.Ordinal)) _whm.PollsUntilDone = int.MaxValue;   // lasts until the test lets it end
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_whm.Url, "json-api/" + function));
        request.Content = new StringContent(form, global::System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        request.Headers.TryAddWithoutValidation("Authorization", http.Request.Headers.Authorization.ToString());
        using HttpResponseMessage response = await _behind.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        bool changed = Changing.Contains(function) && body.Contains("\"result\":1", StringComparison.Ordinal);
        if (changed) Changes.Enqueue($"{function} {form}");
        if (changed && LoseNextAnswer)
        {
            LoseNextAnswer = false;
            http.Abort();
            return;
        }
        http.Response.StatusCode = (int)response.StatusCode;
        await http.Response.WriteAsync(body);
    }
}
