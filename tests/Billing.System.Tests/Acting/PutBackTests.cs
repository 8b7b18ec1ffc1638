using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>On a server that keeps nothing, what we kept says what is ours and what stood there before.</summary>
public sealed class PutBackTests
{
    private const string Site = "service 1";

    private readonly ForgetfulServer server = new();
    private readonly DebtorsTown town;
    private int days;

    public PutBackTests() => town = new DebtorsTown(server, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The run of the next day, and what came of the suspension in it; null when it was not wanted.</summary>
    private async Task<Outcome?> RunAsync()
    {
        town.ComeTo(DebtorsTown.Today.AddDays(days++));
        RunReport report = await town.Road().RunAsync(Cancel);
        Assert.Empty(report.Failures);
        return report.Acts.SingleOrDefault(act => act.Act.Action is BillingAction.Suspend)?.Outcome;
    }

    private async Task PaidAsync()
    {
        town.Pay(1);
        Assert.Empty((await town.Road().LookAsync([1], Cancel)).Failures);
    }

    private void Next(Func<Func<AdapterOutcome>, AdapterOutcome> answer) => server.Suspends = (_, change) =>
    {
        server.Suspends = (_, again) => Task.FromResult(again());
        return Task.FromResult(answer(change));
    };

    private static AdapterOutcome Lost(Func<AdapterOutcome> change)
    {
        change();
        return new AdapterOutcome.Unknown("no answer");
    }

    [Fact]
    public async Task a_suspension_whose_answer_was_lost_is_ours_the_next_time_and_lifted_exactly()
    {
        Next(Lost);
        Assert.IsType<Outcome.InDoubt>(await RunAsync());
        Assert.True(server.IsOffline(Site));
        Assert.IsType<Outcome.Done>(await RunAsync());
        Assert.Equal(ServiceStatus.Suspended, town.StatusOf(1));
        await PaidAsync();
        Assert.Equal(("the site of service 1", ServiceStatus.Active), (server[Site], town.StatusOf(1)));
    }

    [Fact]
    public async Task paid_while_it_is_in_doubt_it_is_lifted_exactly()
    {
        Next(Lost);
        await RunAsync();
        await PaidAsync();
        Assert.Equal(("the site of service 1", ServiceStatus.Active), (server[Site], town.StatusOf(1)));
    }

    [Fact]
    public async Task what_was_asked_for_in_vain_and_in_doubt_before_is_done_the_next_time()
    {
        Next(_ => new AdapterOutcome.Unknown("no answer"));
        Assert.IsType<Outcome.InDoubt>(await RunAsync());
        Assert.IsType<Outcome.Done>(await RunAsync());
        await PaidAsync();
        Assert.Equal("the site of service 1", server[Site]);
    }

    [Fact]
    public async Task after_an_attempt_that_changed_nothing_what_stands_now_is_kept_and_put_back()
    {
        Next(_ => new AdapterOutcome.Failed(FailureKind.Busy, "later"));
        Assert.IsType<Outcome.TryLater>(await RunAsync());
        server[Site] = "a new site";
        Assert.IsType<Outcome.Done>(await RunAsync());
        await PaidAsync();
        Assert.Equal("a new site", server[Site]);
    }

    [Fact]
    public async Task what_somebody_took_offline_after_an_attempt_that_changed_nothing_is_his()
    {
        Next(_ => new AdapterOutcome.Failed(FailureKind.Busy, "later"));
        await RunAsync();
        server.TakeOffline(Site);
        Assert.Contains("HeldByOther", Assert.IsType<Outcome.Refused>(await RunAsync()).Words, StringComparison.Ordinal);
        await PaidAsync();
        Assert.True(server.IsOffline(Site));
    }

    [Fact]
    public async Task what_somebody_took_offline_right_after_our_look_is_his()
    {
        server.Suspends = (target, change) =>
        {
            server.TakeOffline(target);
            return Task.FromResult(change());
        };
        Assert.IsType<Outcome.Refused>(await RunAsync());
        Assert.Equal(ServiceStatus.Active, town.StatusOf(1));
    }
}
