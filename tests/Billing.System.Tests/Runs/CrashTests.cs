using System.Diagnostics;
using System.Globalization;
using Billing.Core.Actions;
using Billing.Sandbox;
using MimeKit;
using Xunit;

namespace Billing.System.Tests.Runs;

/// <summary>
/// A process that is killed (SIGKILL, as by a power failure) somewhere in its run, again and again, beside an undisturbed one in a world that is the same.
/// </summary>
public sealed class CrashTests
{
    private const int Kills = 8, ClientsAtOnce = 4, MostRuns = 6;
    private const double SlowPanel = 0.02, SlowServer = 0.03;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task a_run_killed_at_any_point_continues_without_doing_anything_twice_or_leaving_anything_out() => CompareAsync(async world =>
    {
        world.Config.Policy["safety"]!["noticeDays"] = 0;
        world.Config.Parallel = 1;   // the same numbers of invoices in both worlds
        world.Config.Write();
        Town town = new Town(world).Furnish().Before();
        await world.RunOnAsync(-26, Cancel);
        await world.RunOnAsync(-23, Cancel);
        world.ComeToToday();
        world.Config.Parallel = ClientsAtOnce;
        world.Config.Write();
        town.Today();
    }, ["invoice/", "notify/", "suspend/", "freeze/", "unsuspend/", "unfreeze/", "change-cycle/", "backup/", "terminate/", "activate/"]);

    [Fact]
    public Task a_first_day_killed_at_any_point_is_the_same_first_day() => CompareAsync(world =>
    {
        new Town(world).Furnish().Found().Today();
        return Task.CompletedTask;
    }, ["adopt/", "invoice/", "notify/", "backup/", "terminate/", "report/suspended-by-others", "report/old-debt", "report/pending-order"], daysAgo: 0);

    private static async Task CompareAsync(Func<BillingWorld, Task> tell, string[] sorts, int daysAgo = 40)
    {
        await using BillingWorld undisturbed = await BillingWorld.CreateAsync(daysAgo, Cancel), killed = await BillingWorld.CreateAsync(daysAgo, Cancel);
        await tell(undisturbed);
        await tell(killed);
        int calls = 0;
        CountCalls(undisturbed, 0, () => calls++);
        await FinishAsync(undisturbed);
        int kills = await KillAsync(killed, calls);
        await FinishAsync(killed);
        await AssertSameAsync(undisturbed, killed, kills);
        IReadOnlyList<string> done = (await WorldState.OfAsync(undisturbed, Cancel)).Done;
        Assert.All(sorts, sort => Assert.Contains(done, key => key.StartsWith(sort, StringComparison.Ordinal)));
    }

