using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Billing.System.Tests.Hook;
using Billing.System.Tests.Runs;
using Xunit;

namespace Billing.System.Tests.Calls;

/// <summary>Everything is real but the panel's pages: its hook in a real PHP, its database and API, the service as a process of its own, a WHM.</summary>
[Collection(HookTime.Own)]
public sealed class WholeRoadTests : IAsyncLifetime
{
    private readonly Stopwatch watch = new();
    private BillingWorld world = null!;
    private int port;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await BillingWorld.CreateAsync(daysAgo: 0, Cancel);
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        world.Config.HookPort = port = ((IPEndPoint)free.LocalEndpoint).Port;
        world.Config.Policy["safety"]!["noticeDays"] = 0;
        world.Config.Write();
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task who_pays_is_online_before_the_next_look_and_so_is_who_paid_while_the_service_was_dead()
    {
        Town town = new Town(world).Furnish();
        (int _, int first, int firstInvoice) = town.Debtor("First", -3);
        (int _, int second, int secondInvoice) = town.Debtor("Second", -3);
        Ran ran = await world.BillingAsync(Cancel, "run", "--once");
        Assert.True(ran.Code == 0 && Status(first) == "Suspended" && Status(second) == "Suspended", ran.ToString());
        using HookedPanel panel = new($"http://127.0.0.1:{port}/hooks/whmcs");
        await ServeAsync(async () =>
        {
            world.Panel.Pay(firstInvoice);
            watch.Start();
            Assert.True((await panel.RunAsync(HookedPanel.Paid(firstInvoice))).Unharmed);
            await CallsTown.UntilAsync(() => Status(first) == "Active");
            TestContext.Current.TestOutputHelper!.WriteLine($"the panel's PHP started, and the client online: {watch.ElapsedMilliseconds} ms");
        });
        Assert.Empty(panel.Waiting);
        world.Panel.Pay(secondInvoice);
        await panel.RunAsync(HookedPanel.Paid(secondInvoice));
        Assert.Equal([secondInvoice], panel.WaitingInvoices);
        await ServeAsync(async () =>
        {
            await panel.RunAsync(HookedPanel.Cron);
            await CallsTown.UntilAsync(() => Status(second) == "Active");
        });
        Assert.Empty(panel.Waiting);
        Assert.DoesNotContain(HookedPanel.Secret, await File.ReadAllTextAsync(Directory.GetFiles(world.Folder, "billing*.log").Single(), Cancel), StringComparison.Ordinal);
    }

    private string Status(int service) => world.Panel.Service(service)!.Status;

    /// <summary>The service lives for that long, and is killed.</summary>
    private async Task ServeAsync(Func<Task> meanwhile)
    {
        using Process process = world.Start("run");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await CallsTown.UntilAsync(ListensAsync);
            await meanwhile();
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Cancel);
        }
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
