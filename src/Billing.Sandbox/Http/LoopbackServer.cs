using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Billing.Sandbox.Http;

/// <summary>Kestrel on 127.0.0.1 with one handler for everything.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    readonly WebApplication application;

    LoopbackServer(WebApplication application, Uri url) => (this.application, Url) = (application, url);

    public Uri Url { get; }

    public static async Task<LoopbackServer> StartAsync(int port, X509Certificate2? certificate, RequestDelegate answer, CancellationToken cancel)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        WebApplication application = builder.Build();
        application.Run(answer);
        await application.StartAsync(cancel);
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new LoopbackServer(application, new Uri(bound.TrimEnd('/') + "/"));
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(200));   // hanging requests are not waited for
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}
