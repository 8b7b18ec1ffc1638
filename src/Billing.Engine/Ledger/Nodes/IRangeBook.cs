namespace Billing.Engine.Ledger.Nodes;

/// <summary>The daily run in parts: planned by one, worked on by all nodes, and finished by whoever finishes the last part. One process has one part, with everybody.</summary>
public interface IRangeBook
{
    /// <summary>Other nodes work on them too.</summary>
    bool Shared { get; }

    /// <summary>How many clients one part carries.</summary>
    int ClientsARange { get; }

    /// <summary>
    /// Writes the parts of a run, all at once; those of earlier runs are given up. Until then a run is not begun, and is made again when its planner dies.
    /// </summary>
    /// <param name="run">The run's number.</param>
    /// <param name="planning">What came of the planning itself.</param>
    /// <param name="ranges">The parts; none ends the run.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Whether the run is over.</returns>
    Task<bool> WriteAsync(long run, RangeTally planning, IReadOnlyList<PlannedRange> ranges, CancellationToken cancel);

    /// <summary>Takes a part that nobody works on, or whose node died; null when there is none.</summary>
    /// <param name="run">Of that run; null for any.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task<ClientRange?> TakeAsync(long? run, CancellationToken cancel);

    /// <summary>Ends a part. The last one ends the run, once.</summary>
    /// <returns>Whether the run is over by that.</returns>
    /// <exception cref="LeaseLostException">Another node has it by now, or the run was given up.</exception>
    Task<bool> FinishAsync(ClientRange range, RangeTally tally, CancellationToken cancel);

    /// <summary>How far the daily run of that day is.</summary>
    Task<DailyState> OfDayAsync(DateOnly day, CancellationToken cancel);
}

/// <summary>A part of a run.</summary>
/// <param name="Clients">Whom.</param>
/// <param name="Offline">How many services the plan takes offline in it: no more may go.</param>
public sealed record PlannedRange(IReadOnlyList<int> Clients, int Offline);

/// <summary>What came of a part, in numbers.</summary>
public sealed record RangeTally(int Clients, int Done, int Open, int Held, int Failures, int GivenUp)
{
    /// <summary>Nobody failed, and nothing was given up.</summary>
    internal bool Whole => Failures == 0 && GivenUp == 0;

    internal string Words => $"{Done} done, {Open} open, {Held} held, {Failures} clients failed" + (GivenUp > 0 ? $", {GivenUp} parts given up" : "");

    internal static RangeTally Sum(IEnumerable<RangeTally> all) => all.Aggregate(new RangeTally(0, 0, 0, 0, 0, 0), (sum, each) =>
        new RangeTally(sum.Clients + each.Clients, sum.Done + each.Done, sum.Open + each.Open, sum.Held + each.Held, sum.Failures + each.Failures, sum.GivenUp + each.GivenUp));
}

/// <summary>The daily run of a day.</summary>
/// <param name="Whole">One was finished without a failure.</param>
/// <param name="Failed">How many were finished with failures.</param>
/// <param name="UnderWay">Nodes work on one.</param>
public sealed record DailyState(bool Whole, int Failed, bool UnderWay);

/// <summary>A part of a run that this process works on. Disposed before it is finished, it is free for another node at once.</summary>
public sealed class ClientRange : IAsyncDisposable
{
    private readonly Func<ValueTask> release;

    internal ClientRange(long run, int number, DateOnly today, IReadOnlyList<int> clients, int offline, IReadOnlyCollection<string> gone, long fence, Func<ValueTask> release, CancellationToken lost) =>
        (Run, Number, Today, Clients, Offline, Gone, Fence, Lost, this.release) = (run, number, today, clients, offline, gone, fence, lost, release);

    /// <summary>The run's number.</summary>
    public long Run { get; }
    /// <summary>Its number in the run, from 1.</summary>
    public int Number { get; }
    /// <summary>The run's day.</summary>
    public DateOnly Today { get; }
    /// <summary>Whom.</summary>
    public IReadOnlyList<int> Clients { get; }
    /// <summary>How many services may go offline in it.</summary>
    public int Offline { get; }
    /// <summary>Services that a node before us took offline in it, as targets: they count.</summary>
    public IReadOnlyCollection<string> Gone { get; }
    /// <summary>Cancelled when it could not be kept: nothing new may begin in it.</summary>
    public CancellationToken Lost { get; }

    internal long Fence { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => release();
}
