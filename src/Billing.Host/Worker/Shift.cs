using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
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
    /// <summary>Looks are runs in the ledger too: so many are read back to find the last run of a day.</summary>
    private const int ReadBack = 2000;

    /// <summary>A run in which clients failed (the panel went down in the middle) is made again at the next wakes, so many times a day.</summary>
    private const int MostTries = 5;

    /// <summary>A run in which a brake held something is made again when none is in force any more, so many times a day: a brake that comes and goes does not keep us reading.</summary>
    private const int MostAgain = 10;

    private readonly SemaphoreSlim one = new(1);
    private (DateOnly Day, int Times) failed;
    private (DateOnly Day, int Times) again;
    private DateOnly? made;

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
                if (await DueAsync(current, stopping)) await MakeAsync(current, stopping);
                else Tell("look", await composition.Road(current).LookAsync(null, stopping));
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
            return report.Failures is [{ } failure] ? failure.Why.TrimEnd('.') : null;
        }
        catch (Exception trouble) when (trouble is PanelException or LedgerException)
        {
            return trouble.Message.TrimEnd('.');
        }
    }

    public void Dispose() => one.Dispose();

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception trouble) when (trouble is PanelException or LedgerException)
        {
            Log.CouldNotWork(log, trouble.Message.TrimEnd('.'));
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            Log.Broke(log, mistake);
        }
    }

    /// <summary>One run a local day. An hour that the clock skips means the first instant after the gap.</summary>
    private async Task<bool> DueAsync(BillingPolicy current, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateOnly today = current.DayOf(now);
        if (failed.Day == today && failed.Times is > 0 and < MostTries) return true;
        if (await AgainAsync(today, cancel)) return true;
        if (made == today || now < current.TimeZone.At(today, current.RunAt)) return false;
        made = (await composition.Ledger.RunsAsync(ReadBack, cancel)).FirstOrDefault(run => run is { Occasion: SqlLedger.Daily, Finished: not null })?.Today;
        return made != today;
    }

    private async Task<bool> AgainAsync(DateOnly today, CancellationToken cancel)
    {
        int times = again.Day == today ? again.Times : 0;
        if (times >= MostAgain || !await HeldToday.FreeAsync(composition.Ledger.Brakes, today, cancel)) return false;
        again = (today, times + 1);
        return true;
    }

    private async Task MakeAsync(BillingPolicy current, CancellationToken cancel)
    {
        Log.RunBegins(log, current.DayOf(time.GetUtcNow()));
        RunReport report = await composition.RunAsync(current, cancel);
        made = report.Today;
        failed = (report.Today, report.Failures.Count == 0 ? 0 : failed.Day == report.Today ? failed.Times + 1 : 1);
        Tell("run", report);
        await KeepEvidenceAsync(cancel);
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
