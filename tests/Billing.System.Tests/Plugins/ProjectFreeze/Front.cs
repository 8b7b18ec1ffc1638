using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>One call as it arrived.</summary>
internal sealed record Asked(string Method, string Target, string Body, IHeaderDictionary Headers)
{
    /// <summary>Its method and target end so.</summary>
    public bool Is(string end) => $"{Method} {Target}".EndsWith(end, StringComparison.Ordinal);
}

/// <summary>One answer, and whether the server changed with it.</summary>
internal sealed record Said(int Status, string Body = "", bool Changed = false, string? Location = null);

/// <summary>
/// What the adapter under test talks to: the real server behind it, or a double. Writes down what arrives and what was changed, and for one call answers as a test says.
/// </summary>
internal sealed class Front : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<Asked, Task<Said>> _server;
    private readonly ConcurrentQueue<(string End, Said Answer, Func<Task>? Before)> _next = new();

    private Front(WebApplication app, Func<Asked, Task<Said>> server) => (_app, _server) = (app, server);

    public string Url { get; private set; } = "";

    public ConcurrentQueue<Asked> Seen { get; } = new();

    public ConcurrentQueue<Asked> Changes { get; } = new();

    /// <summary>The next change is carried out, and the connection cut.</summary>
    public bool LoseNextAnswer { get; set; }

    /// <summary>The next call whose method and target end so is carried out, and never answered.</summary>
    public string? NeverAnswer { get; set; }

    public static async Task<Front> StartAsync(Func<Asked, Task<Said>> server)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var front = new Front(builder.Build(), server);
        front._app.Run(front.AnswerAsync);
        await front._app.StartAsync();
        front.Url = front._app.Urls.First();
        return front;
    }

    /// <summary>The next call whose method and target end so gets this answer and has no effect.</summary>
    public void Next(string end, int status, string body = "", string? location = null, Func<Task>? before = null) =>
        _next.Enqueue((end, new Said(status, body, Location: location), before));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));   // calls that still hang are not waited for
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var asked = new Asked(http.Request.Method, RawTarget(http), await reader.ReadToEndAsync(), new HeaderDictionary(http.Request.Headers.ToDictionary()));
        Seen.Enqueue(asked);
        Said said = await NextAsync(asked) ?? await _server(asked);
        if (said.Changed) Changes.Enqueue(asked);
        if (said.Changed && LoseNextAnswer)
        {
            LoseNextAnswer = false;
            http.Abort();
            return;
        }
        if (NeverAnswer is { } end && asked.Is(end))
        {
            NeverAnswer = null;
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }
        http.Response.StatusCode = said.Status;
        if (said.Location is not null) http.Response.Headers.Location = said.Location;
        if (said.Status != 204) await http.Response.WriteAsync(said.Body);
    }

    private async Task<Said?> NextAsync(Asked asked)
    {
        if (!_next.TryPeek(out (string End, Said Answer, Func<Task>? Before) next) || !asked.Is(next.End) || !_next.TryDequeue(out next)) return null;
        if (next.Before is not null) await next.Before();
        return next.Answer;
    }

    private static string RawTarget(HttpContext http) =>
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
}
