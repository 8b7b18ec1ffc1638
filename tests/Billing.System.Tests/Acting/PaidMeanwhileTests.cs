using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sandbox;
using Billing.Sdk;
using Billing.System.Tests.Plugins.Cpanel;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>A payment comes while its service is being suspended, or just before: it ends online.</summary>
public sealed class PaidMeanwhileTests
{
    private readonly TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously), go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_payment_while_a_slow_server_suspends_ends_with_the_service_online()
    {
        await using CpanelOnWhm whm = (CpanelOnWhm)await CpanelOnWhm.CreateAsync();
        DebtorsTown town = new(whm.Adapter, 1);
        town.Panel.Describe = handle => handle with { Domain = "bob.example", Username = "bob", Server = new ServerHandle(1, "srv01", "127.0.0.1") };
        whm.Server.Faults.Wait = _ => WaitAsync();
        whm.Server.Faults.Add(new Fault("suspendacct", FaultKind.Slow) { Count = 1 });
        Task<RunReport> run = town.Road().RunAsync(Cancel);
        await Task.WhenAny(called.Task, run);
        town.Pay(1);
        Task<RunReport> look = town.Road().LookAsync([1], Cancel);
        Assert.False(look.IsCompleted, "the look waits for the run to leave this client");
        go.SetResult();
        await run;
        await look;
        Assert.False(whm.Server.Account("bob")!.Suspended);
        Assert.Equal(ServiceStatus.Active, town.StatusOf(1));
        Assert.Equal(["suspendacct", "unsuspendacct"], whm.Server.Calls.Where(call => call.Function.EndsWith("suspendacct", StringComparison.Ordinal)).Select(call => call.Function));
    }

    [Fact]
    public async Task a_payment_while_the_suspension_waits_for_its_server_stops_it()
    {
        FarmOfServers farm = new();
        DebtorsTown town = new(farm, 3);
        HashSet<string> decided = [];   // what is asked about was decided on
        Func<ServiceHandle, ServiceHandle> describe = town.Panel.Describe;
        town.Panel.Describe = handle =>
        {
            lock (decided) decided.Add(handle.Target);
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
        await Task.WhenAny(called.Task, run);
        foreach (int client in new[] { 1, 2, 3 }) town.Pay(client);
        go.SetResult();
        RunReport report = await run;
        Assert.Equal(2, farm.Changes.Count(change => change.EndsWith("suspended", StringComparison.Ordinal)));   // those under way
        Assert.Contains(report.Acts, act => act is { Act.Action: BillingAction.Suspend, Outcome: Outcome.Dropped });
        Assert.All([1, 2, 3], n => Assert.Equal((Presence.Online, ServiceStatus.Active), (farm[$"service {n}"].Presence, town.StatusOf(n))));

        void CallWhenAllAreThere()
        {
            lock (decided)
                if (decided.Count == 3 && farm.CallsOf("srv00") == 2) called.TrySetResult();
        }
    }

    [Fact]
    public async Task a_suspension_that_died_before_it_reached_the_server_leaves_nothing_to_tell_once_it_is_paid()
    {
        FarmOfServers farm = new();
        DebtorsTown town = new(farm, 1);
        BillingAction.Suspend suspend = new(DebtorsTown.Service(1), new Cause(CauseKind.Invoice, 1, DebtorsTown.Today.AddDays(-2)), 1);
        await town.Ledger.BeginAsync(new Intent(await town.Ledger.BeginRunAsync("daily", DebtorsTown.Today, Cancel), 1, suspend, "unpaid", DebtorsTown.Today), Cancel);
        town.Pay(1);
        await town.Road().LookAsync([1], Cancel);
        Past past = await town.Ledger.ReadAsync(1, Cancel);
        Assert.Empty(farm.Changes);
        Assert.All(past.Deeds.Where(deed => deed.Action is BillingAction.Suspend or BillingAction.Unsuspend), deed => Assert.Equal(DeedState.GivenUp, deed.State));
        Assert.DoesNotContain(past.Deeds, deed => deed.Action is BillingAction.Notify or BillingAction.ChangeCycle);
    }

    [Fact]
    public async Task two_passes_at_once_do_not_meet_on_a_client()
    {
        FarmOfServers farm = new();
        DebtorsTown town = new(farm, 40, servers: 4);
        RunReport[] both = await Task.WhenAll(Task.Run(() => town.Road().RunAsync(Cancel)), Task.Run(() => town.Road().RunAsync(Cancel)));
        Assert.All(both, report => Assert.Empty(report.Failures));
        Assert.Empty(farm.Overlaps);
        Assert.Equal(40, farm.Changes.Count);
        Assert.Equal(40, both.SelectMany(report => report.Done).Count(act => act.Action is BillingAction.Suspend));
    }

    private Task WaitAsync()
    {
        called.TrySetResult();
        return go.Task;
    }
}
