using System.Net;
using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>What a real Redmine does around a freeze, and how it is told.</summary>
[Collection(OneRedmine.Name)]
public sealed class RedmineTests : OnFreeze<AdapterEnvironment>
{
    private RedmineWorld Redmine => (RedmineWorld)World;

    protected override Task<AdapterEnvironment> CreateAsync() => RedmineWorld.CreateAsync();

    [Fact]
    public async Task a_manager_who_reopens_it_is_seen_and_it_is_frozen_again()
    {
        string manager = await Redmine.ManagerAsync();
        await SuspendAsync();
        await Redmine.PutAsync(Redmine.Mine, "reopen", manager);
        Assert.Equal(Presence.Online, (await ObserveAsync()).Presence);
        Changed(await SuspendAsync());
        Assert.Equal(5, await Redmine.StatusAsync(Redmine.Mine));
    }

    [Fact]
    public async Task closed_its_members_read_it_and_write_nothing()
    {
        string manager = await Redmine.ManagerAsync(), project = $"/projects/{Redmine.Mine}.json";
        await SuspendAsync();
        Assert.Equal(HttpStatusCode.OK, await Redmine.AskAsync(HttpMethod.Get, project, manager));
        Assert.Equal(HttpStatusCode.Forbidden, await Redmine.AskAsync(HttpMethod.Put, project, manager));
    }

    [Fact]
    public async Task archived_it_is_hidden_and_no_manager_brings_it_back()
    {
        string manager = await Redmine.ManagerAsync();
        IServiceAdapter archiving = Archiving();
        Changed(await SuspendAsync(archiving));
        Assert.Equal(HttpStatusCode.Forbidden, await Redmine.AskAsync(HttpMethod.Get, $"/projects/{Redmine.Mine}.json", manager));
        Assert.Equal(HttpStatusCode.Forbidden, await Redmine.AskAsync(HttpMethod.Put, $"/projects/{Redmine.Mine}/unarchive.json", manager));
        Assert.Equal((Presence.Suspended, Holder.Billing), await StateAsync(archiving));
    }

    [Fact]
    public async Task the_customers_own_words_are_never_touched()
    {
        string before = (await Redmine.GetAsync(Redmine.Mine)).ToString();
        string snapshot = await SnapshotAsync();
        await SuspendAsync();
        Changed(await LiftAsync(snapshot));
        Assert.Equal(before, (await Redmine.GetAsync(Redmine.Mine)).ToString());
    }

