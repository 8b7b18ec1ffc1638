using System.Globalization;
using System.Net.Sockets;
using Billing.Engine.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Billing.Host.Web;

/// <summary>Our own pages, inside the service: plain HTTP behind the provider's proxy. Requests that are being answered when it stops are finished, and their hits written.</summary>
internal sealed class WebServer(WebParts parts, Func<WebParts, IHitRecorder>? recording = null) : IAsyncDisposable
{
    private WebApplication? web;
    private IHitRecorder? hits;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(web!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().TrimEnd('/') + "/");

    /// <summary>Hits that wait in memory for the ledger.</summary>
    public long HitsWaiting => (hits as HitRecorder)?.Waiting ?? 0;

    /// <exception cref="ConfigurationException">It cannot listen there.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        hits = recording is null ? new HitRecorder(parts) : recording(parts);
        web = Build(parts, hits);
        try
        {
            await web.StartAsync(cancel);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new ConfigurationException([$"{ConfigurationReader.FileName} $.web.listen: {Place} cannot be listened on ({Why(taken)}): stop what uses it (another `billing run`?), or name another port."]);
        }
        Log.PagesStarted(parts.Log, Place);
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        if (web is not null) await web.StopAsync(cancel);
        if (hits is IAsyncDisposable recorder) await recorder.DisposeAsync();
        hits = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        if (web is not null) await web.DisposeAsync();
    }

    private string Place => string.Create(CultureInfo.InvariantCulture, $"http://{parts.Settings.Listen}");

    /// <summary>The framework's own log lines are left out: they name addresses and tokens. What an operator has to know we say ourselves.</summary>
    private static WebApplication Build(WebParts parts, IHitRecorder hits)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Hardening.Limit(kestrel);
            kestrel.Listen(parts.Settings.Listen);
        });
        WebApplication web = builder.Build();
        Hardening.Use(web, parts.Settings, new NeutralPage(parts.Provider, parts.Language, parts.Panel), parts.Log);
        if (parts.Links?.Url is { AbsolutePath: not "/" } below) web.UsePathBase(below.AbsolutePath.TrimEnd('/'));
        web.UseRouting();
        Pages.Map(web, parts, hits);
        return web;
    }

    /// <summary>Why a port cannot be listened on.</summary>
    internal static string Why(Exception taken)
    {
        for (Exception? cause = taken; cause is not null; cause = cause.InnerException)
            if (cause is SocketException socket) return socket.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program has that port",
                SocketError.AddressNotAvailable => "this machine has no such address",
                SocketError.AccessDenied => "the service's user may not open that port",
                _ => socket.SocketErrorCode.ToString(),
            };
        return taken.Message.Contains("already in use", StringComparison.Ordinal) ? "another program has that port" : taken.Message.ReplaceLineEndings(" ");
    }
}
