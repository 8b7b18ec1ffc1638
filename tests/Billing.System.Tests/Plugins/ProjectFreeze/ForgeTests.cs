using Billing.Sdk;
using Billing.Sdk.Testing;
using Xunit;

namespace Billing.System.Tests.Plugins.ProjectFreeze;

/// <summary>GitLab says no in its own ways.</summary>
public sealed class GitLabTests : ForgeTests
{
    protected override string Look => "/api/v4/projects/acme%2Fshop";

    protected override string Freeze => "POST /api/v4/projects/acme%2Fshop/archive";

    protected override Task<AdapterEnvironment> CreateAsync() => GitLabWorld.CreateAsync();

    [Fact]
    public async Task a_key_without_the_scope_api_is_found_before_it_is_needed()
    {
        ((GitLabWorld)World).Scopes = "\"read_api\"";
        Assert.Contains("scope api", Assert.Single(await ((ICanTestConnection)World.Adapter).TestConnectionAsync(Cancel)), StringComparison.Ordinal);
    }
}

/// <summary>Gitea and Forgejo say no in theirs.</summary>
public sealed class GiteaTests : ForgeTests
{
    protected override string Look => "/api/v1/repos/acme/shop";

    protected override string Freeze => "PATCH /api/v1/repos/acme/shop";

    protected override Task<AdapterEnvironment> CreateAsync() => GiteaWorld.CreateAsync();
}

public abstract class ForgeTests : OnFreeze<AdapterEnvironment>
{
    private ForgeWorld Forge => (ForgeWorld)World;

    protected abstract string Look { get; }

    protected abstract string Freeze { get; }

    [Fact]
    public async Task exactly_this_project_is_archived_by_one_call()
    {
        Changed(await SuspendAsync());
        Asked asked = Assert.Single(Front.Changes);
        Assert.Equal(Freeze, $"{asked.Method} {asked.Target}");
        Assert.Equal(["acme/shop"], Forge.Archived.Where(project => project.Value).Select(project => project.Key));
    }

    [Fact]
    public async Task after_a_restart_only_the_engines_snapshot_lifts_it()
    {
        string snapshot = await SnapshotAsync();
        await SuspendAsync();
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(null));
        Assert.IsType<AdapterOutcome.AlreadySo>(await AskedAgainAsync(snapshot));
        Refused(FailureKind.HeldByOther, await LiftAsync(null, Restarted()));
        Changed(await LiftAsync(snapshot, Restarted()));
        Assert.False(Forge.Archived["acme/shop"]);
    }

    [Fact]
    public async Task what_was_archived_before_we_came_stays_archived()
    {
        await World.HoldByHandAsync("finished");
        string snapshot = await SnapshotAsync();
        Refused(FailureKind.HeldByOther, await SuspendAsync());
        Refused(FailureKind.HeldByOther, await AskedAgainAsync(snapshot));
        Refused(FailureKind.HeldByOther, await LiftAsync(snapshot));
        Assert.Empty(Front.Changes);
    }

    [Fact]
    public async Task an_owner_who_brings_it_back_is_seen_and_it_is_frozen_again()
    {
        await SuspendAsync();
        await World.PutBackByHandAsync();
        Assert.Equal(Presence.Online, (await ObserveAsync()).Presence);
        Changed(await SuspendAsync());
    }

    [Fact]
    public async Task a_key_that_may_only_read_freezes_nothing()
    {
        Forge.MayOnlyRead = true;
        Assert.Contains("may not freeze project acme/shop", Refused(FailureKind.PermissionMissing, await SuspendAsync()), StringComparison.Ordinal);
        Assert.Equal(Presence.Online, (await ObserveAsync()).Presence);
    }

    [Fact]
    public async Task a_project_that_was_renamed_is_not_followed()
    {
        Front.Next("GET " + Look, 301, location: "/elsewhere");
        Assert.Contains("renamed", Failed(FailureKind.BadResponse, (await ObserveAsync()).Failure), StringComparison.Ordinal);
        Assert.DoesNotContain(Front.Seen, asked => asked.Target == "/elsewhere");
    }

    [Theory]
    [InlineData(200, "<html>Sign in</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"path_with_namespace":"others/site","full_name":"others/site","archived":false}""")]
    [InlineData(502, "<html>Bad gateway</html>")]
    public async Task what_cannot_be_understood_is_no_state(int status, string body)
    {
        Front.Next("GET " + Look, status, body);
        Failed(FailureKind.BadResponse, (await ObserveAsync()).Failure);
    }

    [Theory]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(423, FailureKind.Busy)]
    [InlineData(500, FailureKind.BadResponse)]
    public async Task what_passes_may_be_repeated(int status, FailureKind kind)
    {
        Front.Next(Freeze, status);
        Failed(kind, await SuspendAsync());
        Changed(await SuspendAsync());
    }

    [Fact]
    public async Task a_slow_answer_is_looked_at_and_not_asked_again()
    {
        IServiceAdapter impatient = Restarted("""{ "change": 0.5 }""");
        Front.NeverAnswer = Freeze;
        Changed(await SuspendAsync(impatient));
        Assert.Single(Front.Changes);
    }

    [Fact]
    public async Task where_nobody_listens_nothing_was_sent()
    {
        await Front.DisposeAsync();
        Failed(FailureKind.Unreachable, await SuspendAsync());
    }
}