    [Fact]
    public async Task after_a_restart_the_engines_snapshot_says_that_it_is_ours()
    {
        string snapshot = await SnapshotAsync();
        await SuspendAsync();
        Assert.Equal((Presence.Suspended, Holder.Other), await StateAsync(Restarted()));
        Refused(FailureKind.HeldByOther, await SuspendAsync(Restarted()));
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(null));
        IServiceAdapter asked = Restarted();
        Assert.IsType<AdapterOutcome.AlreadySo>(await AskedAgainAsync(snapshot, asked));
        Assert.Equal((Presence.Suspended, Holder.Billing), await StateAsync(asked));
        Refused(FailureKind.HeldByOther, await LiftAsync(null, Restarted()));
        Changed(await LiftAsync(snapshot, Restarted()));
        Assert.Equal(1, await Redmine.StatusAsync(Redmine.Mine));
    }

    [Fact]
    public async Task what_was_closed_before_we_came_stays_closed()
    {
        await Redmine.PutAsync(Redmine.Mine, "close");
        string snapshot = await SnapshotAsync();
        Refused(FailureKind.HeldByOther, await SuspendAsync());
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(snapshot));
        Assert.Contains("closed already", Refused(FailureKind.HeldByOther, await LiftAsync(snapshot)), StringComparison.Ordinal);
        Assert.Equal(5, await Redmine.StatusAsync(Redmine.Mine));
    }

    [Fact]
    public async Task what_we_closed_and_somebody_archived_stays_archived()
    {
        string snapshot = await SnapshotAsync();
        await SuspendAsync();
        await Redmine.PutAsync(Redmine.Mine, "archive");
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(snapshot));
        Refused(FailureKind.HeldByOther, await LiftAsync(snapshot, Restarted()));
        Refused(FailureKind.HeldByOther, await LiftAsync(snapshot));
        Assert.Equal(9, await Redmine.StatusAsync(Redmine.Mine));
    }

    [Fact]
    public async Task the_snapshot_of_another_project_proves_nothing()
    {
        string snapshot = (await SnapshotAsync()).Replace(Redmine.Mine, "another", StringComparison.Ordinal);
        await SuspendAsync();
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(snapshot));
        Refused(FailureKind.HeldByOther, await LiftAsync(snapshot, Restarted()));
    }

    [Fact]
    public async Task without_a_snapshot_nothing_is_frozen()
    {
        Front.Next("&offset=0", 502, "<html>");
        var trouble = await Assert.ThrowsAsync<IOException>(() => SnapshotAsync());
        Assert.StartsWith("project 40: nothing is frozen", trouble.Message, StringComparison.Ordinal);
        Assert.Empty(Front.Changes);
    }

    [Fact]
    public async Task forbidden_to_a_key_that_is_no_administrators_does_not_mean_archived()
    {
        string manager = await Redmine.ManagerAsync();
        await Redmine.PutAsync(Redmine.Mine, "archive");
        Refused(FailureKind.PermissionMissing, (await ObserveAsync(Redmine.Configured(manager))).Failure);
        Assert.Contains("not an administrator's", Assert.Single(await FindingsAsync(Redmine.Configured(manager, RedmineWorld.Archive))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task roles_that_may_reopen_are_named_unless_accepted_or_archiving()
    {
        Assert.Contains("the role Manager may reopen", Assert.Single(await FindingsAsync(Redmine.Configured(instead: ""))), StringComparison.Ordinal);
        Assert.Empty(await FindingsAsync(World.Adapter));
        Assert.Empty(await FindingsAsync(Archiving()));
    }

    [Fact]
    public async Task a_slow_answer_to_a_freeze_is_looked_at_and_not_asked_again()
    {
        Front.NeverAnswer = "/close.json";
        Changed(await SuspendAsync(Restarted("""{ "change": 0.5 }""")));
        Assert.Single(Front.Changes);
    }

    [Fact]
    public async Task a_slow_answer_to_a_look_is_no_state()
    {
        Front.NeverAnswer = $"/{Redmine.Mine}.json";
        Failed(FailureKind.Unreachable, (await ObserveAsync(Restarted("""{ "read": 0.5 }"""))).Failure);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task what_the_server_breaks_on_may_be_repeated(int status)
    {
        Front.Next("/close.json", status, "<html>");
        Failed(FailureKind.BadResponse, await SuspendAsync());
        Changed(await SuspendAsync());
    }

    [Theory]
    [InlineData(403, FailureKind.PermissionMissing)]
    [InlineData(422, FailureKind.InvalidInput)]
    public async Task what_the_server_declines_is_for_a_person(int status, FailureKind kind)
    {
        Front.Next("/close.json", status);
        Refused(kind, await SuspendAsync());
        Assert.Equal(1, await Redmine.StatusAsync(Redmine.Mine));
    }

    [Fact]
    public async Task who_closed_it_between_our_look_and_our_call_keeps_his_hold()
    {
        Front.Next("/close.json", 403, before: () => Redmine.PutAsync(Redmine.Mine, "archive"));
        Assert.IsType<AdapterOutcome.Conflict>(await SuspendAsync());
    }

    [Fact]
    public async Task the_key_is_only_in_its_header()
    {
        await SuspendAsync();
        Assert.All(Front.Seen, asked => Assert.DoesNotContain(Redmine.Key, asked.Target + asked.Body, StringComparison.Ordinal));
        Assert.All(Front.Seen, asked => Assert.Equal(Redmine.Key, asked.Headers["X-Redmine-API-Key"]));
    }

    private IServiceAdapter Archiving() => Redmine.Configured(instead: RedmineWorld.Archive);

    private async Task<(Presence, Holder)> StateAsync(IServiceAdapter adapter)
    {
        ObservedState state = await ObserveAsync(adapter);
        return (state.Presence, state.Holder);
    }

    private static Task<IReadOnlyList<string>> FindingsAsync(IServiceAdapter adapter) => ((ICanTestConnection)adapter).TestConnectionAsync(Cancel);
}
