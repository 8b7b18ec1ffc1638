using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Billing.Engine.Ledger;
using Billing.Host.Cli;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Monitoring;

/// <summary>A service that is stopped in the middle of a call to a server.</summary>
public sealed class StoppingTests
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously), release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int inTheAir;

    [Fact]
    public async Task what_is_in_the_air_is_finished_and_nothing_new_begins()
    {
        await using Offline offline = await Offline.OpenAsync(clients: 4);
        int pages = FreePort();
        offline.Trial.Change("billing.json", billing => billing["web"] = new JsonObject { ["listen"] = $"http://127.0.0.1:{pages}", ["proxies"] = new JsonArray() });
        offline.Panel.Faults.Add(new Fault("ModuleUnsuspend", FaultKind.Slow) { Seconds = 1 });
        offline.Panel.Faults.Wait = _ =>
        {
            Interlocked.Increment(ref inTheAir);
            reached.TrySetResult();
            return release.Task;
        };
        foreach ((int, int) debtor in offline.Debtors) offline.Pay(debtor);
        await using RunningService service = await RunningService.StartAsync(offline.Trial);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(await AnswersAsync(pages));
        await service.TellAsync("-TERM");
        await RunningService.UntilAsync(async () => !await AnswersAsync(pages), () => "the pages are still there");
        (HttpStatusCode status, string words) = await service.AskAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("being stopped", words, StringComparison.Ordinal);
        await service.TellAsync("-TERM");   // once more: nothing changes
        Assert.Equal(HttpStatusCode.OK, (await service.AskAsync("health/live")).Status);
        Assert.False(service.Ended);
        int begun = Volatile.Read(ref inTheAir);
        Assert.InRange(begun, 1, 2);   // so many may be under way at one server
        release.SetResult();
        Assert.Equal(ExitCode.Done, await service.EndAsync());
        Assert.Equal(begun, inTheAir);
        string[] statuses = [.. offline.Debtors.Select(offline.Status)];
        Assert.Equal(begun, statuses.Count(status => status == "Active"));
        Assert.Equal(statuses.Select(status => status == "Active"), (await UnsuspendedAsync(offline)).Select(state => state == "done"));
        Assert.DoesNotContain(await UnsuspendedAsync(offline), state => state == "doubt");
        offline.Panel.Faults.Clear();
        Assert.Equal(ExitCode.Done, (await offline.Trial.RunAsync("run", "--once")).Code);
        Assert.All(offline.Debtors, debtor => Assert.Equal("Active", offline.Status(debtor)));
    }

    /// <summary>What the ledger says of each client's reactivation; null when it never began.</summary>
    private static async Task<string?[]> UnsuspendedAsync(Offline offline)
    {
        await using SqlLedger ledger = SqlLedger.Sqlite(Path.Combine(offline.Trial.Folder, "ledger.db"), TimeProvider.System);
        List<string?> states = [];
        foreach ((int client, _) in offline.Debtors)
            states.Add((await ledger.HistoryAsync(client, TestContext.Current.CancellationToken)).SingleOrDefault(entry => entry.Action.Key.StartsWith("unsuspend/", StringComparison.Ordinal))?.State);
        return [.. states];
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
