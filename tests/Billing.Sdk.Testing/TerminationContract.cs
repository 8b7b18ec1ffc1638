using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises that can remove a thing for good: <see cref="ICanTerminate"/>. There is no undo, so it refuses rather than guesses.</summary>
public abstract class TerminationContract : AdapterSuite
{
    private ICanTerminate Adapter => Able<ICanTerminate>(World.Adapter);

    [Fact]
    public async Task what_is_removed_is_gone()
    {
        Assert.IsType<AdapterOutcome.Changed>(await Adapter.TerminateAsync(World.Service, await SavedAsync(), Cancel));
        Assert.Equal((Presence.Gone, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task removed_twice_the_world_changes_once()
    {
        string? backup = await SavedAsync();
        await Adapter.TerminateAsync(World.Service, backup, Cancel);
        int before = await World.ChangesAsync();
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.TerminateAsync(World.Service, backup, Cancel));
        await ChangedAsync(before);
    }

    [Fact]
    public async Task what_is_not_there_is_already_removed() =>
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.TerminateAsync(World.Missing, null, Cancel));

    [Fact]
    public async Task without_a_backup_nothing_is_removed()
    {
        if (World.Adapter is ICanBackUp) Refused(FailureKind.Precondition, await Adapter.TerminateAsync(World.Service, null, Cancel));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task with_a_backup_that_is_no_longer_there_nothing_is_removed()
    {
        string? backup = await SavedAsync();
        int before = await World.ChangesAsync();
        await World.LoseBackupsAsync();
        if (backup is not null) Refused(FailureKind.Precondition, await Adapter.TerminateAsync(World.Service, backup, Cancel));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
        await ChangedAsync(before);
    }

    [Fact]
    public async Task what_belongs_to_somebody_else_is_not_removed()
    {
        Refused(FailureKind.NotOwned, await Adapter.TerminateAsync(World.Stranger, await SavedAsync(), Cancel));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task when_the_answer_is_lost_it_is_looked_at_and_not_done_again()
    {
        string? backup = await SavedAsync();
        int before = await World.ChangesAsync();
        await World.LoseNextAnswerAsync();
        Assert.IsNotType<AdapterOutcome.Failed>(await Adapter.TerminateAsync(World.Service, backup, Cancel));
        Assert.Equal((Presence.Gone, Holder.Nobody), await NowAsync());
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.TerminateAsync(World.Service, backup, Cancel));
        await ChangedAsync(before + 1);
    }

    [Fact]
    public async Task a_wrong_key_removes_nothing()
    {
        Refused(FailureKind.AuthFailed, await Able<ICanTerminate>(World.WithWrongKey).TerminateAsync(World.Service, await SavedAsync(), Cancel));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    // Null for an adapter that makes none: then the policy must not ask for one either.
    private async Task<string?> SavedAsync() => World.Adapter is ICanBackUp ? await BackupContract.SavedAsync(World) : null;
}
