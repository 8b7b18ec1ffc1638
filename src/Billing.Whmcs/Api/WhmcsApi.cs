using System.Globalization;
using System.Net;
using Billing.Engine.Panel;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;
using RestSharp;

namespace Billing.Whmcs.Api;

/// <summary>The panel's API as a transport: one call, one answer, or one <see cref="PanelException"/> that says whether anything may have happened.</summary>
internal sealed class WhmcsApi : IDisposable
{
    private readonly WhmcsOptions options;
    private readonly ILogger log;
    private readonly TimeProvider time;
    private readonly RestClient reader;
    private readonly RestClient writer;
    private readonly ResiliencePipeline<Attempt> read;
    private readonly ResiliencePipeline<Attempt> write;
    private readonly ResiliencePipeline<Attempt> module;
    private readonly Refusal refusal;

    public WhmcsApi(WhmcsOptions options, ILogger log, TimeProvider time)
    {
        (this.options, this.log, this.time) = (options, log, time);
        Host = Connection.Checked(options).Authority;
        (reader, writer) = (Connection.ForReads(options), Connection.ForWrites(options));
        read = Pipelines.Read(options, time);
        write = Pipelines.Once("whmcs-write", options.WriteTimeout, time);
        module = Pipelines.Once("whmcs-module", options.ModuleTimeout, time);
        refusal = new Refusal(Host, WithoutSecrets);
    }

    /// <summary>The panel's host, as messages name it.</summary>
    public string Host { get; }

    /// <summary>Asks something that changes nothing; repeated when it fails in passing.</summary>
    public async Task<ApiAnswer> ReadAsync(ApiCall call, CancellationToken cancel) => (await ReadTimedAsync(call, cancel)).Answer;

    /// <summary>Asks something that changes nothing, and reads from the answer what time it is there; null when it does not say.</summary>
    public async Task<(ApiAnswer Answer, ClockReading? Clock)> ReadTimedAsync(ApiCall call, CancellationToken cancel)
    {
        Attempt good = await SendAsync(read, reader, call, mayHaveHappened: false, options.ReadTimeout, cancel);
        return (good.Answer, good.Clock);
    }

