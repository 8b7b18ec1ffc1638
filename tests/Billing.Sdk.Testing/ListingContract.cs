using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises whose server lists what is suspended on it: <see cref="ICanListSuspended"/>. The list says of each what a look at it says.</summary>
public abstract class ListingContract : AdapterSuite
{
    private ICanListSuspended Adapter => Able<ICanListSuspended>(World.Adapter);

    private ServerHandle Server => World.Service.Server ?? throw new InvalidOperationException("the service of this environment must name its server");

    [Fact]
    public async Task what_is_online_is_not_listed() => Assert.Null(Find(await ListAsync()));

    [Fact]
    public async Task what_we_suspended_is_listed_as_ours()
    {
        Assert.IsType<AdapterOutcome.Changed>(await Able<ICanSuspend>(World.Adapter).SuspendAsync(World.Service, SuspensionContract.Reason, Cancel));
        Assert.Equal(Holder.Billing, Assert.IsType<SuspendedAccount>(Find(await ListAsync())).Holder);
        await AgreesAsync();
    }

    [Fact]
    public async Task what_somebody_else_suspended_is_listed_as_theirs()
    {
        await World.HoldByHandAsync("sends spam");
        Assert.Equal((Holder.Other, World.Shown("sends spam")), Find(await ListAsync()) is { } listed ? (listed.Holder, listed.Reason) : default);
        await AgreesAsync();
    }

    [Fact]
    public async Task what_was_put_back_is_listed_no_more()
    {
        await World.HoldByHandAsync("sends spam");
        await World.PutBackByHandAsync();
        Assert.Null(Find(await ListAsync()));
    }

    [Fact]
    public async Task listing_changes_nothing()
    {
        await ListAsync();
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task with_a_wrong_key_nothing_is_listed_and_the_reason_is_said()
    {
        SuspendedList list = await Able<ICanListSuspended>(World.WithWrongKey).ListSuspendedAsync(Server, Cancel);
        Assert.Empty(list.Accounts);
        Refused(FailureKind.AuthFailed, list.Failure!);
    }

    [Fact]
    public async Task of_a_server_that_is_not_known_nothing_is_said()
    {
        SuspendedList list = await Adapter.ListSuspendedAsync(new ServerHandle(987654, "elsewhere", "elsewhere.invalid"), Cancel);
        Assert.Empty(list.Accounts);
        Assert.NotNull(list.Failure);
    }

    [Fact]
    public async Task who_stops_waiting_is_let_go()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Adapter.ListSuspendedAsync(Server, stopped.Token));
    }

    private async Task<IReadOnlyList<SuspendedAccount>> ListAsync()
    {
        SuspendedList list = await Adapter.ListSuspendedAsync(Server, Cancel);
        Assert.Null(list.Failure);
        return list.Accounts;
    }

    /// <summary>The list and the look are about the same thing, and say the same of it.</summary>
    private async Task AgreesAsync()
    {
        SuspendedAccount listed = Assert.IsType<SuspendedAccount>(Find(await ListAsync()));
        ObservedState seen = await World.Adapter.ObserveAsync(World.Service, Cancel);
        Assert.Equal((Presence.Suspended, listed.Holder, listed.Reason), (seen.Presence, seen.Holder, seen.Reason));
        Assert.True(listed.Domain.Length == 0 || listed.Domain.Equals(World.Service.Domain, StringComparison.OrdinalIgnoreCase), $"the list says {listed.Domain}");
    }

    private SuspendedAccount? Find(IReadOnlyList<SuspendedAccount> accounts) => accounts.SingleOrDefault(account => World.Service.Username.Length > 0
        ? account.Username.Equals(World.Service.Username, StringComparison.OrdinalIgnoreCase)
        : account.Domain.Equals(World.Service.Domain, StringComparison.OrdinalIgnoreCase));
}
