using System.Net.Http.Headers;
using System.Security.Authentication;
using Billing.Plugin.Cpanel.Configuration;
using Billing.Sdk;

namespace Billing.Plugin.Cpanel.Whm;

/// <summary>One WHM. Sends a call once, never twice, and says what came of it; throws for cancellation by the caller only.</summary>
internal sealed class WhmClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly ServerSettings _server;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;

    public WhmClient(ServerSettings server, Patience patience, TimeProvider time, Action<string> log)
    {
        (_server, Patience, _time, _log) = (server, patience, time, log);
        _http = new HttpClient(server.Tls.Connections(patience.Connect))
        {
            BaseAddress = new UriBuilder(server.Scheme, server.Host, server.Port, "/json-api/").Uri,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("whm", $"{server.User}:{server.Token}");
    }

    public Patience Patience { get; }

    /// <summary>Two changes at a time are enough for one server.</summary>
    public SemaphoreSlim Changing { get; } = new(2);

    public string Host => _server.Host;

    /// <summary>Who we are there: accounts that we make belong to him.</summary>
    public string User => _server.User;

    /// <summary>A call that changes nothing: whatever went wrong, it may be repeated.</summary>
    public async Task<WhmReply> ReadAsync(string function, CancellationToken cancel, params (string Name, string Value)[] values) =>
        await SendAsync(function, Patience.Read, values, cancel) switch
        {
            WhmReply.NoAnswer { Why: AdapterOutcome.Unknown why } => new WhmReply.NoAnswer(new AdapterOutcome.Failed(FailureKind.Unreachable, why.Message)),
            var reply => reply,
        };

    /// <summary>A call that changes something: once it is on its way, only a look at the server says whether it happened.</summary>
    public async Task<WhmReply> ChangeAsync(string function, TimeSpan patience, CancellationToken cancel, params (string Name, string Value)[] values)
    {
        await Changing.WaitAsync(cancel);
        try
        {
            return await SendAsync(function, patience, values, cancel) switch
            {
                // a proxy that gave up says nothing of what the server behind it goes on doing
                WhmReply.NoAnswer { Why: AdapterOutcome.Failed { Kind: FailureKind.BadResponse } why } => new WhmReply.NoAnswer(new AdapterOutcome.Unknown(why.Message)),
                var reply => reply,
            };
        }
        finally
        {
            Changing.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        Changing.Dispose();
    }

    private async Task<WhmReply> SendAsync(string function, TimeSpan patience, (string Name, string Value)[] values, CancellationToken cancel)
    {
        using SeenBody form = SeenBody.Form(values.Prepend(("api.version", "1")).Select(v => KeyValuePair.Create(v.Item1, v.Item2)));
        using var tooLong = new CancellationTokenSource(patience, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, tooLong.Token);
        long start = _time.GetTimestamp();
        WhmReply reply;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, function) { Content = form };
            using HttpResponseMessage answer = await _http.SendAsync(request, stop.Token);
            string body = await answer.Content.ReadAsStringAsync(stop.Token);
            reply = WhmEnvelope.Read(answer.StatusCode, WithoutSecrets(body, values), answer.Headers.RetryAfter?.Delta);
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            reply = new WhmReply.NoAnswer(form.Sent ? AfterSending(trouble, patience) : BeforeSending(trouble));
        }
        _log($"WHM {_server.Host} {function}: {Word(reply)} after {_time.GetElapsedTime(start).TotalSeconds:F1} s");
        return reply;
    }

    // A server may repeat what it was sent: the transcript of a new account has its password and mailbox.
    private string WithoutSecrets(string body, (string Name, string Value)[] values) => values.Where(value => value.Name is "password" or "contactemail").Select(value => value.Value)
        .Append(_server.Token).Aggregate(body, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));

    private AdapterOutcome.Failed BeforeSending(Exception trouble) => Untrusted(trouble)
        ? new(FailureKind.TlsUntrusted, $"the certificate of {_server} is not the one that \"tls\" in the configuration asks for")
        : new(FailureKind.Unreachable, $"no connection to {_server}: {Root(trouble)}");

    private AdapterOutcome.Unknown AfterSending(Exception trouble, TimeSpan patience) => trouble is OperationCanceledException
        ? new($"{_server} did not answer within {patience.TotalSeconds:0.#} s; the request may have been carried out")
        : new($"the connection to {_server} was cut before the answer; the request may have been carried out");

    private static bool Untrusted(Exception trouble) => trouble is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
        && trouble.InnerException is AuthenticationException;

    private static string Root(Exception trouble) => trouble switch
    {
        OperationCanceledException => "it did not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        _ => WhmText.Clean(trouble.GetBaseException().Message),
    };

    private static string Word(WhmReply reply) => reply switch
    {
        WhmReply.Done => "done",
        WhmReply.Declined => "declined",
        WhmReply.NoAnswer { Why: AdapterOutcome.Refused why } => $"{why.Kind}",
        WhmReply.NoAnswer { Why: AdapterOutcome.Failed why } => $"{why.Kind}",
        _ => "no answer",
    };
}
