using System.Diagnostics;
using System.Globalization;
using Billing.System.Tests.Plugins;
using Billing.System.Tests.Runs;
using Billing.System.Tests.Sandbox;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Nodes;

/// <summary>Two nodes at one run, the second one in a network of its own that is cut off in the middle, without a word to anybody, and joined again.</summary>
public sealed class NetworkSplitTests
{
    private const int Debtors = 440, UntilItIsCut = 40, MostInDoubt = 12;
    private static readonly TimeSpan LongerThanALease = TimeSpan.FromSeconds(35), Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task a_node_cut_off_from_everything_is_replaced_and_does_nothing_twice_when_it_is_back() => SplitAsync("all", late: true);

    [Fact]
    public Task a_node_that_lost_the_ledger_and_still_reaches_the_servers_does_nothing_more_there() => SplitAsync("database", late: false);

    private static async Task SplitAsync(string what, bool late)
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        await using MariaDbOfATest ledger = new();
        world.Config.LedgerDatabase = new MySqlConnectionStringBuilder(ledger.Store.ConnectionString);
        world.Config.Shared = true;
        PayingTown town = new(world, Debtors);
        CrashTests.CountCalls(world, 1, () => { });
        string name = string.Create(CultureInfo.InvariantCulture, $"bn{Environment.ProcessId % 10000}");
        int[] ports = [(int)world.Database.Port, world.Panel.Url.Port, world.Whm.Url.Port, world.Mail.Port];
        await DoAsync(["up", name, .. ports.Select(port => port.ToString(CultureInfo.InvariantCulture))]);
        try
        {
            using ServiceProcess near = new(Named(world, "here", ["dotnet"])), far = new(Named(world, "there", [Script, "exec", name, "dotnet"]));
            await UntilAsync(() => town.Offline >= UntilItIsCut && far.Lines.Any(line => line.Contains("suspend/", StringComparison.Ordinal)) || town.Offline >= Debtors / 2, near);
            town.Pay();
            await DoAsync("cut", name, what);
            for (Stopwatch cut = Stopwatch.StartNew(); cut.Elapsed < LongerThanALease; await Task.Delay(2000, Cancel)) town.Pay();
            await town.SettleAsync(near);
            await DoAsync("join", name);
            for (int n = 0; n < 6; n++) town.Pay();
            await town.SettleAsync(near);
            Assert.Equal(0, await near.StopAsync());
            Assert.Equal(0, await far.StopAsync());
        }
        finally
        {
            await DoAsync("down", name);
        }
        await town.AssertAsync(MostInDoubt, late);
    }

    private static Process Named(BillingWorld world, string node, string[] by)
    {
        world.Environment[ConfigFolderOfATest.NodeName] = node;
        return world.StartBy(by, "run");
    }

    private static string Script => Path.Combine(Repository.Folder, "tests", "servers", "split");

    private static async Task UntilAsync(Func<bool> so, ServiceProcess service)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !so(); await Task.Delay(100, Cancel)) Assert.True(waited.Elapsed < Patience, service.Said);
    }

    private static async Task DoAsync(params string[] args)
    {
        using Process script = Process.Start(Script, args);
        await script.WaitForExitAsync(Cancel);
        Assert.True(script.ExitCode == 0, $"tests/servers/split {args[0]} failed");
    }
}
