using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>A freeze reaches all subprojects of a real Redmine; a thaw puts each back as it was.</summary>
[Collection(OneRedmine.Name)]
public sealed class RedmineClosingPartsTests : RedminePartsTests
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync();
}

/// <inheritdoc cref="RedmineClosingPartsTests"/>
[Collection(OneRedmine.Name)]
public sealed class RedmineArchivingPartsTests : RedminePartsTests
{
    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync(archive: true);
}

public abstract class RedminePartsTests : OnFreeze<AdapterEnvironment>
{
    private const int Active = 1, Closed = 5, Archived = 9;

    private RedmineWorld Redmine => (RedmineWorld)World;

    [Fact]
    public async Task a_subproject_closed_before_stays_closed_after_the_thaw()
    {
        (string[] all, int[] before, string snapshot) = await FrozenTreeAsync();
        Assert.DoesNotContain(Active, await StatusesAsync(all));
        Changed(await LiftAsync(snapshot, Restarted()));
        Assert.Equal(before, await StatusesAsync(all));
    }

    [Fact]
    public async Task frozen_by_an_attempt_whose_end_nobody_knows_every_part_comes_back_as_it_was_before_that_attempt()
    {
        (string[] all, int[] before, string snapshot) = await FrozenTreeAsync();
        IServiceAdapter asked = Restarted();
        Assert.IsType<AdapterOutcome.AlreadySo>(await AskedAgainAsync(snapshot, asked));
        Changed(await ((ICanSuspend)asked).UnsuspendAsync(World.Service, null, Cancel));
        Assert.Equal(before, await StatusesAsync(all));
    }

    [Fact]
    public async Task without_a_restart_it_is_the_same_by_the_old_verb()
    {
        (string[] all, int[] before, _) = await FrozenTreeAsync();
        Changed(await ((ICanSuspend)World.Adapter).UnsuspendAsync(World.Service, null, Cancel));
        Assert.Equal(before, await StatusesAsync(all));
    }

    [Fact]
    public async Task a_thaw_that_broke_off_is_finished_when_asked_again()
    {
        (string[] all, int[] before, string snapshot) = await FrozenTreeAsync();
        Front.Next("/close.json", 503);
        Failed(FailureKind.BadResponse, await LiftAsync(snapshot, Restarted()));
        Assert.NotEqual(before, await StatusesAsync(all));
        Changed(await LiftAsync(snapshot, Restarted()));
        Assert.Equal(before, await StatusesAsync(all));
        Assert.IsType<AdapterOutcome.AlreadySo>(await LiftAsync(snapshot, Restarted()));
    }

    [Fact]
    public async Task a_subproject_deleted_meanwhile_is_no_obstacle()
    {
        (string[] all, _, string snapshot) = await FrozenTreeAsync();
        await Redmine.AskAsync(HttpMethod.Delete, $"/projects/{all[1]}.json", Redmine.Key);
        Changed(await LiftAsync(snapshot, Restarted()));
        Assert.Equal(Closed, await Redmine.StatusAsync(all[3]));
    }

    // mine ── design (active) ── drafts (closed)
    //      ├─ shop (closed) ──── data (active below a closed one)
    //      └─ old (archived)
    private async Task<(string[] All, int[] Before, string Snapshot)> FrozenTreeAsync()
    {
        string design = await Redmine.SubprojectAsync("design"), drafts = await Redmine.SubprojectAsync("drafts", design);
        string shop = await Redmine.SubprojectAsync("shop"), data = await Redmine.SubprojectAsync("data", shop), old = await Redmine.SubprojectAsync("old");
        await Redmine.PutAsync(drafts, "close");
        await Redmine.PutAsync(shop, "close");
        await Redmine.PutAsync(data, "reopen");
        await Redmine.PutAsync(old, "archive");
        string[] all = [Redmine.Mine, design, drafts, shop, data, old];
        int[] before = await StatusesAsync(all);
        Assert.Equal([Active, Active, Closed, Closed, Active, Archived], before);
        string snapshot = await SnapshotAsync();
        Changed(await SuspendAsync());
        return (all, before, snapshot);
    }

    private async Task<int[]> StatusesAsync(IEnumerable<string> projects)
    {
        List<int> statuses = [];
        foreach (string project in projects) statuses.Add(await Redmine.StatusAsync(project));
        return [.. statuses];
    }
}
