using Billing.Engine.Braking;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Engine.Watching;

namespace Billing.Host.Worker;

/// <summary>
/// Looks into the panel for payments again and again, as long as the service runs. A failure is logged when it begins and when it is over. Several nodes may look:
/// what they find has the same names in the ledger.
/// </summary>
/// <param name="watcher">What looks.</param>
/// <param name="wake">Is told who is to be looked at; they are in the ledger already.</param>
/// <param name="every">The pause between two looks.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where lines go.</param>
/// <param name="seen">Is told how each look ended.</param>
internal sealed class Watcher(PaymentWatcher watcher, Action<IReadOnlyList<Call>> wake, TimeSpan every, TimeProvider time, ILogger<Watcher> log, PaymentsSeen? seen = null) : BackgroundService
{
    private static readonly WatchOptions OverDatabase = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
    private static readonly WatchOptions OverApi = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));

    private DateTimeOffset? failing;
    private string told = "";

    /// <summary>Over the panel's database every second; over its API, where each look is a call that PHP answers, at a gentler pace.</summary>
    public static Watcher Of(Composition composition, Action<IReadOnlyList<Call>> wake, TimeProvider time, ILogger<Watcher> log)
    {
        bool database = composition.Parts.Configuration.Panel.Database is not null;
        WorkerSettings worker = composition.Parts.Configuration.Worker;
        WatchOptions usual = database ? OverDatabase : OverApi;
        PaymentWatcher watcher = new(composition.Panel, composition.Ledger, time, usual with { ListEvery = worker.WatchListEvery ?? usual.ListEvery });
        return new Watcher(watcher, wake, worker.WatchEvery ?? TimeSpan.FromSeconds(database ? 1 : 15), time, log, composition.Payments);
    }

    /// <summary>How the last look ended; null before the first one.</summary>
    public LastCheck? Last => watcher.Last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(every, time);
        do
            try
            {
                WatchLook look = await watcher.LookAsync(stoppingToken);
                if (look.Fresh.Count > 0) wake(look.Fresh);
                Tell(look);
                if (seen is not null) await seen.SayAsync(look.Failed, stoppingToken);
            }
            catch (LedgerException)
            {
                // What the look itself could not keep it has told; that it looked is told with the next one.
            }
            catch (Exception mistake) when (mistake is not OperationCanceledException)
            {
                Log.WatchBroke(log, mistake);
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Tell(WatchLook look)
    {
        if (look.WentBack) Log.PanelWentBack(log);
        string hidden = string.Join(" ", look.Hidden);
        if (look.Failed is null && hidden != told && (told = hidden).Length > 0) Log.WatchHidden(log, hidden);
        if (look.Failed is { } why && failing is null)
        {
            failing = time.GetUtcNow();
            Log.WatchFails(log, why, every);
        }
        if (look.Failed is not null || failing is not { } since) return;
        Log.WatchWorks(log, time.GetUtcNow() - since);
        failing = null;
    }
}
