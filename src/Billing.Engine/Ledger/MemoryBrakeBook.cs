using Billing.Engine.Panel;

namespace Billing.Engine.Ledger;

/// <summary>The brakes in memory.</summary>
/// <param name="clock">Ours, and there is no other.</param>
/// <param name="runs">The ledger's runs.</param>
/// <param name="raised">The invoices that we raised.</param>
internal sealed class MemoryBrakeBook(TimeProvider clock, Func<IReadOnlyList<RunEntry>> runs, Func<IReadOnlyList<RaisedInvoice>> raised) : IBrakeBook
{
    private readonly Lock gate = new();
    private readonly List<BrakeEntry> entries = [];
    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);

    public Task<bool> RaiseAsync(BrakeKind kind, string why, CancellationToken cancel) => Locked(() =>
    {
        int at = InForce(kind);
        if (at >= 0) entries[at] = entries[at] with { Why = Fitting.Words(why) };
        else entries.Add(new BrakeEntry(entries.Count + 1, kind, clock.GetUtcNow(), Fitting.Words(why), null, null, ""));
        return at < 0;
    });

    public Task<IReadOnlyList<BrakeEntry>> InForceAsync(CancellationToken cancel) => Locked<IReadOnlyList<BrakeEntry>>(() => [.. entries.Where(entry => entry.Lifted is null)]);

    public Task<bool> LiftAsync(BrakeKind kind, string? by, string because, CancellationToken cancel) => Locked(() =>
    {
        int at = InForce(kind);
        if (at >= 0) entries[at] = entries[at] with { Lifted = clock.GetUtcNow(), By = by, Because = Fitting.Words(because) };
        return at >= 0;
    });

    public Task<IReadOnlyList<BrakeEntry>> HistoryAsync(int most, CancellationToken cancel) => Locked<IReadOnlyList<BrakeEntry>>(() => [.. entries.AsEnumerable().Reverse().Take(most)]);

    public Task<IReadOnlyDictionary<string, string>> MarksAsync(CancellationToken cancel) =>
        Locked<IReadOnlyDictionary<string, string>>(() => new Dictionary<string, string>(marks, StringComparer.Ordinal));

    public Task KeepMarksAsync(IReadOnlyDictionary<string, string> marks, CancellationToken cancel) => Locked(() =>
    {
        foreach ((string name, string value) in marks)
            if (value.Length == 0) this.marks.Remove(name);
            else this.marks[name] = value;
        return true;
    });

    public Task<RunEntry?> LaterRunAsync(DateOnly today, long above, CancellationToken cancel) =>
        Task.FromResult(runs().Where(run => run.Today > today && run.Number > above).OrderBy(run => run.Today).ThenBy(run => run.Number).LastOrDefault());

    public Task<IReadOnlyList<RaisedInvoice>> RaisedLatelyAsync(long above, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<RaisedInvoice>>([.. raised().Where(invoice => invoice.Number > above).OrderByDescending(invoice => invoice.Number).Take(most)]);

    public Task<ClockReading?> ReadClockAsync(CancellationToken cancel) => Task.FromResult<ClockReading?>(null);

    private int InForce(BrakeKind kind) => entries.FindIndex(entry => entry.Kind == kind && entry.Lifted is null);

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (gate) return Task.FromResult(work());
    }
}
