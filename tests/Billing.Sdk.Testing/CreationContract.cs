using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>
/// What an adapter promises that can create what was paid for: <see cref="ICanCreate"/>. <see cref="AdapterEnvironment.Missing"/> is what is created, so it must be
/// something that could be.
/// </summary>
public abstract class CreationContract : AdapterSuite
{
    private ICanCreate Adapter => Able<ICanCreate>(World.Adapter);

    [Fact]
    public async Task what_is_created_is_online()
    {
        Assert.IsType<AdapterOutcome.Changed>(await Adapter.CreateAsync(World.Missing, Cancel));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync(World.Missing));
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task created_twice_the_world_changes_once()
    {
        await Adapter.CreateAsync(World.Missing, Cancel);
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.CreateAsync(World.Missing, Cancel));
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task calls_that_overlap_create_once()
    {
        AdapterOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Adapter.CreateAsync(World.Missing, Cancel)));
        Assert.Single(outcomes, outcome => outcome is AdapterOutcome.Changed);
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task what_is_there_already_is_not_created_again()
    {
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.CreateAsync(World.Service, Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task what_belongs_to_somebody_else_is_not_created_over()
    {
        Refused(FailureKind.NotOwned, await Adapter.CreateAsync(World.Stranger, Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task when_the_answer_is_lost_it_is_looked_at_and_not_done_again()
    {
        await World.LoseNextAnswerAsync();
        Assert.IsNotType<AdapterOutcome.Failed>(await Adapter.CreateAsync(World.Missing, Cancel));
        Assert.Equal((Presence.Online, Holder.Nobody), await NowAsync(World.Missing));
        Assert.IsType<AdapterOutcome.AlreadySo>(await Adapter.CreateAsync(World.Missing, Cancel));
        await ChangedAsync(times: 1);
    }

    [Fact]
    public async Task a_wrong_key_creates_nothing()
    {
        Refused(FailureKind.AuthFailed, await Able<ICanCreate>(World.WithWrongKey).CreateAsync(World.Missing, Cancel));
        Assert.Equal((Presence.Gone, Holder.Nobody), await NowAsync(World.Missing));
        await ChangedAsync(times: 0);
    }
}
