using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Timeout;
using RestSharp;
using RestSharp.Interceptors;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>The Cloud API as a transport: one request, one answer, never a second try. Redirects are not followed: one would carry the token to another host.</summary>
/// <param name="options">Where.</param>
/// <param name="token">Asked for each request; never kept, never printed.</param>
internal sealed class WhatsAppCloud(WhatsAppOptions options, Func<string> token) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private readonly RestClient client = Client(options);
    private readonly ResiliencePipeline once = new ResiliencePipelineBuilder { Name = "whatsapp-send" }.AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds)).Build();

    /// <summary>The host, as messages name it.</summary>
    public string Host => options.Url.Authority;

    /// <summary>Asks for the token, so that a missing one is found before anything is handed over.</summary>
    /// <exception cref="Configuration.SecretException">It is not where the configuration says.</exception>
    public void NeedToken() => token();

    /// <summary>Hands one message over, and waits for the answer whatever happens meanwhile.</summary>
    public async Task<CloudAnswer> SendAsync(byte[] message)
    {
        Leaving leaving = new(message);
        RestResponse? answer = await DoAsync(new RestRequest($"{options.Version}/{options.PhoneNumberId}/messages", Method.Post) { Interceptors = [leaving] }.AddStringBody("{}", ContentType.Json), CancellationToken.None);
        if (answer is { StatusCode: not 0, ResponseStatus: not (ResponseStatus.Aborted or ResponseStatus.TimedOut) }) return CloudAnswer.Read((int)answer.StatusCode, answer.Content ?? "");
        string why = $"{Host} {(answer is null ? "did not answer in time" : $"cannot be reached: {Say(answer.ErrorException)}")}";
        return leaving.Begun ? new CloudAnswer.Unknown(why) : new CloudAnswer.NotSent(why);
    }

    /// <summary>Uploads a document for one message; its identity there, or why there is none. Nobody sees it before a message names it.</summary>
    public async Task<(string? Id, string Why)> UploadAsync(byte[] pdf, string fileName, CancellationToken cancel)
    {
        RestRequest request = new RestRequest($"{options.Version}/{options.PhoneNumberId}/media", Method.Post) { AlwaysMultipartFormData = true }
            .AddParameter("messaging_product", "whatsapp").AddParameter("type", "application/pdf").AddFile("file", pdf, fileName, "application/pdf");
        RestResponse? answer = await DoAsync(request, cancel);
        string id = Parsed(answer).Text("id");
        return id.Length > 0 ? (id, "") : (null, $"the invoice's PDF was not taken: {Error(answer)}");
    }

    /// <summary>Whether the API knows our number; null, or one line that says why not. Sends nothing.</summary>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        RestResponse? answer = await DoAsync(new RestRequest($"{options.Version}/{options.PhoneNumberId}").AddQueryParameter("fields", "id,verified_name,quality_rating"), cancel);
        return answer is { IsSuccessStatusCode: true } && Parsed(answer).Text("id") == options.PhoneNumberId ? null : Error(answer);
    }

    public void Dispose() => client.Dispose();

    /// <summary>The answer, also one that only says what went wrong; null when none came in time.</summary>
    private async Task<RestResponse?> DoAsync(RestRequest request, CancellationToken cancel)
    {
        request.AddHeader("Authorization", $"Bearer {token()}");
        try
        {
            RestResponse answer = await once.ExecuteAsync(async inner =>
            {
                RestResponse response = await client.ExecuteAsync(request, inner);
                inner.ThrowIfCancellationRequested();
                return response;
            }, cancel);
            return answer;
        }
        catch (TimeoutRejectedException) { return null; }
    }

    private string Error(RestResponse? answer)
    {
        if (answer is null) return $"{Host} did not answer in time";
        if (answer.StatusCode == 0) return $"{Host} cannot be reached: {Say(answer.ErrorException)}";
        if (Parsed(answer).Part("error") is not { } said) return $"{Host} answered HTTP {(int)answer.StatusCode} and not as the API does";
        CloudError error = CloudAnswer.ErrorOf(said);
        return $"{error}; {error.Judge((int)answer.StatusCode).Mend}";
    }

    private static JsonElement Parsed(RestResponse? answer)
    {
        try { return JsonElement.Parse(answer?.Content is { Length: > 0 } body ? body : "{}"); }
        catch (JsonException) { return JsonElement.Parse("{}"); }
    }

    private static string Say(Exception? wrong) => PlainText.Line((wrong?.GetBaseException() ?? wrong)?.Message ?? "no connection", 200);

    private static RestClient Client(WhatsAppOptions options)
    {
        // A connection kept alive long may be closed in the moment we write to it, and then nobody knows what happened.
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3) };
        return new RestClient(new HttpClient(handler) { Timeout = Longest }, new RestClientOptions(options.Url) { FollowRedirects = false, Timeout = Longest, ThrowOnAnyError = false }, disposeHttpClient: true);
    }

    /// <summary>Sends exactly these bytes, and knows whether they began to leave: they do so only once a connection stands.</summary>
    private sealed class Leaving(byte[] message) : Interceptor
    {
        public bool Begun { get; private set; }

        public override ValueTask BeforeHttpRequest(HttpRequestMessage requestMessage, CancellationToken cancellationToken)
        {
            requestMessage.Content = new Body(message, this);
            return ValueTask.CompletedTask;
        }

        private sealed class Body : HttpContent
        {
            private readonly byte[] bytes;
            private readonly Leaving leaving;

            public Body(byte[] bytes, Leaving leaving)
            {
                (this.bytes, this.leaving) = (bytes, leaving);
                Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            }

            protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
            {
                leaving.Begun = true;
                return stream.WriteAsync(bytes).AsTask();
            }

            protected override bool TryComputeLength(out long length)
            {
                length = bytes.Length;
                return true;
            }
        }
    }
}
