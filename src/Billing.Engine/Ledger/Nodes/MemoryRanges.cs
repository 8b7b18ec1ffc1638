namespace Billing.Engine.Ledger.Nodes;

/// <summary>The parts of a daily run in memory: one, with everybody.</summary>
internal sealed class MemoryRanges(Action<long, bool, string> close, Func<long, DateOnly> dayOf, Func<DateOnly, DailyState> ofDay) : IRangeBook
{
    private readonly Lock gate = new();
    private readonly Queue<(int Number, PlannedRange Range)> free = new();
    private readonly List<RangeTally> tallies = [];
    private long current;
    private int open;

    public bool Shared => false;

    public int ClientsARange => int.MaxValue;

    public Task<bool> WriteAsync(long run, RangeTally planning, IReadOnlyList<PlannedRange> ranges, CancellationToken cancel)
    {
        lock (gate)
        {
            (current, open) = (run, ranges.Count);
            free.Clear();
            tallies.Clear();
            tallies.Add(planning);
            foreach ((int index, PlannedRange range) in ranges.Index()) free.Enqueue((index + 1, range));
            if (open == 0) close(run, planning.Whole, planning.Words);
            return Task.FromResult(open == 0);
        }
    }

    public Task<ClientRange?> TakeAsync(long? run, CancellationToken cancel)
    {
        lock (gate)
        {
            if (run is { } that && that != current || !free.TryDequeue(out (int Number, PlannedRange Range) next)) return Task.FromResult<ClientRange?>(null);
            return Task.FromResult<ClientRange?>(new ClientRange(current, next.Number, dayOf(current), next.Range.Clients, next.Range.Offline, [], 1, () => ValueTask.CompletedTask, CancellationToken.None));
        }
    }

    public Task<bool> FinishAsync(ClientRange range, RangeTally tally, CancellationToken cancel)
    {
        lock (gate)
        {
            if (range.Run != current) throw new LeaseLostException($"Run {range.Run} was begun anew: what was done in it stands, and is not done again.");
            tallies.Add(tally);
            RangeTally sum = RangeTally.Sum(tallies);
            if (--open == 0) close(current, sum.Whole, sum.Words);
            return Task.FromResult(open == 0);
        }
    }

    public Task<DailyState> OfDayAsync(DateOnly day, CancellationToken cancel) => Task.FromResult(ofDay(day));
}

/// <summary>One process has no nodes.</summary>
internal sealed class NoNodes : INodeBook
{
    public Task<IReadOnlyList<NodeEntry>> ListAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<NodeEntry>>([]);

    public Task<string?> CheckAsync(CancellationToken cancel) => Task.FromResult<string?>(null);

    public Task NotePolicyAsync(string digest, CancellationToken cancel) => Task.CompletedTask;
}
