using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises that can take a thing offline and bring it back: <see cref="ICanSuspend"/>.</summary>
public abstract class SuspensionContract : AdapterSuite
{
    /// <summary>A reason as Billing writes it, with its marker.</summary>
    public const string Reason = "Overdue invoice 100 [billing:service 10/invoice 100/1]";

    private const string Abuse = "sends spam";

    private ICanSuspend Adapter => Able<ICanSuspend>(World.Adapter);

    private string? _snapshot;

    private async Task<AdapterOutcome> SuspendAsync()
    {
        await KeepAsync();
        return await PlaceAsync(Adapter, null);
    }

    private async Task KeepAsync()
    {
        if (Adapter is ICanSnapshot keeping && await keeping.SnapshotAsync(World.Service, Cancel) is { Length: > 0 } snapshot) _snapshot = snapshot;
    }

    private Task<AdapterOutcome> PlaceAsync(IServiceAdapter adapter, string? earlier) => adapter is ICanPutBack back
        ? back.SuspendAsync(World.Service, Reason, earlier, Cancel)
        : Able<ICanSuspend>(adapter).SuspendAsync(World.Service, Reason, Cancel);

    private Task<AdapterOutcome> UnsuspendAsync(string? adoptedReason = null, IServiceAdapter? adapter = null) => (adapter ?? Adapter) is ICanPutBack back
        ? back.UnsuspendAsync(World.Service, adoptedReason, _snapshot, Cancel)
        : Able<ICanSuspend>(adapter ?? Adapter).UnsuspendAsync(World.Service, adoptedReason, Cancel);

    [Fact]
    public async Task what_is_suspended_is_offline_and_ours()
    {
        Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync());
        ObservedState state = await World.Adapter.ObserveAsync(World.Service, Cancel);
        Assert.Equal((Presence.Suspended, Holder.Billing), (state.Presence, state.Holder));
        Assert.Contains("[billing:", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task suspended_twice_the_world_changes_once()
    {
        await SuspendAsync();
        Assert.IsType<AdapterOutcome.AlreadySo>(await SuspendAsync());
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task what_is_lifted_is_online()
    {
        await SuspendAsync();
        Assert.IsType<AdapterOutcome.Changed>(await UnsuspendAsync());
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task lifted_twice_the_world_changes_once()
    {
        await SuspendAsync();
        await UnsuspendAsync();
        Assert.IsType<AdapterOutcome.AlreadySo>(await UnsuspendAsync());
        await ChangedAsync(times: 2);
    }

    [Fact]
    public async Task somebody_elses_hold_is_kept()
    {
        await World.HoldByHandAsync(Abuse);
        int before = await World.ChangesAsync();
        Refused(FailureKind.HeldByOther, await SuspendAsync());
        Refused(FailureKind.HeldByOther, await UnsuspendAsync());
        Assert.Equal(World.Shown(Abuse), (await World.Adapter.ObserveAsync(World.Service, Cancel)).Reason);
        Assert.Equal((Presence.Suspended, Holder.Other), await NowAsync());
        await ChangedAsync(before);
    }

    [Fact]
    public async Task what_was_adopted_is_lifted()
    {
        await World.HoldByHandAsync("Overdue on Payment");
        AdapterOutcome outcome = await UnsuspendAsync(World.Shown("Overdue on Payment"));
        if (World.HandHoldsCanBeLifted) Assert.IsType<AdapterOutcome.Changed>(outcome);
        else Refused(FailureKind.Precondition, outcome);
        Assert.Equal(World.HandHoldsCanBeLifted ? (Presence.Online, Holder.Nobody) : (Presence.Suspended, Holder.Other), await NowAsync());
    }

    [Fact]
    public async Task another_reason_than_the_adopted_one_is_not_lifted()
    {
        await World.HoldByHandAsync(Abuse);
        Refused(FailureKind.HeldByOther, await UnsuspendAsync("Overdue on Payment"));
        Assert.Equal((Presence.Suspended, Holder.Other), await NowAsync());
    }

    [Fact]
    public async Task what_was_put_back_by_hand_can_be_suspended_again()
    {
        await SuspendAsync();
        await World.PutBackByHandAsync();
        Assert.IsType<AdapterOutcome.Changed>(await SuspendAsync());
        Assert.Equal((Presence.Suspended, Holder.Billing), await NowAsync());
    }

    [Fact]
    public async Task what_is_not_there_cannot_be_suspended_or_lifted()
    {
        Refused(FailureKind.NotFound, await Adapter.SuspendAsync(World.Missing, Reason, Cancel));
        Refused(FailureKind.NotFound, await Adapter.UnsuspendAsync(World.Missing, null, Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task what_belongs_to_somebody_else_is_left_alone()
    {
        Refused(FailureKind.NotOwned, await Adapter.SuspendAsync(World.Stranger, Reason, Cancel));
        Refused(FailureKind.NotOwned, await Adapter.UnsuspendAsync(World.Stranger, null, Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task a_reason_without_the_marker_is_refused()
    {
        Refused(FailureKind.InvalidInput, await Adapter.SuspendAsync(World.Service, "Overdue on Payment", Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task when_the_answer_is_lost_it_is_looked_at_and_not_done_again()
    {
        await World.LoseNextAnswerAsync();
        Assert.IsNotType<AdapterOutcome.Failed>(await SuspendAsync());
        Assert.Equal((Presence.Suspended, Holder.Billing), await NowAsync());
        Assert.IsType<AdapterOutcome.AlreadySo>(await SuspendAsync());
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task suspended_but_the_answer_was_lost_asked_again_with_the_same_snapshot_it_is_ours_and_lifted_exactly()
    {
        string before = await World.StandsAsync();
        await KeepAsync();
        await World.LoseNextAnswerAsync();
        await PlaceAsync(Adapter, null);
        Assert.IsType<AdapterOutcome.AlreadySo>(await PlaceAsync(World.Restarted(), _snapshot));
        await ChangedAsync(times: 1);
        Assert.IsType<AdapterOutcome.Changed>(await UnsuspendAsync(adapter: World.Restarted()));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
        Assert.Equal(before, await World.StandsAsync());
    }

    [Fact]
    public async Task what_the_snapshot_found_offline_already_is_not_ours_however_often_it_is_asked_for()
    {
        await World.HoldByHandAsync(Abuse);
        await KeepAsync();
        int before = await World.ChangesAsync();
        Refused(FailureKind.HeldByOther, await PlaceAsync(Adapter, null));
        Refused(FailureKind.HeldByOther, await PlaceAsync(World.Restarted(), _snapshot));
        await ChangedAsync(before);
    }

    [Fact]
    public async Task when_the_answer_to_lifting_is_lost_it_is_online_all_the_same()
    {
        await SuspendAsync();
        await World.LoseNextAnswerAsync();
        Assert.IsNotType<AdapterOutcome.Failed>(await UnsuspendAsync());
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
        await ChangedAsync(times: 2);
    }

    [Fact]
    public async Task calls_that_overlap_change_the_world_once()
    {
        AdapterOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SuspendAsync()));
        Assert.Single(outcomes.OfType<AdapterOutcome.Changed>());
        Assert.Equal((Presence.Suspended, Holder.Billing), await NowAsync());
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task a_wrong_key_changes_nothing()
    {
        ICanSuspend locked = Able<ICanSuspend>(World.WithWrongKey);
        Refused(FailureKind.AuthFailed, await locked.SuspendAsync(World.Service, Reason, Cancel));
        Refused(FailureKind.AuthFailed, await locked.UnsuspendAsync(World.Service, null, Cancel));
        await ChangedAsync(times: 0);
    }
}
