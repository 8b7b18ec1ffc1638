using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises that can bring a terminated thing back from its backup: <see cref="ICanRestore"/>.</summary>
public abstract class RestorationContract : AdapterSuite
{
    private ICanRestore Adapter => Able<ICanRestore>(World.Adapter);

    [Fact]
    public async Task what_was_removed_comes_back_online()
    {
        string backup = await RemovedAsync();
        await RestoredAsync(backup);
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task what_was_saved_while_suspended_comes_back_online_too()
    {
        if (World.Adapter is ICanSuspend suspending) await suspending.SuspendAsync(World.Service, SuspensionContract.Reason, Cancel);
        string backup = await RemovedAsync();
        await RestoredAsync(backup);
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task asked_again_while_it_runs_no_second_one_starts()
    {
        string backup = await RemovedAsync();
        int before = await World.ChangesAsync();
        if (await Adapter.RestoreAsync(World.Service, backup, Cancel) is AdapterOutcome.Pending running)
        {
            AdapterOutcome again = await Adapter.RestoreAsync(World.Service, backup, Cancel);
            Assert.Equal(running.Token, Assert.IsType<AdapterOutcome.Pending>(again).Token);
        }
        await ChangedAsync(before + 1);
    }

    [Fact]
    public async Task what_is_there_is_not_restored_over()
    {
        string backup = await BackupContract.SavedAsync(World);
        int before = await World.ChangesAsync();
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.RestoreAsync(World.Service, backup, Cancel));
        await ChangedAsync(before);
    }

    [Fact]
    public async Task from_a_backup_that_is_no_longer_there_nothing_is_restored()
    {
        string backup = await RemovedAsync();
        int before = await World.ChangesAsync();
        await World.LoseBackupsAsync();
        Refused(FailureKind.Precondition, await Adapter.RestoreAsync(World.Service, backup, Cancel));
        await ChangedAsync(before);
    }

    [Fact]
    public async Task a_wrong_key_restores_nothing()
    {
        string backup = await RemovedAsync();
        Refused(FailureKind.AuthFailed, await Able<ICanRestore>(World.WithWrongKey).RestoreAsync(World.Service, backup, Cancel));
        Assert.Equal((Presence.Gone, Holder.Nobody), await NowAsync());
    }

    private async Task<string> RemovedAsync()
    {
        string backup = await BackupContract.SavedAsync(World);
        Assert.IsType<AdapterOutcome.Changed>(await Able<ICanTerminate>(World.Adapter).TerminateAsync(World.Service, backup, Cancel));
        return backup;
    }

    private async Task RestoredAsync(string backup)
    {
        AdapterOutcome outcome = await Adapter.RestoreAsync(World.Service, backup, Cancel);
        if (outcome is AdapterOutcome.Pending pending)
        {
            await World.FinishWorkAsync();
            outcome = await Able<ICanPoll>(World.Adapter).PollAsync(World.Service, pending.Token, Cancel);
        }
        Assert.IsType<AdapterOutcome.Changed>(outcome);
    }
}
