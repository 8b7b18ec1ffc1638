using System.Net;
using System.Security.Authentication;
using Billing.Plugin.Dns.Configuration;
using Billing.Sdk;

namespace Billing.Plugin.Dns.PowerDns;

/// <summary>What PowerDNS answered; or, when <paramref name="Why"/> is there, why there is no use in the answer.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, AdapterOutcome? Why = null);

/// <summary>The way to one PowerDNS. Sends a request once; throws for cancellation by the caller only.</summary>
internal sealed class PowerDnsClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly PowerDnsSettings _server;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;

    public PowerDnsClient(PowerDnsSettings server, TimeSpan connect, TimeProvider time, Action<string> log)
    {
        (_server, _time, _log) = (server, time, log);
        _http = new HttpClient(server.Tls.Connections(connect))
        {
            BaseAddress = new Uri(server.Url, "/api/v1/servers/localhost/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 * 1024 * 1024,
        };
        _http.DefaultRequestHeaders.Add("X-API-Key", server.Key);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body, TimeSpan patience, CancellationToken cancel)
    {
        using SeenBody content = SeenBody.Json(body ?? "");
        using var tooLong = new CancellationTokenSource(patience, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, tooLong.Token);
        Answer answer;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Get ? null : content };
            using HttpResponseMessage response = await _http.SendAsync(request, stop.Token);
            string text = (await response.Content.ReadAsStringAsync(stop.Token)).Replace(_server.Key, "***", StringComparison.Ordinal);
            answer = new Answer(response.StatusCode, text, Why(response.StatusCode, text, response.Headers.RetryAfter?.Delta));
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            answer = new Answer(0, "", content.Sent ? AfterSending(trouble) : BeforeSending(trouble));
        }
        _log($"PowerDNS {_server} {method} {path}: {(answer.Status == 0 ? "no answer" : (int)answer.Status)}");
        return answer;
    }

    public void Dispose() => _http.Dispose();

    private AdapterOutcome? Why(HttpStatusCode status, string body, TimeSpan? retry) => (int)status switch
    {
        >= 200 and < 300 or 404 or 409 => null,
        401 or 403 => new AdapterOutcome.Refused(FailureKind.AuthFailed, $"{_server} does not accept our key, or not from this address: compare \"key\" with its api-key, and its webserver-allow-from"),
        400 or 422 => new AdapterOutcome.Refused(FailureKind.InvalidInput, $"{_server} says that the request is wrong: {PowerDnsJson.Error(body)}"),
        429 => new AdapterOutcome.Failed(FailureKind.RateLimited, $"{_server} asks for fewer requests", retry),
        >= 500 => new AdapterOutcome.Failed(FailureKind.Busy, $"{_server} answered {(int)status}; somebody else may be writing to its database", retry),   // how it answers writes that overlap
        _ => new AdapterOutcome.Failed(FailureKind.BadResponse, $"{_server} answered {(int)status}"),
    };

    private AdapterOutcome.Failed BeforeSending(Exception trouble) => trouble.InnerException is AuthenticationException
        ? new(FailureKind.TlsUntrusted, $"the certificate of {_server} is not the one that \"tls\" in the configuration asks for")
        : new(FailureKind.Unreachable, $"no connection to {_server}: {(trouble is OperationCanceledException ? "it did not answer in time" : trouble.GetBaseException().Message)}");

    private AdapterOutcome.Unknown AfterSending(Exception trouble) => new(trouble is OperationCanceledException
        ? $"{_server} did not answer in time; the request may have been carried out"
        : $"the connection to {_server} was cut before the answer; the request may have been carried out");
}
