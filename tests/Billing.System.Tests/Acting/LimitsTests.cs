using Billing.Engine.Acting;
using Billing.Engine.Configuration;
using Billing.System.Tests.House;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>How hard servers are driven is the admin's to say.</summary>
public sealed class LimitsTests
{
    private const string Shipped = """{ "perServer": 2, "perSecond": 10 }""";

    private static ConfigurationReading Read(string limits) =>
        ConfigurationReader.Read(File.ReadAllText(Path.Combine(Tree.Config, ConfigurationReader.FileName)).Replace(Shipped, limits, StringComparison.Ordinal), Tree.Config);

    [Fact]
    public void the_shipped_limits_are_the_usual_ones() => Assert.Equal(LaneOptions.Default, Read(Shipped).Configuration!.Limits);

    [Fact]
    public void other_limits_are_taken() => Assert.Equal(5, Read("""{ "perServer": 5, "perSecond": 10 }""").Configuration!.Limits.PerServer);

    [Fact]
    public void a_server_cannot_be_called_never() => Assert.Contains("$.adapters.limits.perServer", Assert.Single(Read("""{ "perServer": 0, "perSecond": 10 }""").Problems).ToString(), StringComparison.Ordinal);
}
