using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Sdk;
using Billing.System.Tests.Acting;
using CsCheck;
using Xunit;

namespace Billing.System.Tests.Braking;

/// <summary>What a brake holds, and what goes on: a town of debtors who would all be suspended today.</summary>
public sealed class HoldingTests
{
    private static readonly BrakeKind[] OfThemselvesTheyStay = [BrakeKind.Restored, BrakeKind.Half, BrakeKind.SecondInstallation, BrakeKind.Source];

    private readonly FarmOfServers farm = new();
    private readonly FakeSource source = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task with_a_brake_in_force_nobody_goes_offline_and_everything_else_goes_on()
    {
        DebtorsTown town = Town(5, clocks: true);
        source.Apart = TimeSpan.FromMinutes(2);
        town.Panel.Add(1, new Service { Target = DebtorsTown.Service(100), Product = 1, Adapter = "farm", Cycle = BillingCycle.Monthly, Amount = 100, NextDue = DebtorsTown.Today.AddDays(10) });
        RunReport held = await town.Road().RunAsync(Cancel);
        Assert.Empty(farm.Changes);
        Assert.Equal(5, held.Held.Count);
        Assert.All(held.Held, act => Assert.StartsWith("held by brake clock: ", act.Because, StringComparison.Ordinal));
        Assert.Contains(held.Done, act => act.Action is BillingAction.Invoice);
        Assert.Contains(held.Done, act => act.Action is BillingAction.Notify);
        Assert.DoesNotContain(held.Done, act => act.Action is BillingAction.Hold);
        Assert.Equal([BrakeKind.Clock], held.Brakes.Select(brake => brake.Kind));

        source.Apart = TimeSpan.Zero;
        Assert.Equal(5, (await town.Road().RunAsync(Cancel)).Done.Count(act => act.Action is BillingAction.Suspend));
        Assert.Equal(5, farm.Changes.Count);
    }

    [Fact]
    public async Task who_pays_comes_back_while_a_brake_is_in_force()
    {
        DebtorsTown town = Town(2);
        await town.Road().RunAsync(Cancel);
        await town.Ledger.Brakes.RaiseAsync(BrakeKind.Restored, "for the test", Cancel);
        town.Pay(1);
        await town.Road().LookAsync([1], Cancel);
        Assert.Equal((ServiceStatus.Active, ServiceStatus.Suspended), (town.StatusOf(1), town.StatusOf(2)));
    }

    [Fact]
    public async Task a_brake_that_comes_while_a_run_acts_holds_what_has_not_begun()
    {
        DebtorsTown town = Town(40);
        farm.Changed = _ =>
        {
            if (farm.Changes.Count >= 3) town.Ledger.Brakes.RaiseAsync(BrakeKind.Half, "for the test", Cancel).GetAwaiter().GetResult();
        };
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.InRange(farm.Changes.Count, 3, 8);   // at most those under way on the one server and those just let in
        Assert.Equal(40 - farm.Changes.Count, report.Held.Count);
        Assert.Empty(report.Open);
        farm.Changed = _ => { };
        await town.Ledger.Brakes.LiftAsync(BrakeKind.Half, "ana", "known", Cancel);
        await town.Road().RunAsync(Cancel);
        Assert.Equal(40, farm.Changes.Count);
    }

    [Fact]
    public async Task what_waits_for_its_server_when_a_brake_comes_does_not_begin_there()
    {
        DebtorsTown town = Town(3);
        TaskCompletionSource under = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HashSet<string> begun = [];   // what is asked about was begun
        Func<ServiceHandle, ServiceHandle> describe = town.Panel.Describe;
        town.Panel.Describe = handle =>
        {
            lock (begun) begun.Add(handle.Target);
            CallWhenAllAreThere();
            return describe(handle);
        };
        farm.Moods["srv00"] = async (_, _) =>
        {
            CallWhenAllAreThere();
            await go.Task;
            return null;
        };
        Task<RunReport> run = town.Road().RunAsync(Cancel);
        await Task.WhenAny(under.Task, run);
        await town.Ledger.Brakes.RaiseAsync(BrakeKind.SecondInstallation, "for the test", Cancel);
        go.SetResult();
        Assert.Single((await run).Held);
        Assert.Equal(2, farm.Changes.Count);
        farm.Moods.Clear();
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(2, farm.Changes.Count);
        await town.Ledger.Brakes.LiftAsync(BrakeKind.SecondInstallation, "ana", "known", Cancel);
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(3, farm.Changes.Count);

        void CallWhenAllAreThere()
        {
            lock (begun)
                if (begun.Count == 3 && farm.CallsOf("srv00") == 2) under.TrySetResult();
        }
    }

