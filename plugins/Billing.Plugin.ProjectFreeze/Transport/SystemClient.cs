using System.Security.Authentication;
using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Transport;

/// <summary>One system over HTTP. Sends a call once, never twice, and says what came of it; throws for cancellation by the caller only.</summary>
internal sealed class SystemClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly SystemSettings _system;
    private readonly Patience _patience;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;

    public SystemClient(SystemSettings system, Patience patience, TimeProvider time, Action<string> log)
    {
        (_system, _patience, _time, _log) = (system, patience, time, log);
        _http = new HttpClient(system.Tls.Connections(patience.Connect))
        {
            BaseAddress = system.Url,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Billing");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <summary>A header that every call carries: where the key goes.</summary>
    public void Always(string header, string value) => _http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

    /// <summary>A call that changes nothing: whatever went wrong, it may be repeated.</summary>
    public async Task<Reply> ReadAsync(string path, CancellationToken cancel) =>
        Repeatable(await SendAsync(HttpMethod.Get, path, null, [], _patience.Read, cancel));

    /// <summary>The same with a body, for systems that are asked by a message.</summary>
    public async Task<Reply> AskAsync(string path, string json, (string Name, string Value)[] headers, CancellationToken cancel) =>
        Repeatable(await SendAsync(HttpMethod.Post, path, json, headers, _patience.Read, cancel));

    /// <summary>A call that changes something: once it is on its way, only a look at the server says whether it happened.</summary>
    public Task<Reply> ChangeAsync(HttpMethod method, string path, string json, CancellationToken cancel, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, json, headers, _patience.Change, cancel);

    public void Dispose() => _http.Dispose();

    private Reply Repeatable(Reply reply) => reply switch
    {
        Reply.None { Why: AdapterOutcome.Unknown why } => new Reply.None(new AdapterOutcome.Failed(FailureKind.Unreachable, why.Message)),
        Reply.Answer { Status: 504 } => new Reply.None(new AdapterOutcome.Failed(FailureKind.Unreachable, $"a proxy gave up waiting for {_system} (HTTP 504)")),
        _ => reply,
    };

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? json, (string Name, string Value)[] headers, TimeSpan patience, CancellationToken cancel)
    {
        using SeenBody? body = json is null ? null : SeenBody.Json(json);
        using var tooLong = new CancellationTokenSource(patience, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, tooLong.Token);
        long start = _time.GetTimestamp();
        Reply reply;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using HttpResponseMessage answer = await _http.SendAsync(request, stop.Token);
            string text = await answer.Content.ReadAsStringAsync(stop.Token);
            reply = new Reply.Answer((int)answer.StatusCode, Json.Parse(text), answer.Headers.RetryAfter?.Delta);
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            reply = new Reply.None(body is { Sent: true } ? AfterSending(trouble, patience) : BeforeSending(trouble));
        }
        _log($"{_system} {method}: {Word(reply)} after {_time.GetElapsedTime(start).TotalSeconds:F1} s");
        return reply;
    }

    private AdapterOutcome.Failed BeforeSending(Exception trouble) => trouble is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException }
        ? new(FailureKind.TlsUntrusted, $"the certificate of {_system} is not the one that \"tls\" in the configuration asks for")
        : new(FailureKind.Unreachable, $"no answer from {_system}: {Root(trouble)}");

    private AdapterOutcome.Unknown AfterSending(Exception trouble, TimeSpan patience) => trouble is OperationCanceledException
        ? new($"{_system} did not answer within {patience.TotalSeconds:0.#} s; the request may have been carried out")
        : new($"the connection to {_system} was cut before the answer; the request may have been carried out");

    private static string Root(Exception trouble) => trouble switch
    {
        OperationCanceledException => "it did not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        _ => trouble.GetBaseException().Message.ReplaceLineEndings(" "),
    };

    private static string Word(Reply reply) => reply switch
    {
        Reply.Answer answer => $"HTTP {answer.Status}",
        Reply.None { Why: AdapterOutcome.Failed why } => $"{why.Kind}",
        _ => "no answer",
    };
}
