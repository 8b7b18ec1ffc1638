using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Plugins;

public sealed class PublicApiTests
{
    [Fact]
    public void a_change_of_the_contract_is_a_line_in_a_diff()
    {
        string file = Path.Combine(Repository.Folder, "src", "Billing.Sdk", "PublicApi.txt");
        string now = PublicApi.Of(typeof(IServiceAdapter).Assembly);
        string beside = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllText(beside, now);
        Assert.True(now == File.ReadAllText(file),
            $"The contract of plugins has changed. If that is meant, copy {beside} to {file}; raise AdapterContract.Version if old plugins would break.");
    }
}
