using System.Diagnostics;
using Billing.Sandbox;
using Billing.System.Tests.Sandbox;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>What the service stands on goes away in the middle of a run while clients pay, and comes back: the work waits, and goes on where it was.</summary>
public sealed class OutageTests
{
    private const int Debtors = 40, UntilItGoes = 8, MostInDoubt = 12;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_database_server_killed_in_the_middle_of_a_run_is_waited_for()
    {
        await using MariaDbServer server = new();
        await server.StartAsync();
        await using MariaDbOfATest ledger = new(server.Connection);
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel, new MariaDbOfATest(server.Connection));
        world.Config.LedgerDatabase = new MySqlConnectionStringBuilder(ledger.Store.ConnectionString);
        await GoAwayAsync(world, () =>
        {
            server.Kill();
            return Task.CompletedTask;
        }, server.StartAsync, paysMeanwhile: false);
    }

    [Theory]
    [InlineData("*", FaultKind.Html)]
    [InlineData("*", FaultKind.ServerError)]
    [InlineData("*", FaultKind.Slow)]
    [InlineData("UpdateClientProduct", FaultKind.Forbidden)]
    [InlineData("*", FaultKind.CutAfterWork)]
    public async Task a_panel_that_does_not_answer_as_it_should_for_a_while_is_waited_for(string action, FaultKind kind)
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        await GoAwayAsync(world, () =>
        {
            world.Panel.Faults.Clear();
            world.Panel.Faults.Add(new Fault(action, kind) { Seconds = 2 });
            return Task.CompletedTask;
        }, () =>
        {
            world.Panel.Faults.Clear();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task a_full_disk_under_the_ledger_is_waited_for()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        string disk = Path.Combine(world.Folder, "disk");
        Directory.CreateDirectory(disk);
        await DoAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk);
        try
        {
            world.Config.Ledger = world.LedgerFile = Path.Combine(disk, "ledger.db");
            string filling = Path.Combine(disk, "filling");
            await GoAwayAsync(world, () => Fill(filling), () =>
            {
                File.Delete(filling);
                return Task.CompletedTask;
            });
        }
        finally
        {
            await DoAsync("umount", "-l", disk);
        }
    }

    private static async Task GoAwayAsync(BillingWorld world, Func<Task> goAway, Func<Task> comeBack, bool paysMeanwhile = true)
    {
        PayingTown town = new(world, Debtors);
        CrashTests.CountCalls(world, 1, () => { });
        using (ServiceProcess service = new(world.Start("run")))
        {
            for (Stopwatch waited = Stopwatch.StartNew(); town.Offline < UntilItGoes; await Task.Delay(20, Cancel)) Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), service.Said);
            town.Pay();
            await goAway();
            for (Stopwatch away = Stopwatch.StartNew(); away.Elapsed < Away; await Task.Delay(300, Cancel))
                if (paysMeanwhile) town.Pay();
            await comeBack();
            for (int n = 0; n < 4; n++) town.Pay();
            await town.SettleAsync(service);
            Assert.Equal(0, await service.StopAsync());
        }
        await town.AssertAsync(MostInDoubt);
    }

    /// <summary>Until nothing more goes onto that disk.</summary>
    private static async Task Fill(string file)
    {
        byte[] block = new byte[4096];
        try
        {
            await using FileStream filling = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) filling.Write(block);
        }
        catch (IOException)
        {
        }
    }

    private static async Task DoAsync(string program, params string[] args)
    {
        using Process process = Process.Start(program, args);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
    }
}
