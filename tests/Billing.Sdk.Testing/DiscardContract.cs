using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises that can remove a backup: <see cref="ICanDiscardBackups"/>. Derive <see cref="BackupCheckContract"/> beside it.</summary>
public abstract class DiscardContract : AdapterSuite
{
    private ICanDiscardBackups Adapter => Able<ICanDiscardBackups>(World.Adapter);

    private async Task<BackupPresence> NowAsync(string backup) => (await Able<ICanCheckBackups>(World.Adapter).CheckBackupAsync(World.Service, backup, Cancel)).Presence;

    [Fact]
    public async Task a_backup_that_is_removed_is_gone_and_the_thing_stays()
    {
        string backup = await BackupContract.SavedAsync(World);
        Assert.IsType<AdapterOutcome.Changed>(await Adapter.DiscardBackupAsync(World.Service, backup, Cancel));
        Assert.Equal(BackupPresence.Gone, await NowAsync(backup));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task removed_twice_the_second_time_is_already_so()
    {
        string backup = await BackupContract.SavedAsync(World);
        await Adapter.DiscardBackupAsync(World.Service, backup, Cancel);
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.DiscardBackupAsync(World.Service, backup, Cancel));
    }

    [Fact]
    public async Task it_can_be_removed_when_the_thing_itself_is_gone()
    {
        string backup = await BackupContract.SavedAsync(World);
        if (World.Adapter is ICanTerminate removing) await removing.TerminateAsync(World.Service, backup, Cancel);
        Assert.IsType<AdapterOutcome.Changed>(await Adapter.DiscardBackupAsync(World.Service, backup, Cancel));
        Assert.Equal(BackupPresence.Gone, await NowAsync(backup));
    }

    [Theory]
    [InlineData("/etc/hostname"), InlineData("../../etc/hostname"), InlineData("/nowhere/at/all")]
    public async Task a_place_that_is_none_of_its_backups_is_left(string place)
    {
        string backup = await BackupContract.SavedAsync(World);
        Refused(FailureKind.NotOwned, await Adapter.DiscardBackupAsync(World.Service, place, Cancel));
        Assert.Equal(BackupPresence.There, await NowAsync(backup));
    }

    [Fact]
    public async Task a_backup_of_another_thing_is_left()
    {
        string backup = await BackupContract.SavedAsync(World);
        Assert.IsType<AdapterOutcome.Refused>(await Adapter.DiscardBackupAsync(World.Missing, backup, Cancel));
        Assert.Equal(BackupPresence.There, await NowAsync(backup));
    }
}
