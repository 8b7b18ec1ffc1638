using System.Diagnostics;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Host.Cli;
using Billing.System.Tests.Runs;
using Billing.System.Tests.Sandbox;
using Dapper;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Nodes;

/// <summary>Two `billing run` of their own over one ledger: what they share, and what becomes of it when one is killed.</summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private const int Clients = 450, KilledAfter = 120, ClientsAtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6), Glance = TimeSpan.FromMilliseconds(250);

    private readonly MariaDbOfATest ledger = new();
    private readonly List<Process> started = [];
    private BillingWorld world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await BillingWorld.CreateAsync(0, Cancel);
        world.Config.LedgerDatabase = new MySqlConnectionStringBuilder(ledger.Store.ConnectionString);
        world.Config.Shared = true;
        world.Config.Parallel = ClientsAtOnce;
        world.Config.Policy["runAt"] = "00:01";
        world.Config.Write();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in started)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
        await world.DisposeAsync();
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task one_is_killed_in_the_middle_of_the_run_and_the_other_finishes_it_and_nothing_is_done_twice()
    {
        Town town = new Town(world).Furnish();
        for (int n = 0; n < Clients; n++) town.Debtor($"First {n}", 10, product: 3);
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = KilledAfter;
        world.Mail.Came = () =>
        {
            if (Interlocked.Decrement(ref left) == 0) both.TrySetResult();
        };
        Process one = Start("one"), two = Start("two");
        await both.Task.WaitAsync(Patience, Cancel);
        string planner = await WaitAsync("SELECT node FROM leases WHERE client = 0 AND node <> ''");
        Process dies = planner == "one" ? one : two;
        dies.Kill();
        await dies.WaitForExitAsync(Cancel);

        Assert.Equal("1", await WaitAsync("SELECT COUNT(*) FROM runs WHERE occasion = 'daily' AND finished_at IS NOT NULL HAVING COUNT(*) > 0"));
        await AssertMailAsync();
        Assert.True(await CountAsync("SELECT COUNT(*) FROM QRTZ_TRIGGERS") >= 2);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task a_second_one_of_the_same_name_is_refused_in_one_line()
    {
        Start("one");
        await WaitAsync("SELECT name FROM nodes WHERE name = 'one'");
        world.Environment[ConfigFolderOfATest.NodeName] = "one";
        Ran ran = await world.BillingAsync(Cancel, "run", "--once");

        Assert.Equal(ExitCode.Unreachable, ran.Code);
        Assert.Contains("works as node one with the ledger", Assert.Single(ran.ErrorLines), StringComparison.Ordinal);
    }

    /// <summary>Each reminder once; one that was in the air when the process died may have arrived, is told to a person, and is not sent again.</summary>
    private async Task AssertMailAsync()
    {
        WorldState state = await WorldState.OfAsync(world, Cancel);
        Assert.InRange(state.Doubtful.Count, 0, ClientsAtOnce);
        await CrashTests.AssertMailAsync(world, state);
        HashSet<int> told = [.. state.Doubtful.Select(doubt => doubt.Action).OfType<BillingAction.Notify>().Select(notify => notify.Client)];
        await using SqlLedger seen = world.OpenLedger();
        await foreach ((int client, Past past) in seen.ReadAllAsync(Cancel))
            if (past.Done<BillingAction.Notify>().Any(done => done.Action.Channel == "email")) told.Add(client);
        Assert.Equal(Clients, told.Count);
    }

    private Process Start(string node)
    {
        world.Environment[ConfigFolderOfATest.NodeName] = node;
        Process process = world.Start("run");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started.Add(process);
        return process;
    }

    private async Task<IReadOnlyList<NodeEntry>> LeftAsync()
    {
        await using SqlLedger seen = world.OpenLedger();
        return [.. (await seen.Nodes.ListAsync(Cancel)).Where(node => node.Left)];
    }

    private async Task<long> CountAsync(string sql)
    {
        await using MySqlConnection connection = new(ledger.Store.ConnectionString);
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    /// <summary>What the database answers, once it does.</summary>
    private async Task<string> WaitAsync(string sql)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                await using MySqlConnection connection = new(ledger.Store.ConnectionString);
                if (await connection.ExecuteScalarAsync<string?>(sql) is { } said) return said;
            }
            catch (MySqlException none) when (none.ErrorCode == MySqlErrorCode.NoSuchTable)
            {
                // the first of them makes it
            }
            await Task.Delay(Glance, patience.Token);
        }
    }
}
