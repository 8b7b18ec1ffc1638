using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sandbox;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>Servers that list what is suspended on them are held against the panel whole, whoever suspended it and whoever put it back.</summary>
public sealed class DriftOverWhmTests : IAsyncLifetime
{
    private WhmTown town = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => town = await WhmTown.StartAsync(services: 6, servers: 2, Cancel);

    public ValueTask DisposeAsync() => town.DisposeAsync();

    /// <summary>What the look found: the end of each key, and its words.</summary>
    private async Task<string[]> NightAsync()
    {
        RunReport report = await town.NightAsync(Cancel);
        Assert.Empty(report.Failures);
        return [.. report.Acts.Where(act => act.Act.Action is BillingAction.Report { Kind: ReportKind.Drift }).Select(act => $"{act.Act.Action.Key["report/drift/".Length..]}: {act.Act.Because}")];
    }

    [Fact]
    public async Task where_panel_and_servers_agree_each_server_is_asked_once_and_nothing_is_found()
    {
        town.Owe(1);
        town.Show(2, ServiceStatus.Suspended, "Abuse");
        town.ServerOf(2).Suspend(WhmTown.User(2), "Abuse");
        Assert.Empty(await NightAsync());
        town.TakeCalls();
        Assert.Empty(await NightAsync());
        Assert.Equal(["listsuspended", "listsuspended"], town.TakeCalls());
        Assert.True(town.Account(1).Suspended);
    }

