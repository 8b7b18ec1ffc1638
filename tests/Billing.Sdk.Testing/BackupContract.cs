using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises that can back a thing up to a place that its termination does not delete: <see cref="ICanBackUp"/>.</summary>
public abstract class BackupContract : AdapterSuite
{
    private ICanBackUp Adapter => Able<ICanBackUp>(World.Adapter);

    [Fact]
    public async Task a_backup_ends_with_its_place() => Assert.NotEmpty(await SavedAsync(World));

    [Fact]
    public async Task asked_again_while_it_runs_no_second_one_starts()
    {
        if (await Adapter.BackUpAsync(World.Service, Cancel) is AdapterOutcome.Pending running)
        {
            AdapterOutcome again = await Adapter.BackUpAsync(World.Service, Cancel);
            Assert.Equal(running.Token, Assert.IsType<AdapterOutcome.Pending>(again).Token);
        }
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task a_backup_leaves_the_thing_online()
    {
        await SavedAsync(World);
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync());
    }

    [Fact]
    public async Task what_is_not_there_cannot_be_backed_up()
    {
        Refused(FailureKind.NotFound, await Adapter.BackUpAsync(World.Missing, Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task what_belongs_to_somebody_else_is_not_backed_up()
    {
        Refused(FailureKind.NotOwned, await Adapter.BackUpAsync(World.Stranger, Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task a_wrong_key_starts_nothing()
    {
        Refused(FailureKind.AuthFailed, await Able<ICanBackUp>(World.WithWrongKey).BackUpAsync(World.Service, Cancel));
        await ChangedAsync(times: 0);
    }

    /// <summary>Backs up, lets the server finish, and returns the place.</summary>
    internal static async Task<string> SavedAsync(AdapterEnvironment world)
    {
        AdapterOutcome outcome = await Able<ICanBackUp>(world.Adapter).BackUpAsync(world.Service, Cancel);
        if (outcome is AdapterOutcome.Pending pending)
        {
            await world.FinishWorkAsync();
            outcome = await Able<ICanPoll>(world.Adapter).PollAsync(world.Service, pending.Token, Cancel);
        }
        return Assert.IsType<AdapterOutcome.Changed>(outcome).Details;
    }
}
