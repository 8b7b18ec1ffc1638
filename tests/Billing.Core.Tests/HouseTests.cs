using Xunit;

namespace Billing.Core.Tests;

public sealed class HouseTests
{
    [Fact] public void the_house_stands() => Assert.EndsWith("Tests", typeof(HouseTests).Namespace);
}
