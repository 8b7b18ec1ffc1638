using Billing.Core.Policy;
using Xunit;

namespace Billing.Core.Tests.Policy;

public sealed class MomentTests
{
    [Theory]
    [InlineData("+2d", "2026-08-12")]
    [InlineData("-15d", "2026-07-26")]
    [InlineData("0d", "2026-08-10")]
    [InlineData("0bd", "2026-08-10")]
    [InlineData("+6bd", "2026-08-19")]
    [InlineData("after 5bd", "2026-08-19")]
    [InlineData("after 5d", "2026-08-16")]
    [InlineData("-1bd", "2026-08-07")]
    public void a_moment_is_counted_from_the_due_date_which_never_counts(string written, string on)
    {
        Assert.True(Moment.TryParse(written, out Moment moment));
        Assert.Equal(on, $"{moment.On(new DateOnly(2026, 8, 10), Shipped.Policy().Calendar):yyyy-MM-dd}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("d")]
    [InlineData("bd")]
    [InlineData("2d")]
    [InlineData("+d")]
    [InlineData("+-2d")]
    [InlineData("+2")]
    [InlineData("+2D")]
    [InlineData("+ 2d")]
    [InlineData("+2.5d")]
    [InlineData("+2w")]
    [InlineData("+12345d")]
    [InlineData("after +5d")]
    [InlineData("after -5d")]
    [InlineData("after d")]
    [InlineData("after  5d")]
    public void anything_else_is_not_a_moment(string? written) => Assert.False(Moment.TryParse(written, out _));
}
