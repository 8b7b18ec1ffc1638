using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>An adapter that throws spoils the one thing that it was asked for; the client's other acts go on.</summary>
public sealed class MistakesTests
{
    private const string Broken = "service 1", Well = "service 2";

    private readonly ForgetfulServer server = new();
    private readonly DebtorsTown town;

    public MistakesTests()
    {
        town = new DebtorsTown(server, 1);
        town.Owe(client: 1, n: 2);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The night, and what came of the suspension of the broken one. The other is suspended.</summary>
    private async Task<Outcome> NightAsync()
    {
        RunReport report = await town.NightAsync(Cancel);
        Assert.Empty(report.Failures);
        Assert.True(server.IsOffline(Well));
        Assert.Equal(ServiceStatus.Suspended, town.StatusOf(2));
        Performed[] suspensions = [.. report.Acts.Where(act => act.Act.Action is BillingAction.Suspend)];
        Assert.Equal(2, suspensions.Length);
        return suspensions.Single(act => act.Act.Action.About == DebtorsTown.Service(1)).Outcome;
    }

    [Theory]
    [InlineData("service 1: no route to the server\nat all", "Unreachable: service 1: no route to the server at all")]
    [InlineData(null, "Unreachable: service 1: how it stands now was not told in time, and nothing was sent")]
    public async Task what_cannot_be_kept_now_is_tried_later_and_nothing_is_sent(string? trouble, string words)
    {
        server.Shows = site => site.EndsWith(Broken, StringComparison.Ordinal) ? throw (trouble is null ? new TaskCanceledException() : new IOException(trouble)) : site;
        Assert.Equal(words, Assert.IsType<Outcome.TryLater>(await NightAsync()).Words);
        Assert.False(server.IsOffline(Broken));
    }

    [Fact]
    public async Task a_mistake_before_anything_was_sent_is_tried_later_and_names_the_adapter()
    {
        server.Shows = site => site.EndsWith(Broken, StringComparison.Ordinal) ? throw new FormatException("no such zone") : site;
        Assert.Equal("Precondition: service 1: the adapter farm could not say how it stands now, and nothing was sent: FormatException: no such zone", Assert.IsType<Outcome.TryLater>(await NightAsync()).Words);
    }

    [Fact]
    public Task thrown_at_once_it_is_doubt_about_that_one_act() => DoubtAsync(() => throw new ArgumentNullException("panel"), "ArgumentNullException: ");

    [Fact]
    public Task thrown_later_it_is_doubt_about_that_one_act() => DoubtAsync(() => Task.FromException<AdapterOutcome>(new InvalidOperationException("two\nlines")), "InvalidOperationException: two lines");

    [Fact]
    public Task an_adapter_that_gives_up_by_itself_leaves_doubt() => DoubtAsync(() => Task.FromCanceled<AdapterOutcome>(new CancellationToken(canceled: true)), "TaskCanceledException: ");

    [Fact]
    public Task an_answer_that_is_none_leaves_doubt() => DoubtAsync(() => Task.FromResult<AdapterOutcome>(null!), "InvalidOperationException: it answered nothing");

    [Fact]
    public async Task a_look_that_throws_is_no_state_of_the_server()
    {
        await NightAsync();
        town.ComeTo(DebtorsTown.Today.AddDays(1));
        server.Shows = _ => throw new InvalidOperationException("boom");
        RunReport report = await town.NightAsync(Cancel);
        Assert.Contains("the adapter farm broke off by a mistake of its own", Assert.Single(report.Failures).Why, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Acts, act => act.Act.Action is BillingAction.Report { Kind: ReportKind.Drift });
        Assert.Equal(ServiceStatus.Suspended, town.StatusOf(1));
    }

    private async Task DoubtAsync(Func<Task<AdapterOutcome>> mistake, string words)
    {
        server.Suspends = (target, change) => target == Broken ? mistake() : Task.FromResult(change());
        string said = Assert.IsType<Outcome.InDoubt>(await NightAsync()).Words;
        Assert.StartsWith("service 1: the adapter farm broke off by a mistake of its own, and it may have happened: " + words, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }
}
