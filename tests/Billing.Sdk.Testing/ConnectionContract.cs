using Xunit;

namespace Billing.Sdk.Testing;

/// <summary>What an adapter promises whose connection can be tried without a service at hand: <see cref="ICanTestConnection"/>.</summary>
public abstract class ConnectionContract : AdapterSuite
{
    [Fact]
    public async Task when_all_is_well_there_is_nothing_to_say()
    {
        Assert.Empty(await Able<ICanTestConnection>(World.Adapter).TestConnectionAsync(Cancel));
        await ChangedAsync(times: 0);
    }

    [Fact]
    public async Task a_wrong_key_is_found_in_one_line() =>
        Assert.DoesNotContain('\n', Assert.Single(await Able<ICanTestConnection>(World.WithWrongKey).TestConnectionAsync(Cancel)));
}