    /// <summary>Kills at a random call to panel or server; the first two times at any moment since the start.</summary>
    private static async Task<int> KillAsync(BillingWorld world, int calls)
    {
        int seed = Environment.TickCount, kills = 0;
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {calls} calls in an undisturbed run"));
        Random random = new(seed);
        for (int n = 0; n < Kills; n++)
        {
            int left = n < 2 ? int.MaxValue : random.Next(1, calls / (Kills + 2));
            TaskCompletionSource now = new(TaskCreationOptions.RunContinuationsAsynchronously);
            CountCalls(world, 1, () => { if (Interlocked.Decrement(ref left) == 0) now.SetResult(); });
            using Process process = world.Start("run", "--once");
            Task ended = process.WaitForExitAsync(Cancel);
            await Task.WhenAny(ended, now.Task, n < 2 ? Task.Delay(random.Next(100, 900), Cancel) : now.Task);
            if (n >= 2) await Task.WhenAny(ended, Task.Delay(random.Next(0, 40), Cancel));
            if (process.HasExited) break;
            process.Kill();
            await ended;
            kills++;
        }
        Assert.True(kills == Kills, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: the run was over after {kills} kills"));
        return kills;
    }

    /// <summary>Tells of each call to panel and server; slow is how many times the usual slowness they have.</summary>
    internal static void CountCalls(BillingWorld world, int slow, Action count)
    {
        foreach ((Faults faults, double seconds) in new[] { (world.Panel.Faults, SlowPanel), (world.Whm.Faults, SlowServer) })
        {
            faults.Clear();
            faults.Add(new Fault("*", FaultKind.Slow) { Seconds = slow * seconds });
            faults.Wait = time =>
            {
                count();
                return Task.Delay(time);
            };
        }
    }

    /// <summary>Runs until nothing is left open (a backup takes two), and once more, which does nothing.</summary>
    internal static async Task FinishAsync(BillingWorld world)
    {
        Ran ran;
        int runs = 0;
        do ran = await world.BillingAsync(Cancel, "run", "--once");
        while (ran.Code != 0 && ++runs < MostRuns);
        Assert.True(ran.Code == 0, ran.ToString());
        ran = await world.BillingAsync(Cancel, "run", "--once");
        Assert.True(ran is { Code: 0, Error: "" } && ran.Output.Contains("0 actions done", StringComparison.Ordinal), ran.ToString());
    }

    private static async Task AssertSameAsync(BillingWorld undisturbed, BillingWorld killed, int kills)
    {
        WorldState wanted = await WorldState.OfAsync(undisturbed, Cancel), got = await WorldState.OfAsync(killed, Cancel);
        Assert.Empty(wanted.Doubtful);
        Assert.Equal(wanted.Panel, got.Panel);
        Assert.Equal(wanted.Server, got.Server);
        Assert.Empty(WorldState.PeriodsInvoicedTwice(killed));
        Assert.All(got.Doubtful, doubt => Assert.IsType<BillingAction.Notify>(doubt.Action));
        Assert.True(got.Doubtful.Count <= kills * ClientsAtOnce, string.Join('\n', got.Doubtful.Select(doubt => doubt.Key)));
        string[] done = [.. got.Done, .. got.Doubtful.Select(doubt => doubt.Key)];
        Assert.Equal([], wanted.Done.Except(done));
        Assert.Equal([], done.Except(wanted.Done));
        Assert.Equal(wanted.Done.Count, done.Length);
        Assert.Equal(wanted.Others.Order(StringComparer.Ordinal), got.Others.Order(StringComparer.Ordinal));
        Assert.Equal(Changes(undisturbed), Changes(killed));
        await AssertMailAsync(killed, got);
    }

    /// <summary>What servers were told, each as often as it was.</summary>
    private static IEnumerable<string> Changes(BillingWorld world) =>
        world.Whm.Calls.Where(call => call.Function is "suspendacct" or "unsuspendacct" or "removeacct").Select(call => $"{call.Function} {call.User}").Order(StringComparer.Ordinal);

    /// <summary>Of what is done, exactly one message; of what is in doubt, which is reported, at most one.</summary>
    internal static async Task AssertMailAsync(BillingWorld world, WorldState state)
    {
        string[] arrived = [.. world.Mail.Messages.Select(Key)];
        Assert.All(world.Mail.Messages.GroupBy(message => message.MessageId), group => Assert.Single(group));
        List<string> sent = [], reported = [];
        await using Engine.Ledger.SqlLedger ledger = world.OpenLedger();
        await foreach ((int _, Core.Facts.Past past) in ledger.ReadAllAsync(Cancel))
        {
            sent.AddRange(past.Done<BillingAction.Notify>().Where(done => done.Action.Channel == "email").Select(done => done.Action.Key));
            reported.AddRange(past.Done<BillingAction.Report>().Where(done => done.Action.Kind == ReportKind.InDoubt).Select(done => done.Action.Key));
        }
        string[] doubtful = [.. state.Doubtful.Select(doubt => doubt.Action.Key)];
        Assert.Equal(sent.Order(StringComparer.Ordinal), arrived.Except(doubtful).Order(StringComparer.Ordinal));
        Assert.Equal(doubtful.Length, reported.Count);
        Assert.All(doubtful, key => Assert.Contains(reported, report => report.Contains(key, StringComparison.Ordinal)));
    }

    private static string Key(MimeMessage message) => message.Headers["X-Notice-Id"] ?? "";
}
