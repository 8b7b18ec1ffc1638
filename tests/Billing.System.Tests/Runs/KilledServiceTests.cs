using System.Globalization;
using Billing.System.Tests.Sandbox;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>
/// The service as a process of its own, killed (SIGKILL) at random moments of its run and of payments, begun anew each time, while clients go on paying: also
/// while it lies dead. How often it is killed says BILLING_TEST_KILLS.
/// </summary>
public sealed class KilledServiceTests
{
    private const int DebtorsForEachKill = 14, InDoubtForEachKill = 12;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("BILLING_TEST_KILLS") ?? "8", CultureInfo.InvariantCulture);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_service_killed_again_and_again_while_clients_pay_does_nothing_twice_and_leaves_nothing_out(bool ledgerInMariaDb)
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        await using MariaDbOfATest ledger = new();
        if (ledgerInMariaDb) world.Config.LedgerDatabase = new MySqlConnectionStringBuilder(ledger.Store.ConnectionString);
        PayingTown town = new(world, Kills * DebtorsForEachKill);
        for (int n = 0; n < Kills; n++) await KillAsync(world, town);
        CrashTests.CountCalls(world, 0, () => { });
        using (ServiceProcess service = new(world.Start("run")))
        {
            await town.SettleAsync(service);
            Assert.Equal(0, await service.StopAsync());
        }
        await town.AssertAsync(Kills * InDoubtForEachKill);
    }

    /// <summary>One life of the service: somebody paid before it, somebody pays in it. It dies a number of calls after its start, or at some moment of it.</summary>
    private static async Task KillAsync(BillingWorld world, PayingTown town)
    {
        town.Pay();
        int left = town.Random.Next(8) == 0 ? int.MaxValue : town.Random.Next(1, 2 * DebtorsForEachKill * 8), pays = left / 2;
        TaskCompletionSource now = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task longest = Task.Delay(left == int.MaxValue ? town.Random.Next(100, 2500) : town.Random.Next(5000, 9000), Cancel);
        CrashTests.CountCalls(world, 1, () =>
        {
            int after = Interlocked.Decrement(ref left);
            if (after == pays) Task.Run(town.Pay, Cancel);
            if (after == 0) now.TrySetResult();
        });
        using ServiceProcess service = new(world.Start("run"));
        await Task.WhenAny(now.Task, longest);
        await Task.Delay(town.Random.Next(0, 60), Cancel);
        Assert.False(service.HasExited, town.Say(service.Said));
        await service.KillAsync();
    }
}