    [Fact]
    public async Task what_is_active_in_the_panel_and_was_suspended_on_its_server_by_somebody_is_told_once_and_again_when_it_comes_back()
    {
        town.ServerOf(3).Suspend(WhmTown.User(3), "sends spam");
        Assert.Equal("service 3/HeldByOther/1: service 3: its server shows a suspension that is not ours (\"sends spam\"): it is left as it is", Assert.Single(await NightAsync()));
        town.TakeCalls();
        Assert.Empty(await NightAsync());
        Assert.Equal(["listsuspended", "listsuspended"], town.TakeCalls());   // known: nobody looks closer
        Assert.True(town.Account(3).Suspended);

        town.ServerOf(3).Unsuspend(WhmTown.User(3));
        Assert.StartsWith("service 3/HeldByOther/1/over", Assert.Single(await NightAsync()), StringComparison.Ordinal);
        Assert.Empty(await NightAsync());
        town.ServerOf(3).Suspend(WhmTown.User(3), "sends spam");
        Assert.StartsWith("service 3/HeldByOther/2: ", Assert.Single(await NightAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_somebody_suspended_in_the_panel_only_is_told_once_and_left_online()
    {
        town.Show(4, ServiceStatus.Suspended, "Abuse");
        Assert.Equal("service 4/OnlineThere/1: service 4: the panel shows it suspended by somebody else (\"Abuse\"), and its server shows it online: it is left as it is", Assert.Single(await NightAsync()));
        Assert.Empty(await NightAsync());
        Assert.False(town.Account(4).Suspended);
        Assert.Equal(ServiceStatus.Suspended, town.Panel.Service(WhmTown.Service(4)).Facts.Status);
    }

    [Fact]
    public async Task our_mark_on_a_server_that_our_ledger_knows_nothing_of_is_told_and_left()
    {
        town.ServerOf(5).Suspend(WhmTown.User(5), "Overdue invoice 7 [billing:suspend/service 5/invoice 7/1]");
        string told = Assert.Single(await NightAsync());
        Assert.StartsWith("service 5/Unaccounted/1: ", told, StringComparison.Ordinal);
        Assert.Contains("our ledger has none of it", told, StringComparison.Ordinal);
        Assert.Empty(await NightAsync());
        Assert.True(town.Account(5).Suspended);
    }

    [Fact]
    public async Task what_we_hold_and_somebody_put_online_on_its_server_is_suspended_anew_by_the_next_run()
    {
        town.Owe(1);
        await NightAsync();
        town.ServerOf(1).Unsuspend(WhmTown.User(1));
        Assert.StartsWith("service 1/CameOnline/", Assert.Single(await NightAsync()), StringComparison.Ordinal);
        Assert.False(town.Account(1).Suspended);   // the look itself takes nothing offline
        Assert.Empty(await NightAsync());
        Assert.True(town.Account(1).Suspended);
        Assert.Equal(2, (await town.Ledger.ReadAsync(1, Cancel)).Episodes(WhmTown.Service(1)).Count);
    }

    [Fact]
    public async Task what_we_hold_and_somebody_removed_from_its_server_is_told_once()
    {
        town.Owe(1);
        await NightAsync();
        town.ServerOf(1).Remove(WhmTown.User(1));
        Assert.Equal("service 1/Missing/1: service 1: it is not on its server", Assert.Single(await NightAsync()));
        Assert.Empty(await NightAsync());
    }

    [Fact]
    public async Task an_account_of_that_name_that_is_somebody_elses_is_told_and_not_judged()
    {
        town.ServerOf(6).Remove(WhmTown.User(6));
        town.ServerOf(6).AddAccount(new WhmAccount(WhmTown.User(6), "elsewhere.example"));
        town.ServerOf(6).Suspend(WhmTown.User(6), "sends spam");
        Assert.Contains("elsewhere.example", Assert.Single(await NightAsync()), StringComparison.Ordinal);
        Assert.Empty(await NightAsync());
    }

    [Fact]
    public async Task an_addon_on_a_suspended_account_is_not_taken_for_one_that_drifted()
    {
        town.Panel.Add(1, new Service { Target = new Target(TargetKind.Addon, 50), Parent = WhmTown.Service(1), Adapter = "cpanel", Cycle = BillingCycle.Annually, Amount = 10, NextDue = DebtorsTown.Today.AddDays(300) });
        town.Owe(1);
        Assert.Empty(await NightAsync());
        Assert.Empty(await NightAsync());
        Assert.True(town.Account(1).Suspended);
    }

    [Fact]
    public async Task a_server_that_cannot_be_asked_is_one_line_and_the_others_are_looked_at()
    {
        town.Servers[0].Faults.Add(new Fault("listsuspended", FaultKind.ServerError));
        town.ServerOf(3).Suspend(WhmTown.User(3), "sends spam");
        RunReport report = await town.NightAsync(Cancel);
        string line = Assert.Single(report.Failures).Why;
        Assert.StartsWith("server srv00 could not be asked what is suspended on it, 3 services are not looked at: ", line, StringComparison.Ordinal);
        Assert.Contains(report.Acts, act => act.Act.Action.Key == "report/drift/service 3/HeldByOther/1");
    }

    [Fact]
    public async Task a_server_that_never_tells_is_asked_for_what_we_took_offline_only()
    {
        foreach (SandboxWhm server in town.Servers)
            foreach (string function in (string[])["listsuspended", "listaccts"])
                server.Faults.Add(new Fault(function, FaultKind.Fail) { Message = "Unknown app (\"list\") requested for this version (1) of the API." });
        town.Owe(1);
        await NightAsync();
        town.ServerOf(3).Suspend(WhmTown.User(3), "sends spam");
        town.ServerOf(1).Unsuspend(WhmTown.User(1));
        Assert.StartsWith("service 1/CameOnline/", Assert.Single(await NightAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task two_thousand_services_on_twenty_servers_cost_twenty_calls()
    {
        await using WhmTown large = await WhmTown.StartAsync(services: 2000, servers: 20, Cancel);
        for (int n = 1; n <= 2000; n += 50) large.Owe(n);
        Assert.Empty((await large.NightAsync(Cancel)).Failures);
        large.TakeCalls();
        RunReport report = await large.NightAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.Equal(Enumerable.Repeat("listsuspended", 20), large.TakeCalls());

        large.ServerOf(7).Suspend(WhmTown.User(7), "sends spam");
        large.ServerOf(1).Unsuspend(WhmTown.User(1));
        report = await large.NightAsync(Cancel);
        Assert.Equal(22, large.TakeCalls().Length);   // two of them closer looks
        Assert.Equal(2, report.Acts.Count(act => act.Act.Action is BillingAction.Report { Kind: ReportKind.Drift } && act.Outcome is Outcome.Done));
    }
}
