using Billing.Core.Decisions;
using Billing.Core.Facts;
using Xunit;
using static Billing.Core.Tests.Given;

namespace Billing.Core.Tests.Stories;

/// <summary>What a notice says will happen, and when: the same days on which it does.</summary>
public sealed class OutlookStories
{
    private static readonly ClientFacts Ana = AClientWith(AService(), AProject()).Owing(AnInvoice());

    [Fact]
    public void a_proforma_names_every_day_of_the_timeline() =>
        Assert.Equal([("suspend-service", Aug(5)), ("suspend-client", Aug(11)), ("freeze-projects", Aug(11)), ("terminate-service", Aug(28))],
            Outlook.Next(Ana, APolicy(), Jul(19), 100));

    [Fact]
    public void who_was_never_told_is_told_the_day_on_which_the_suspension_really_comes()
    {
        Assert.Equal([("suspend-service", Aug(23)), ("suspend-client", Aug(23)), ("freeze-projects", Aug(23)), ("terminate-service", Sep(15))], Outlook.Next(Ana, APolicy(), Aug(20), 100));
        string lived = Ana.Deeds(Sep(20), from: Aug(20));
        Assert.Contains("Aug 23  suspend/service 10", lived, StringComparison.Ordinal);
        Assert.Contains("Sep 15  terminate/service 10", lived, StringComparison.Ordinal);
    }

    [Fact]
    public void only_a_day_that_the_policy_counts_to_is_called_so() =>
        Assert.Equal([false, true], new[] { Jul(19), Aug(20) }.Select(today => Outlook.Of(Ana, APolicy(), today, 100).Single(coming => coming.Stage.At.BusinessDays).Moved));

    [Fact]
    public void nothing_is_threatened_for_a_debt_that_is_only_reported() =>
        Assert.Empty(Outlook.Next(AClientWith(AService()).Owing(AnInvoice(due: new DateOnly(2026, 1, 5))), APolicy(), Jul(19), 100));
}
