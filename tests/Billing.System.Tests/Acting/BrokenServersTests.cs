using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Sdk;
using Xunit;

namespace Billing.System.Tests.Acting;

/// <summary>Two thousand services on twenty servers: one hangs, one refuses the key, one answers 500 every other time. Nobody else notices.</summary>
public sealed class BrokenServersTests
{
    private const int Services = 2000, Servers = 20, OnEach = Services / Servers, Hanging = 3, Locked = 5, Shaky = 7;

    private readonly FarmOfServers farm = new();
    private readonly TaskCompletionSource<AdapterOutcome?> pending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource othersDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DebtorsTown town;

    public BrokenServersTests()
    {
        town = new DebtorsTown(farm, Services, Servers);
        farm.Moods[Name(Hanging)] = (_, _) => pending.Task;
        farm.Moods[Name(Locked)] = FarmOfServers.Refusing(new AdapterOutcome.Refused(FailureKind.AuthFailed, "the token is not known"));
        farm.Moods[Name(Shaky)] = (_, call) => Task.FromResult<AdapterOutcome?>(call % 2 == 0 ? null : new AdapterOutcome.Failed(FailureKind.BadResponse, "HTTP 500"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_others_finish_while_one_server_hangs_and_what_is_left_is_done_later_and_nothing_twice()
    {
        int well = Services - 3 * OnEach, done = 0;
        farm.Changed = target =>
        {
            if (On(target) is not (Hanging or Locked or Shaky) && Interlocked.Increment(ref done) == well) othersDone.SetResult();
        };
        Task<RunReport> run = town.Road().RunAsync(Cancel);
        await Task.WhenAny(othersDone.Task, run);
        Assert.False(run.IsCompleted, "the hanging server is waited for");
        Assert.Equal(well, done);
        Assert.Equal(town.Lanes.Options.PerServer, farm.CallsOf(Name(Hanging)));

        pending.SetResult(new AdapterOutcome.Unknown("no answer"));
        RunReport report = await run;
        Assert.Empty(report.Failures);
        Assert.Equal(OnEach / 2, farm.Changes.Count(change => On(change[..change.LastIndexOf(' ')]) == Shaky));
        Assert.InRange(farm.CallsOf(Name(Hanging)), 5, 6);   // five failures in a row; one more may have been under way
        Assert.InRange(farm.CallsOf(Name(Locked)), 1, 2);
        Performed[] left = [.. report.Open];
        Assert.Equal(2 * OnEach + OnEach / 2, left.Length);
        Assert.Contains(left, act => act.Outcome is Outcome.TryLater && act.Outcome.Words.StartsWith($"server {Name(Locked)}: circuit open since 2026-03-10 12:00Z, until 12:15Z: AuthFailed", StringComparison.Ordinal));
        Assert.Contains(left, act => act.Outcome is Outcome.TryLater && act.Outcome.Words.StartsWith($"server {Name(Hanging)}: circuit open since", StringComparison.Ordinal));

        farm.Moods.Clear();
        Assert.All((await town.Road().LookAsync(null, Cancel)).Open, act => Assert.IsType<Outcome.InDoubt>(act.Outcome));   // nothing else is to be tried again yet
        Assert.NotEqual(2 * OnEach, Services - farm.Changes.Count);
        town.Clock.MoveTo(town.Clock.GetUtcNow().AddSeconds(290));
        Assert.NotEmpty((await town.Road().LookAsync(null, Cancel)).Open);   // the circuits are open still
        Assert.Equal(2 * OnEach, Services - farm.Changes.Count);
        town.ComeTo(DebtorsTown.Today.AddDays(1));
        Assert.Empty((await town.Road().RunAsync(Cancel)).Open);
        Assert.Equal(Services, farm.Changes.Count);
        Assert.Equal(Services, farm.Changes.Distinct().Count());
        Assert.Empty(farm.Overlaps);
        Assert.All(Enumerable.Range(1, Services), n => Assert.Equal(ServiceStatus.Suspended, town.StatusOf(n)));
    }

    private static string Name(int server) => DebtorsTown.ServerOf(server, Servers);

    private static int On(string target) => Target.TryParse(target, out Target of) ? of.Id % Servers : -1;
}
