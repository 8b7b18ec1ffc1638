using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Billing.Engine.Configuration;
using Billing.Engine.Measuring;
using Billing.Host.Cli;
using Billing.Host.Monitoring;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary>What is sent as spans, and that it arrives.</summary>
public sealed class TracesTests
{
    [Fact]
    public async Task an_invoice_is_followed_from_the_run_to_the_panel()
    {
        using Trial trial = new();
        FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        await using SandboxPanel panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = time, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, TestContext.Current.CancellationToken);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
        int client = panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com"));
        panel.AddService(new ServiceSeed(client, panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" }), new DateOnly(2026, 3, 16), 5000m));
        using ActivitySource source = new("a test of spans");
        ConcurrentBag<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = each => each.Name is Measures.Name or "a test of spans",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using (Activity root = source.StartActivity("root")!)
        {
            Assert.Equal(ExitCode.Done, (await trial.RunAsync(time, "run", "--once")).Code);
            Activity[] ours = [.. ended.Where(span => span.TraceId == root.TraceId)];
            Activity call = Assert.Single(ours, span => span.OperationName == "panel GenInvoices");
            Assert.Equal(["panel GenInvoices", "action invoice", "client", "run daily", "root"], Above(call));
            Assert.Equal("done", call.Parent!.GetTagItem("billing.outcome"));
            string all = string.Join('\n', ours.SelectMany(span => span.TagObjects).Select(tag => $"{tag.Key}={tag.Value}"));
            Assert.All([Trial.TheSecret, "@", "Ruiz"], word => Assert.DoesNotContain(word, all, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task spans_arrive_at_the_receiver()
    {
        TaskCompletionSource<string> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebApplication receiver = Receiver(arrived);
        await receiver.StartAsync(TestContext.Current.CancellationToken);
        Uri at = new(receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await using (MonitoringServer server = new(new MonitoringSettings(null, at), null!, null!, TimeSpan.Zero, NullLogger.Instance))
        {
            await server.StartAsync(TestContext.Current.CancellationToken);
            using Measured measured = Measures.Panel("ATestOfSpans");
        }
        Assert.Contains("panel ATestOfSpans", await arrived.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Above(Activity? span)
    {
        for (; span is not null; span = span.Parent) yield return span.OperationName;
    }

    private static WebApplication Receiver(TaskCompletionSource<string> arrived)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication receiver = builder.Build();
        receiver.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            if (Encoding.UTF8.GetString(body.ToArray()) is var text && text.Contains("ATestOfSpans", StringComparison.Ordinal)) arrived.TrySetResult(text);
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
        });
        return receiver;
    }
}
