using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json.Nodes;
using Billing.Engine.Configuration;
using Billing.Engine.Measuring;
using Billing.Host.Web;
using Billing.Host.Worker;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Billing.Host.Monitoring;

/// <summary>
/// How the service is watched: <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c> on a port of their own, and spans to a receiver. It answers until the
/// service has finished what it began.
/// </summary>
internal sealed class MonitoringServer(MonitoringSettings settings, Readiness readiness, Pulse pulse, TimeSpan wakes, ILogger log, TimeSpan? every = null) : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource ending = new();
    private WebApplication? web;
    private MeterProvider? meters;
    private TracerProvider? traces;
    private Task looking = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(web!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().TrimEnd('/') + "/");

    /// <exception cref="ConfigurationException">It cannot listen there.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        ResourceBuilder self = ResourceBuilder.CreateEmpty().AddService("billing", serviceVersion: typeof(MonitoringServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        if (settings.Traces is { } receiver)
            traces = OpenTelemetry.Sdk.CreateTracerProviderBuilder().SetResourceBuilder(self).AddSource(Measures.Name).AddOtlpExporter(otlp => otlp.Endpoint = receiver).Build();
        if (settings.Listen is not { } listen) return;
        meters = OpenTelemetry.Sdk.CreateMeterProviderBuilder().SetResourceBuilder(self).AddMeter(Measures.Name, "System.Runtime").AddPrometheusExporter().Build();
        web = Build(listen, meters);
        string place = string.Create(CultureInfo.InvariantCulture, $"http://{listen}");
        try
        {
            await web.StartAsync(cancel);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new ConfigurationException([$"{ConfigurationReader.FileName} $.monitoring.listen: {place} cannot be listened on ({WebServer.Why(taken)}): stop what uses it, or name another port."]);
        }
        looking = Task.Run(LookAsync, CancellationToken.None);
        Log.MonitoringStarted(log, Url);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await looking;
        if (web is not null) await web.DisposeAsync();
        meters?.Dispose();
        traces?.Dispose();
        ending.Dispose();
    }

    private WebApplication Build(System.Net.IPEndPoint listen, MeterProvider meters)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Hardening.Limit(kestrel);
            kestrel.Listen(listen);
        });
        WebApplication application = builder.Build();
        application.UseRouting();
        application.UseOpenTelemetryPrometheusScrapingEndpoint(meters, null, "/metrics", null, null);
        application.MapGet("/health/live", context => AnswerAsync(context, [Alive()]));
        application.MapGet("/health/ready", context => AnswerAsync(context, [Alive(), .. readiness.Parts is { Count: > 0 } parts ? parts : [new Part("service", false, "it has just begun")]]));
        return application;
    }

    /// <summary>The worker beats, and its jobs wake it in time. One that is at work may be for long.</summary>
    private Part Alive() => pulse.Beaten > Breath ? new Part("worker", false, string.Create(CultureInfo.InvariantCulture, $"its last sign of life came {pulse.Beaten.TotalSeconds:0} seconds ago"))
        : !pulse.AtWork && pulse.Woke > 3 * wakes + Breath ? new Part("worker", false, string.Create(CultureInfo.InvariantCulture, $"no job woke it for {pulse.Woke.TotalSeconds:0} seconds"))
        : new Part("worker", true, pulse.AtWork ? "at work" : "awake");

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<Part> parts)
    {
        bool well = parts.All(part => part.Well);
        context.Response.StatusCode = well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        JsonObject said = new()
        {
            ["well"] = well,
            ["parts"] = new JsonArray([.. parts.Select(part => new JsonObject { ["name"] = part.Name, ["well"] = part.Well, ["why"] = part.Why })]),
        };
        return context.Response.WriteAsync(said.ToJsonString(), context.RequestAborted);
    }

    private async Task LookAsync()
    {
        using PeriodicTimer timer = new(every ?? TimeSpan.FromSeconds(10));
        try
        {
            do await readiness.LookAsync(ending.Token);
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException)
        {
            // the end
        }
    }
}
