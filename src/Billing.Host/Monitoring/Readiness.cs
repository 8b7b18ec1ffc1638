using System.Globalization;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;
using Billing.Host.Worker;

namespace Billing.Host.Monitoring;

/// <summary>
/// Looks whether everything that the service needs is well. It looks by itself every few seconds, so that whoever asks waits for nothing and can overload
/// nothing. The panel is asked more seldom.
/// </summary>
internal sealed class Readiness(Composition composition, PolicyInForce policy, Pulse pulse, TimeProvider time, CancellationToken stopping)
{
    private const string Mark = "readiness";

    /// <summary>Looks are runs in the ledger too: so many are read back to find the last run of a day.</summary>
    private const int ReadBack = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), PanelEvery = TimeSpan.FromSeconds(30), ToMakeTheRun = TimeSpan.FromHours(1);

    private (DateTimeOffset At, Part Said)? panel;
    private DateOnly? made;

    /// <summary>What was seen last; nothing before the first look.</summary>
    public IReadOnlyList<Part> Parts
    {
        get => stopping.IsCancellationRequested ? [new Part("service", false, "it is being stopped, and finishes what it began")] : field;
        private set;
    } = [];

    /// <summary>How long the daily run is overdue.</summary>
    public TimeSpan Overdue { get; private set; }

    /// <summary>What waits to be looked at, and since when.</summary>
    public (int Count, DateTimeOffset? Oldest) Calls { get; private set; }

    public async Task LookAsync(CancellationToken cancel) =>
        Parts = [await AskAsync("ledger", LedgerAsync, cancel), await PanelAsync(cancel), await AskAsync("daily-run", DailyRunAsync, cancel), Policy(), Adapters()];

    private static async Task<Part> AskAsync(string name, Func<CancellationToken, Task<Part>> ask, CancellationToken cancel)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(Patience);
        try
        {
            return await ask(enough.Token).WaitAsync(Patience, cancel);
        }
        catch (Exception trouble) when (trouble is LedgerException or PanelException or SecretException)
        {
            return new Part(name, false, trouble.Message);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new Part(name, false, string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds} seconds"));
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            return new Part(name, false, mistake.GetType().Name);
        }
    }

    /// <summary>Written and read back.</summary>
    private async Task<Part> LedgerAsync(CancellationToken cancel)
    {
        string now = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        await composition.Ledger.Calls.KeepMarkAsync(Mark, now, cancel);
        Calls = await composition.Ledger.Calls.QueueAsync(cancel);
        return await composition.Ledger.Calls.MarkAsync(Mark, cancel) is not null ? new Part("ledger", true, "it answers and can be written") : new Part("ledger", false, "what was written is not there");
    }

    /// <summary>Asked every half minute only: the panel has other work, and each failure is a line in the log.</summary>
    private async Task<Part> PanelAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (panel is { } last && now - last.At < PanelEvery && now >= last.At) return last.Said;
        Part said = await AskAsync("panel", AskPanelAsync, cancel);
        panel = (now, said);
        return said;
    }

    /// <summary>A small question, whose answer does not matter. No from a panel is an answer; not to be let in is none.</summary>
    private async Task<Part> AskPanelAsync(CancellationToken cancel)
    {
        try
        {
            await composition.Panel.ReadBillingContactsAsync(1, cancel);
        }
        catch (PanelException no) when (no.Failure is PanelFailure.Rejected or PanelFailure.MissingRight)
        {
        }
        return new Part("panel", true, Invariant($"it answered at {time.GetUtcNow():HH:mm:ss}Z"));
    }

    /// <summary>The last one whose hour has come.</summary>
    private async Task<Part> DailyRunAsync(CancellationToken cancel)
    {
        BillingPolicy current = policy.Current;
        DateTimeOffset now = time.GetUtcNow();
        DateOnly day = current.DayOf(now);
        if (now < current.TimeZone.At(day, current.RunAt)) day = day.AddDays(-1);
        if (made != day) made = (await composition.Ledger.RunsAsync(ReadBack, cancel)).FirstOrDefault(run => run is { Occasion: SqlLedger.Daily, Finished: not null })?.Today;
        Overdue = made is null && day < current.DayOf(now) || made >= day ? TimeSpan.Zero : now - current.TimeZone.At(day, current.RunAt);
        if (Overdue == TimeSpan.Zero) return new Part("daily-run", true, made is { } last ? Invariant($"the run of {last:yyyy-MM-dd} is made") : "none was due yet");
        string words = Invariant($"the run of {day:yyyy-MM-dd} is not made");
        return new Part("daily-run", Overdue < ToMakeTheRun || pulse.Since < ToMakeTheRun, pulse.AtWork ? $"{words} yet, the service is at work" : $"{words}; the log says why");
    }

    private Part Policy() => policy.Problems == 0
        ? new Part("policy", true, Invariant($"in force since {policy.Since.UtcDateTime:yyyy-MM-dd HH:mm}Z"))
        : new Part("policy", false, Invariant($"the file has {policy.Problems} problems, see the log; the one of {policy.Since.UtcDateTime:yyyy-MM-dd HH:mm}Z stays in force"));

    private Part Adapters()
    {
        string[] known = [.. composition.Adapters.Keys];
        string[] missing = [.. MappingCheck.Unknown(composition.Parts.Configuration.Adapters, known, composition.Parts.Plugins)];
        int resting = composition.Lanes.All.Count(each => each.Lane.Standing.Open);
        return missing.Length > 0 ? new Part("adapters", false, missing[0])
            : new Part("adapters", true, Invariant($"{known.Length} are set up") + (resting == 0 ? "" : Invariant($"; servers left alone: {resting}")));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
