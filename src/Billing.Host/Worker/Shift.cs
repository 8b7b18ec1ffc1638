using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Engine.Simulation;

namespace Billing.Host.Worker;

/// <summary>
/// What the service does when a job wakes it, one thing at a time: the run of today when its hour has come and it was not made yet (also after downtime, or
/// when the panel could not be reached before), else a look at open matters.
/// </summary>
internal sealed class Shift(Composition composition, PolicyInForce policy, TimeProvider time, IHostApplicationLifetime life, ILogger<Shift> log) : IDisposable
{
    /// <summary>A run in which clients failed (the panel went down in the middle) is made again at the next wakes, so many times; then once an hour, for as long as the day lasts.</summary>
    private const int MostTries = 5;

    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>A run in which a brake held something is made again when none is in force any more, so many times a day: a brake that comes and goes does not keep us reading.</summary>
    private const int MostAgain = 10;

    private readonly SemaphoreSlim one = new(1);
    private (DateOnly Day, int Times, DateTimeOffset Last) runs;

    public async Task WorkAsync()
    {
        CancellationToken stopping = life.ApplicationStopping;
        await one.WaitAsync(stopping);
        try
        {
            await TryAsync(async () =>
            {
                policy.Refresh();
                BillingPolicy current = policy.Current;
                if (!await MadeAsync(current, stopping)) Tell("look", await composition.Road(current).LookAsync(null, stopping));
            });
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Looks at one client, also while a run is under way: whoever is at the client already is waited for, and asked to make way if it is to be first. Null: it went well; else why not.</summary>
    public async Task<string?> LookAtAsync(int client, Seat seat, bool first, DateTimeOffset? called, Action<ClientFacts> shown)
    {
        try
        {
            RunReport report = await composition.Road(policy.Current).LookAtAsync(client, seat, first, called, shown, life.ApplicationStopping);
            Tell("look", report with { Failures = [] });   // who called says so, once
            return report.Failures is [{ } failure] ? failure.Why.TrimEnd('.') : StillOffline(report);
        }
        catch (Exception trouble) when (trouble is PanelException or LedgerException)
        {
            return trouble.Message.TrimEnd('.');
        }
    }

    /// <summary>What was to come back and did not: whoever paid is not left until the next look.</summary>
    private static string? StillOffline(RunReport report) =>
        report.Open.FirstOrDefault(act => act is { Act.Action: BillingAction.Unsuspend or BillingAction.Unfreeze, Outcome: Outcome.TryLater or Outcome.InDoubt }) is { } act ? $"{act.Act.Action.Key}: {act.Outcome.Words.TrimEnd('.')}" : null;

    /// <summary>Works on parts of a run that another node planned, or left, unless this one is at something already. False: it could not.</summary>
    public async Task<bool> WorkOnRangesAsync()
    {
        if (!await one.WaitAsync(0)) return true;
        try
        {
            return await TryAsync(async () =>
            {
                while (!life.ApplicationStopping.IsCancellationRequested && await composition.WorkAsync(policy.Current, life.ApplicationStopping) is { } part) await TellOfRunAsync(part, life.ApplicationStopping);
            });
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception trouble) when (trouble is PanelException or LedgerException)
        {
            Log.CouldNotWork(log, trouble.Message.TrimEnd('.'));
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            Log.Broke(log, mistake);
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            // What was begun is finished; nothing else begins.
        }
        return false;
    }

    /// <summary>Makes the run of today when it is due and nobody else is making it: among nodes one plans it.</summary>
    private async Task<bool> MadeAsync(BillingPolicy current, CancellationToken cancel)
    {
        if (!await DueAsync(current, cancel)) return false;
        await using ILease? planning = await composition.Ledger.TryLeaseAsync(Leased.DailyRun, cancel);
        if (planning is null || !await DueAsync(current, cancel)) return false;
        DateOnly today = current.DayOf(time.GetUtcNow());
        runs = (today, runs.Day == today ? runs.Times + 1 : 1, time.GetUtcNow());
        Log.RunBegins(log, today);
        if (runs.Times == 1)
            foreach (HolidayGap gap in HolidayGap.On(current, today)) Log.HolidaysMissing(log, gap.ToString());
        await TellOfRunAsync(await composition.RunAsync(current, cancel), cancel);
        return true;
    }

    /// <summary>One run a local day; one with failures is made again. An hour that the clock skips means the first instant after the gap.</summary>
    private async Task<bool> DueAsync(BillingPolicy current, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateOnly today = current.DayOf(now);
        if (now < current.TimeZone.At(today, current.RunAt)) return false;
        DailyState state = await composition.Ledger.Ranges.OfDayAsync(today, cancel);
        if (state.UnderWay) return false;
        return state.Whole ? await AgainAsync(today, cancel) : state.Failed < MostTries || now - runs.Last >= Rest;
    }

    /// <summary>A brake held something of today's run, and none is in force any more.</summary>
    private async Task<bool> AgainAsync(DateOnly today, CancellationToken cancel) =>
        !(runs.Day == today && runs.Times >= MostAgain) && await HeldToday.FreeAsync(composition.Ledger.Brakes, today, cancel);

    private async Task TellOfRunAsync(RunReport report, CancellationToken cancel)
    {
        Tell("run", report);
        if (report.Over) await KeepEvidenceAsync(cancel);
        else Log.LeftToOthers(log, report.Today);
    }

    /// <summary>After the run. The end of the chain is written into the log: whoever changed the ledger would have to change that too.</summary>
    private async Task KeepEvidenceAsync(CancellationToken cancel)
    {
        EvidenceKeeping keeping = new(composition.Parts.Configuration.Evidence, composition.Ledger.Evidence, time);
        if (await keeping.EraseAsync(cancel) is > 0 and var erased) Log.PersonalValuesErased(log, erased);
        try
        {
            if (await keeping.StampAsync(cancel) is { } at) Log.ChainStamped(log, at);
        }
        catch (EvidenceException later)
        {
            Log.ChainNotStamped(log, later.Message);
        }
        EvidenceHead head = await composition.Ledger.Evidence.HeadAsync(cancel);
        Log.ChainEnd(log, head.Number, head.Hash);
    }

    private void Tell(string occasion, RunReport report)
    {
        Performed[] open = [.. report.Open];
        foreach (Core.Planning.Planned act in report.Done) Log.Done(log, act.Action.Key, act.Because);
        foreach (Performed act in open) Log.LeftOpen(log, act.Act.Action.Key, act.Outcome.Words);
        foreach (UnreadableRow row in report.Unreadable) Log.Unreadable(log, row.Table, row.Id, row.Client, row.Why);
        foreach (ClientFailure failure in report.Failures) Log.ClientFailed(log, failure.Client, failure.Why);
        if (report.Held.Count > 0 && occasion == "run") Log.Held(log, report.Held.Count, report.Today);
        if (occasion == "run" || report.Acts.Count > 0 || report.Failures.Count > 0)
            Log.RunDone(log, occasion, report.Number, report.Today, report.Clients, report.Done.Count(), open.Length, report.Held.Count, report.Failures.Count);
    }
}
