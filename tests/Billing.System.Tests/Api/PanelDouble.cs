using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Billing.Engine.Panel;
using Billing.Whmcs;
using Billing.Whmcs.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Billing.System.Tests.Api;

/// <summary>A panel that answers whatever a test wants, also nonsense, and remembers what it was asked.</summary>
internal sealed class PanelDouble : IAsyncDisposable
{
    public const string Identifier = "an-identifier", Secret = "a-very-secret-secret";

    private readonly WebApplication app;
    private readonly Func<HttpContext, Task> answer;
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> asked = [];

    private PanelDouble(Func<HttpContext, Task> answer, X509Certificate2? certificate)
    {
        this.answer = answer;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        app = builder.Build();
        app.Run(TakeAsync);
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>The fields of each call, oldest first.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Asked => [.. asked];

    public static Task<PanelDouble> SayingAsync(string body, int status = 200, string type = "application/json") => AnsweringAsync(async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body);
    });

    public static async Task<PanelDouble> AnsweringAsync(Func<HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        var panel = new PanelDouble(answer, certificate);
        await panel.app.StartAsync(TestContext.Current.CancellationToken);
        panel.Url = new Uri(panel.app.Urls.Single() + "/");
        return panel;
    }

    /// <summary>An address where nobody listens.</summary>
    public static Uri NobodyThere()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}/");
    }

    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public static WhmcsOptions Options(Uri address) => new()
    {
        Address = address, Identifier = () => Identifier, Secret = () => Secret, RetryDelay = TimeSpan.Zero, ReadTimeout = TimeSpan.FromSeconds(20),
    };

    public WhmcsApi Api(Func<WhmcsOptions, WhmcsOptions>? with = null, ILogger? log = null) => Caller(Url, with, log);

    public static WhmcsApi Caller(Uri address, Func<WhmcsOptions, WhmcsOptions>? with = null, ILogger? log = null)
    {
        WhmcsOptions options = Options(address);
        return new WhmcsApi(with is null ? options : with(options), log ?? new LogOfATest(), TimeProvider.System);
    }

    /// <summary>The failure that a read ends with.</summary>
    public async Task<PanelException> RefusesAsync(string action = "GetInvoice")
    {
        using WhmcsApi api = Api();
        return await Assert.ThrowsAsync<PanelException>(() => api.ReadAsync(new ApiCall(action), TestContext.Current.CancellationToken));
    }

    /// <summary>The failure that a change ends with.</summary>
    public async Task<PanelException> RefusesChangeAsync(string action = "GenInvoices", Func<WhmcsOptions, WhmcsOptions>? with = null)
    {
        using WhmcsApi api = Api(with);
        return await Assert.ThrowsAsync<PanelException>(() => api.WriteAsync(new ApiCall(action), TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        asked.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
        await answer(http);
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogOfATest : ILogger
{
    private readonly ConcurrentQueue<string> lines = [];

    public IReadOnlyList<string> Lines => [.. lines];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");
}
