using System.Diagnostics;
using Billing.Core.Actions;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>A process that is killed (SIGKILL) while it sends, each time with a message at the mail server that it got no answer for, and begun anew.</summary>
public sealed class MailCrashTests
{
    private const int Clients = 200, ClientsAtOnce = 4;
    private static readonly int[] KilledAfter = [20, 35, 50];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task whoever_dies_while_it_sends_writes_to_nobody_twice_leaves_nobody_out_and_tells_what_cannot_be_known()
    {
        await using BillingWorld world = await BillingWorld.CreateAsync(0, Cancel);
        world.Config.Parallel = ClientsAtOnce;
        world.Config.Write();
        Town town = new Town(world).Furnish();
        for (int n = 0; n < Clients; n++) town.Debtor($"First {n}", 10, product: 3);
        foreach (int messages in KilledAfter) await KillAsync(world, messages);
        world.Mail.Came = () => { };
        await CrashTests.FinishAsync(world);

        WorldState state = await WorldState.OfAsync(world, Cancel);
        Assert.InRange(state.Doubtful.Count, KilledAfter.Length, KilledAfter.Length * ClientsAtOnce);
        await CrashTests.AssertMailAsync(world, state);
        HashSet<int> told = [.. state.Doubtful.Select(doubt => doubt.Action).OfType<BillingAction.Notify>().Select(notify => notify.Client)];
        await using Engine.Ledger.SqlLedger ledger = world.OpenLedger();
        await foreach ((int client, Core.Facts.Past past) in ledger.ReadAllAsync(Cancel))
            if (past.Done<BillingAction.Notify>().Any(done => done.Action.Channel == "email")) told.Add(client);
        Assert.Equal(Clients, told.Count);
    }

    /// <summary>The server has the message whole and has not answered when the process dies.</summary>
    private static async Task KillAsync(BillingWorld world, int messages)
    {
        int left = messages;
        using Process process = world.Start("run", "--once");
        world.Mail.Came = () =>
        {
            if (Interlocked.Decrement(ref left) == 0) process.Kill();
        };
        await process.WaitForExitAsync(Cancel);
        Assert.True(left <= 0, "the run was over before it was killed");
    }
}