    [Fact]
    public async Task facts_that_grew_old_in_the_queue_are_read_again_before_anybody_goes_offline()
    {
        DebtorsTown town = Town(3);
        TaskCompletionSource under = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        farm.Moods["srv00"] = async (_, _) =>
        {
            if (Enumerable.Range(1, 3).Count(n => farm.Under($"service {n}")) == 2) under.TrySetResult();
            await go.Task;
            return null;
        };
        Task<RunReport> run = town.Road().RunAsync(Cancel);
        await Task.WhenAny(under.Task, run);
        int waiting = Enumerable.Range(1, 3).Single(n => !farm.Under($"service {n}"));
        Service service = town.Panel.Service(DebtorsTown.Service(waiting)).Facts;
        town.Panel.Service(DebtorsTown.Service(waiting)).Facts = service with { Status = ServiceStatus.Suspended, SuspendReason = "Abuse" };   // what was decided on is so no more
        town.Clock.MoveTo(town.Clock.GetUtcNow().AddMinutes(11));
        go.SetResult();
        await run;
        Assert.Equal(2, farm.Changes.Count);
        Assert.Equal("Abuse", town.Panel.Service(DebtorsTown.Service(waiting)).Facts.SuspendReason);
    }

    [Fact]
    public async Task facts_that_grew_old_and_are_still_so_only_cost_another_reading()
    {
        DebtorsTown town = Town(3);
        farm.Moods["srv00"] = (_, call) =>
        {
            if (call == 1) town.Clock.MoveTo(town.Clock.GetUtcNow().AddMinutes(11));
            return Task.FromResult<AdapterOutcome?>(null);
        };
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.Equal(3, farm.Changes.Count);
        Assert.Empty(report.Open);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task no_backup_is_made_for_a_termination_that_a_brake_holds()
    {
        DebtorsTown town = Town(1);
        Service service = town.Panel.Service(DebtorsTown.Service(1)).Facts;
        town.Panel.Service(DebtorsTown.Service(1)).Facts = service with { Cancellation = new Cancellation(DebtorsTown.Today, true) };
        await town.Ledger.Brakes.RaiseAsync(BrakeKind.Restored, "for the test", Cancel);
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.Contains(report.Held, act => act.Action is BillingAction.Backup);
        Assert.DoesNotContain(report.Acts, act => Plan.TakesOffline(act.Act.Action));
    }

    [Fact]
    public async Task a_run_of_a_later_day_holds_only_the_negative_and_invoices_go_on()
    {
        DebtorsTown town = Town(2);
        await town.Ledger.BeginRunAsync("daily", DebtorsTown.Today.AddYears(1), Cancel);
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.Equal(2, report.Held.Count);
        Assert.NotEmpty(report.Done);
        await town.Brakes!.ReleaseAsync(DebtorsTown.Today, BrakeKind.Clock, "ana", "the battery was empty", Cancel);
        await town.Road().RunAsync(Cancel);
        Assert.Equal(2, farm.Changes.Count);
    }

    [Fact]
    public async Task the_policys_limit_released_lets_as_many_go_as_were_held_and_no_more()
    {
        DebtorsTown town = Town(30);
        town.Limit = new BrakeRules(25, 5);
        Assert.Equal(30, (await town.Road().RunAsync(Cancel)).Held.Count);
        Assert.Equal([BrakeKind.Policy], (await town.Ledger.Brakes.InForceAsync(Cancel)).Select(brake => brake.Kind));
        Assert.False(await HeldToday.FreeAsync(town.Ledger.Brakes, DebtorsTown.Today, Cancel));
        Assert.Null(await town.Brakes!.ReleaseAsync(DebtorsTown.Today, BrakeKind.Policy, "ana", "a bad month", Cancel));
        Assert.True(await HeldToday.FreeAsync(town.Ledger.Brakes, DebtorsTown.Today, Cancel));
        Assert.Empty((await town.Road().RunAsync(Cancel)).Held);
        Assert.Equal(30, farm.Changes.Count);
        Assert.False(await HeldToday.FreeAsync(town.Ledger.Brakes, DebtorsTown.Today, Cancel));

        for (int n = 101; n <= 130; n++) town.Owe(1, n);   // the release is used up
        Assert.Equal(30, (await town.Road().RunAsync(Cancel)).Held.Count);
        Assert.Equal(30, farm.Changes.Count);
    }

    [Fact]
    public async Task more_than_were_held_when_it_was_released_are_held_again()
    {
        DebtorsTown town = Town(30);
        town.Limit = new BrakeRules(25, 5);
        await town.Road().RunAsync(Cancel);
        await town.Brakes!.ReleaseAsync(DebtorsTown.Today, BrakeKind.Policy, "ana", "a bad month", Cancel);
        town.Owe(1, 200);
        Assert.Equal(31, (await town.Road().RunAsync(Cancel)).Held.Count);
        Assert.Empty(farm.Changes);
        await town.Brakes!.ReleaseAsync(DebtorsTown.Today, BrakeKind.Policy, "ana", "31 then", Cancel);
        await town.Road().RunAsync(Cancel);
        Assert.Equal(31, farm.Changes.Count);
    }

    [Fact]
    public async Task a_release_for_today_is_none_for_tomorrow()
    {
        DebtorsTown town = Town(30);
        town.Limit = new BrakeRules(25, 5);
        await town.Road().RunAsync(Cancel);
        await town.Brakes!.ReleaseAsync(DebtorsTown.Today, BrakeKind.Policy, "ana", "a bad month", Cancel);
        town.ComeTo(DebtorsTown.Today.AddDays(1));
        Assert.Equal(30, (await town.Road().RunAsync(Cancel)).Held.Count);
        Assert.Empty(farm.Changes);
    }

    [Fact]
    public async Task a_look_tries_again_within_the_limit_in_per_cent_when_none_is_always_allowed()
    {
        DebtorsTown town = Town(2);
        town.Limit = new BrakeRules(0, 100);
        farm.Moods["srv00"] = (_, call) => Task.FromResult<AdapterOutcome?>(call <= 2 ? new AdapterOutcome.Failed(FailureKind.Unreachable, "it does not answer") : null);
        await town.Road().RunAsync(Cancel);
        Assert.Empty(farm.Changes);
        town.Clock.MoveTo(town.Clock.GetUtcNow().AddMinutes(6));
        await town.Road().LookAsync(null, Cancel);
        Assert.Equal(2, farm.Changes.Count);
    }

    [Fact]
    public async Task two_installations_on_one_panel_both_stop_and_a_release_on_one_lets_that_one_go_on()
    {
        List<InstallationMark> marks = [];
        source.Reading = () => source.Says = source.Says with { Marks = [.. marks] };
        DebtorsTown ours = Town(1), theirs = Town(1);
        await MarkAsync(ours, 0);
        foreach (DebtorsTown town in new[] { ours, theirs }) await town.Brakes!.CheckAsync(DebtorsTown.Today, true, Cancel);
        await MarkAsync(theirs, 1);
        await MarkAsync(ours, 2);
        foreach (DebtorsTown town in new[] { ours, theirs }) Assert.Single((await town.Road().RunAsync(Cancel)).Held);
        Assert.Empty(farm.Changes);
        Assert.Null(await ours.Brakes!.ReleaseAsync(DebtorsTown.Today, BrakeKind.SecondInstallation, "ana", "the other one is stopped", Cancel));
        Assert.Empty((await ours.Road().RunAsync(Cancel)).Held);
        Assert.Single(farm.Changes);
        Assert.Single((await theirs.Road().RunAsync(Cancel)).Held);

        async Task MarkAsync(DebtorsTown town, int hours)
        {
            Guid who = await town.Ledger.IdentityAsync(Cancel);
            marks.RemoveAll(mark => mark.Installation == who);
            marks.Add(new InstallationMark(who, town.Clock.GetUtcNow().AddHours(hours)));
        }
    }

    [Fact]
    public void with_any_brake_in_force_no_suspension_is_ever_begun() => Gen.Select(Gen.Int[1, 6], Gen.Int[0, 3].Array[0, 3], Gen.Int[0, 5].Array[1, 6]).Sample((debtors, raised, steps) =>
    {
        FarmOfServers servers = new();
        DebtorsTown town = new(servers, debtors);
        bool held = true;
        foreach (BrakeKind kind in raised.Select(n => OfThemselvesTheyStay[n])) town.Ledger.Brakes.RaiseAsync(kind, "for the test", Cancel).GetAwaiter().GetResult();
        foreach (int step in steps) held &= LiveAsync(town, servers, step).GetAwaiter().GetResult();
        return held;
    }, iter: 100);

    private static async Task<bool> LiveAsync(DebtorsTown town, FarmOfServers servers, int step)
    {
        bool braked = (await town.Ledger.Brakes.InForceAsync(Cancel)).Count > 0;
        int before = servers.Changes.Count(change => change.EndsWith("suspended", StringComparison.Ordinal));
        switch (step)
        {
            case 0: await town.Road().RunAsync(Cancel); break;
            case 1: await town.Road().LookAsync(null, Cancel); break;
            case 2: await town.Road().LookAsync([1], Cancel); break;
            case 3: town.Pay(1); break;
            case 4: town.ComeTo(DebtorsTown.Today.AddDays(7)); break;
            default: if (braked) await town.Ledger.Brakes.LiftAsync((await town.Ledger.Brakes.InForceAsync(Cancel))[0].Kind, "ana", "known", Cancel); break;
        }
        bool still = (await town.Ledger.Brakes.InForceAsync(Cancel)).Count > 0;
        return !(braked && still) || servers.Changes.Count(change => change.EndsWith("suspended", StringComparison.Ordinal)) == before;
    }

    /// <summary>Its clock is moved by the tests, which is a jump: clocks are compared only where that is asked for.</summary>
    private DebtorsTown Town(int debtors, bool clocks = false)
    {
        DebtorsTown town = new(farm, debtors);
        town.Brakes = source.Brakes(town.Ledger, town.Clock, clocks ? BrakeOptions.Default : BrakeOptions.Default with { Clock = null });
        return town;
    }
}