    /// <summary>Asks for one thing by its number; null when the panel has none of that number.</summary>
    public async Task<ApiAnswer?> FindAsync(ApiCall call, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(call, cancel);
        }
        catch (PanelException no) when (no.Failure == PanelFailure.Rejected && no.Message.Contains("not found", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    /// <summary>Changes something; sent once.</summary>
    public async Task<ApiAnswer> WriteAsync(ApiCall call, CancellationToken cancel) => (await SendAsync(write, writer, call, mayHaveHappened: true, options.WriteTimeout, cancel)).Answer;

    /// <summary>Runs a command on a server through the panel; sent once, may take minutes.</summary>
    public async Task<ApiAnswer> RunAsync(ApiCall call, CancellationToken cancel) => (await SendAsync(module, writer, call, mayHaveHappened: true, options.ModuleTimeout, cancel)).Answer;

    /// <summary>Reads an answer's fields; what is missing or absurd in it is a bad answer.</summary>
    public T Understand<T>(ApiCall call, ApiAnswer answer, Func<ApiAnswer, T> fields)
    {
        try
        {
            return fields(answer);
        }
        catch (FormatException why)
        {
            throw refusal.Unreadable(call.Action, why);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
    }

    private async Task<Attempt> SendAsync(
        ResiliencePipeline<Attempt> pipeline, RestClient client, ApiCall call, bool mayHaveHappened, TimeSpan timeout, CancellationToken cancel)
    {
        long began = time.GetTimestamp();
        var departure = new Departure();
        int attempts = 1;
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(Pipelines.Repeated, (attempt, wait) =>
        {
            attempts = attempt + 1;
            Log.AskedAgain(log, call.Action, Host, attempt, (long)wait.TotalMilliseconds);
        });
        Attempt result;
        try
        {
            result = await pipeline.ExecuteAsync(inner => TryAsync(client, call, departure, mayHaveHappened, inner.CancellationToken), context);
        }
        catch (TimeoutRejectedException late)
        {
            result = Attempt.Bad(Late(call, timeout, mayHaveHappened && departure.Left, late), passing: true);
        }
        catch (OperationCanceledException) when (mayHaveHappened && departure.Left)
        {
            result = Attempt.Bad(new(PanelFailure.InDoubt, $"{call.Action} at {Host}: we stopped before the answer came; whether it happened has to be looked up"), passing: false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
        long milliseconds = (long)time.GetElapsedTime(began).TotalMilliseconds;
        if (result.Failed is { } failed)
        {
            Log.Failed(log, call.Action, Host, milliseconds, failed.Failure.ToString());
            throw failed;
        }
        Log.Answered(log, call.Action, Host, milliseconds, attempts);
        return result;
    }

    private async ValueTask<Attempt> TryAsync(RestClient client, ApiCall call, Departure departure, bool mayHaveHappened, CancellationToken cancel)
    {
        DateTimeOffset asked = time.GetUtcNow();
        RestResponse response = await client.ExecuteAsync(Request(call, departure), cancel);
        DateTimeOffset answered = time.GetUtcNow();
        cancel.ThrowIfCancellationRequested();
        // RestSharp reports an answer of 400 and above as an error as well: only what has no status never answered.
        if (response.StatusCode == 0 || response.ResponseStatus is ResponseStatus.Aborted or ResponseStatus.TimedOut)
            return Attempt.Bad(NoAnswer(call, response.ErrorException, mayHaveHappened && departure.Left), passing: true);
        return Judge(call, response, mayHaveHappened) with { Clock = Clock(response, asked + (answered - asked) / 2) };
    }

    private Attempt Judge(ApiCall call, RestResponse response, bool mayHaveHappened)
    {
        HttpStatusCode status = response.StatusCode;
        string body = response.Content ?? "";
        // Some reads answer without "result"; a change counts as done only when the panel says so.
        if (AnswerText.Find(body) is { } answer && (!mayHaveHappened || answer.Names("result")))
        {
            bool error = answer.Text("result").Equals("error", StringComparison.OrdinalIgnoreCase) || (int)status >= 400;
            return error ? Attempt.Bad(refusal.Said(call.Action, status, answer.Text("message")), passing: (int)status is >= 500 or 429) : Attempt.Good(answer);
        }
        PanelException garbage = refusal.Garbage(call.Action, status, response.ContentType ?? "", body);
        bool untouched = (int)status is >= 300 and < 500;
        if (mayHaveHappened && !untouched)
            garbage = new(PanelFailure.InDoubt, $"{garbage.Message}; whether it happened has to be looked up");
        return Attempt.Bad(garbage, passing: !untouched || (int)status is 429 or 408, Wait(response));
    }

    private RestRequest Request(ApiCall call, Departure departure)
    {
        var request = new RestRequest("includes/api.php", Method.Post) { Interceptors = [departure] };
        request.AddParameter("identifier", options.Identifier());
        request.AddParameter("secret", options.Secret());
        if (options.AccessKey is { } key) request.AddParameter("accesskey", key());
        request.AddParameter("action", call.Action);
        request.AddParameter("responsetype", "json");
        foreach ((string name, string value) in call.Fields) request.AddParameter(name, value);
        return request;
    }

    private PanelException NoAnswer(ApiCall call, Exception? error, bool left)
    {
        if (left) return new(PanelFailure.InDoubt, $"{call.Action} at {Host}: the connection broke before the answer came; whether it happened has to be looked up", error);
        HttpRequestError kind = (error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        string what = kind switch
        {
            HttpRequestError.NameResolutionError => "the host's name is not known; check the panel's address and our DNS",
            HttpRequestError.SecureConnectionError when options.CertificateFingerprint is not null => "the certificate is not the pinned one; if it was renewed, write the new fingerprint",
            HttpRequestError.SecureConnectionError => "the certificate is not trusted; install a valid one, or pin its SHA-256 fingerprint",
            HttpRequestError.ConnectionError => "nobody answers there; check that the panel is up, its address, and the firewall between us",
            _ => "the panel cannot be reached or hangs up; check its web server",
        };
        return new(PanelFailure.Unreachable, $"{call.Action} at {Host}: {what}", error);
    }

    private PanelException Late(ApiCall call, TimeSpan timeout, bool left, TimeoutRejectedException late)
    {
        string seconds = timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        return left
            ? new(PanelFailure.InDoubt, $"{call.Action} at {Host}: no answer within {seconds} s, and the panel may still be at it; whether it happened has to be looked up", late)
            : new(PanelFailure.Unreachable, $"{call.Action} at {Host}: no answer within {seconds} s; the panel is overloaded or the network drops our packets", late);
    }

    private static ClockReading? Clock(RestResponse response, DateTimeOffset asked) =>
        response.Headers?.FirstOrDefault(header => header.Name.Equals("Date", StringComparison.OrdinalIgnoreCase)) is { } header
            && DateTimeOffset.TryParseExact(header.Value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? new ClockReading("the panel", at, asked) : null;

    private static TimeSpan? Wait(RestResponse response) =>
        response.Headers?.FirstOrDefault(header => header.Name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)) is { } header
            && int.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;

    private string WithoutSecrets(string text)
    {
        foreach (Func<string>? secret in new[] { options.Secret, options.AccessKey, options.Identifier })
            if (secret?.Invoke() is { Length: > 3 } value) text = text.Replace(value, "***", StringComparison.OrdinalIgnoreCase);
        return text;
    }
}
