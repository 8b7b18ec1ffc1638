using System.Globalization;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Watching;

/// <summary>Follows what the panel only ever adds to: transactions, and lines of its activity log. Each new row is one call, kept before the row counts as seen.</summary>
internal sealed class ChangeWatch(IPanel panel, ILedger ledger, TimeProvider time, WatchOptions options)
{
    private const string Source = "panel";

    private readonly Trail money = new(options), log = new(options);
    private string? kept;

    /// <summary>Reads what is new, page by page; all the way back where stragglers may be, when it is to look deep.</summary>
    /// <param name="deep">Whether stragglers are looked for.</param>
    /// <param name="fresh">Gets who is to be looked at as soon as that is kept, also when a later page fails.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<(IReadOnlyList<string> Hidden, bool WentBack)> LookAsync(bool deep, List<Call> fresh, CancellationToken cancel)
    {
        await ResumeAsync(cancel);
        PanelMark from = From(deep);
        bool wentBack = false, more = true;
        IReadOnlyList<string> hidden = [];
        while (more)
        {
            PanelChanges page = await panel.ReadChangesAsync(from, cancel).WaitAsync(options.Patience, time, cancel);
            hidden = page.Hidden;
            ((bool back, bool again), (bool logBack, bool logAgain)) = (money.Measure(page.Highest.Transaction), log.Measure(page.Highest.LogLine));
            wentBack |= back || logBack;
            if (again || logAgain)
            {
                from = From(deep: true);
                continue;
            }
            await TakeAsync(page, fresh, cancel);
            (from, more) = (page.ReadTo, page.More);
        }
        await SettleAsync(cancel);
        return (hidden, wentBack);
    }

    private async Task TakeAsync(PanelChanges page, List<Call> fresh, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        PanelChange[] unknown = [.. page.Changes.Where(change => !Of(change.Kind).Knows(change.Id))];
        fresh.AddRange(await ledger.Calls.TakeAsync([.. unknown.Select(change => CallFor(change, now))], cancel));
        money.Remember(unknown.Where(change => change.Kind == ChangeKind.Transaction).Select(change => change.Id), page.ReadTo.Transaction);
        log.Remember(unknown.Where(change => change.Kind == ChangeKind.LogLine).Select(change => change.Id), page.ReadTo.LogLine);
    }

    private Call CallFor(PanelChange change, DateTimeOffset now) => new(
        string.Create(CultureInfo.InvariantCulture, $"{(change.Kind == ChangeKind.Transaction ? "accounts" : "activity")} {change.Id}{Of(change.Kind).Suffix}"),
        change.Kind.ToString(), change.Client, null, now);

    private Trail Of(ChangeKind kind) => kind == ChangeKind.Transaction ? money : log;

    private PanelMark From(bool deep) => new(money.From(deep), log.From(deep));

    private async Task ResumeAsync(CancellationToken cancel)
    {
        if (kept is not null) return;
        string mark = await ledger.Calls.MarkAsync(Source, cancel) ?? "";
        if (mark.Split(' ') is [var transactions, var lines])
        {
            money.Resume(transactions);
            log.Resume(lines);
        }
        kept = mark;
    }

    /// <summary>The mark is kept when it moved. It trails behind what was called for, so a look that repeats itself after a crash repeats calls that are known.</summary>
    private async Task SettleAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        money.Settle(now);
        log.Settle(now);
        string mark = $"{money} {log}";
        if (mark == kept) return;
        await ledger.Calls.KeepMarkAsync(Source, mark, cancel);
        kept = mark;
    }
}
