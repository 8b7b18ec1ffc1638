using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises that can say what its server knows of a backup: <see cref="ICanCheckBackups"/>.</summary>
public abstract class BackupCheckContract : AdapterSuite
{
    private ICanCheckBackups Adapter => Able<ICanCheckBackups>(World.Adapter);

    [Fact]
    public async Task a_backup_that_was_made_is_there()
    {
        BackupState state = await Adapter.CheckBackupAsync(World.Service, await BackupContract.SavedAsync(World), Cancel);
        Assert.Equal(BackupPresence.There, state.Presence);
        Assert.NotNull(state.CheckedAt);
        Assert.True(state.Size is null or > 0, $"a backup of {state.Size} bytes");
    }

    [Fact]
    public async Task it_is_there_still_when_the_thing_itself_is_gone()
    {
        string backup = await BackupContract.SavedAsync(World);
        if (World.Adapter is ICanTerminate removing) await removing.TerminateAsync(World.Service, backup, Cancel);
        Assert.Equal(BackupPresence.There, (await Adapter.CheckBackupAsync(World.Service, backup, Cancel)).Presence);
    }

    [Fact]
    public async Task a_backup_that_somebody_deleted_is_gone()
    {
        string backup = await BackupContract.SavedAsync(World);
        await World.LoseBackupsAsync();
        Assert.Equal(BackupPresence.Gone, (await Adapter.CheckBackupAsync(World.Service, backup, Cancel)).Presence);
    }

    [Fact]
    public async Task a_place_that_never_was_a_backup_is_none() =>
        Assert.Equal(BackupPresence.Gone, (await Adapter.CheckBackupAsync(World.Service, "/nowhere/at/all", Cancel)).Presence);

    [Fact]
    public async Task looking_changes_nothing()
    {
        string backup = await BackupContract.SavedAsync(World);
        int before = await World.ChangesAsync();
        await Adapter.CheckBackupAsync(World.Service, backup, Cancel);
        await ChangedAsync(before);
    }
}
