using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Billing.Engine.Runs;
using Billing.System.Tests.Hook;
using Xunit;
using static Billing.System.Tests.Calls.HookPost;

namespace Billing.System.Tests.Calls;

/// <summary>From the hook's word to the server's confirmation, while the run of a day suspends many others. The limits are loose: a machine that tests is busy; the figures are in the output.</summary>
[Collection(HookTime.Own)]
public sealed class PromptnessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task who_pays_during_a_run_is_online_within_a_fraction_of_a_second()
    {
        const int Payments = 60;
        await using CallsTown town = await CallsTown.OpenAsync(debtors: 1500, servers: 10, suspended: false, real: TimeProvider.System);
        ConcurrentQueue<int> suspended = new();
        ConcurrentDictionary<int, TaskCompletionSource<long>> lifted = new();
        town.Farm.Changed = target =>
        {
            int n = int.Parse(target.AsSpan("service ".Length), CultureInfo.InvariantCulture);
            if (lifted.TryGetValue(n, out TaskCompletionSource<long>? waiting)) waiting.TrySetResult(Stopwatch.GetTimestamp());
            else suspended.Enqueue(n);
        };
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<RunReport> run = Task.Run(() => town.Town.Road().RunAsync(enough.Token));
        List<double> toldIn = [], onlineIn = [];
        while (onlineIn.Count < Payments)
        {
            await CallsTown.UntilAsync(() => suspended.Count > 20 || run.IsCompleted);
            Assert.True(suspended.TryDequeue(out int n) && !run.IsCompleted, "the run ended too soon to measure anything");
            TaskCompletionSource<long> online = lifted[n] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            town.Town.Pay(n);
            long began = Stopwatch.GetTimestamp();
            Assert.Equal(204, (await town.TellAsync(Paid(n))).Status);
            toldIn.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            onlineIn.Add(Stopwatch.GetElapsedTime(began, await online.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).TotalMilliseconds);
        }
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        TestContext.Current.TestOutputHelper!.WriteLine($"answered: {Figures(toldIn)}; online: {Figures(onlineIn)}");
        Assert.InRange(At(onlineIn, 0.5), 0, 500);
        Assert.InRange(At(onlineIn, 0.99), 0, 3000);
    }

    [Fact]
    public async Task many_posts_at_once_do_not_wait_for_one_another()
    {
        await using CallsTown town = await CallsTown.OpenAsync(answers: false, suspended: false, real: TimeProvider.System);
        await town.TellAsync(Paid(1));
        ConcurrentBag<double> took = [];
        await Task.WhenAll(Enumerable.Range(2, 200).Select(async n =>
        {
            long began = Stopwatch.GetTimestamp();
            Assert.Equal(204, (await town.TellAsync(Paid(n))).Status);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }));
        TestContext.Current.TestOutputHelper!.WriteLine($"200 at once: {Figures([.. took])}, in {town.Book.Commits - 1} commits");
        Assert.Equal(201, await town.WaitingAsync());
        Assert.InRange(town.Book.Commits, 2, 150);
    }

    private static string Figures(List<double> all) => string.Create(CultureInfo.InvariantCulture, $"p50 {At(all, 0.5):0.0} ms, p99 {At(all, 0.99):0.0} ms, most {all.Max():0.0} ms");

    private static double At(List<double> all, double part) => all.Order().ElementAt((int)(part * (all.Count - 1)));
}
