using Billing.Engine.Acting;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Braking;

/// <summary>A moment by two clocks: the wall's, which people set, and one that only goes on.</summary>
internal sealed record Instant(DateTimeOffset Wall, long Stamp);

/// <summary>
/// Raises the brakes and lifts them, and says at each turn whether one is in force. Where they stand is the ledger: whoever raises or releases one there, every
/// process heeds it at its next act.
/// </summary>
/// <param name="ledger">Where they stand.</param>
/// <param name="options">The limits.</param>
/// <param name="time">Our clocks.</param>
/// <param name="read">Reads the panel as a source of facts, with or without counting; null: only what the ledger knows is judged.</param>
/// <param name="clientOf">Whose invoice that is; null when it is gone.</param>
/// <param name="mark">Leaves our mark in the panel.</param>
internal sealed class Brakes(ILedger ledger, BrakeOptions options, TimeProvider time, Func<bool, CancellationToken, Task<SourceReading>>? read = null, Func<int, CancellationToken, Task<int?>>? clientOf = null,
    Func<Guid, DateTimeOffset, CancellationToken, Task>? mark = null)
{
    /// <summary>The last invoices that we raised are looked for, so many of them.</summary>
    private const int LastRaised = 10;

    /// <summary>A look at the source is good for so long; after it the next act looks again.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(1);

    /// <summary>Our mark in the panel is not left again so soon, however often the service starts.</summary>
    private static readonly TimeSpan MarkEvery = TimeSpan.FromHours(1);

    private readonly OneAtATime<int> alone = new();
    private Instant? last;

    /// <summary>Since when this process watches payments; null while it does not.</summary>
    public DateTimeOffset? Watching { get; set; }

    public BrakeOptions Options => options;

    public Instant Now => new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>Looks at the source, and raises and lifts what follows from it.</summary>
    /// <param name="today">The local day.</param>
    /// <param name="counts">Also counts clients and services, and looks for the invoices that we raised last: before a run.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task CheckAsync(DateOnly today, bool counts, CancellationToken cancel)
    {
        using IDisposable turn = await alone.EnterAsync(0, cancel);
        await LookAsync(today, counts, cancel);
    }

    /// <summary>Leaves our mark in the panel, by which another installation learns of us: at the start, and at each run.</summary>
    public async Task LeaveMarkAsync(CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (mark is null || new Marks(await ledger.Brakes.MarksAsync(cancel)).Moment(Marks.Left) is { } before && (now - before).Duration() < MarkEvery) return;
        try
        {
            await mark(await ledger.IdentityAsync(cancel), now, cancel);
            await ledger.Brakes.KeepMarksAsync(new Dictionary<string, string> { [Marks.Left] = Marks.Write(now) }, cancel);
        }
        catch (PanelException)
        {
            // Without it another installation does not see us; the next run leaves it. We still see theirs.
        }
    }

    /// <summary>What would be in force if it were checked now; nothing is written.</summary>
    public async Task<IReadOnlyList<BrakeEntry>> ForeseeAsync(DateOnly today, CancellationToken cancel)
    {
        Sighting seen = await SeeAsync(today, counts: true, cancel);
        List<BrakeEntry> all = [.. seen.InForce];
        foreach ((BrakeRow row, Judgement judgement) in Judge(seen))
        {
            if (judgement is Judgement.Clear) all.RemoveAll(entry => entry.Kind == row.Kind);
            if (judgement is Judgement.Hold hold && !seen.Holds(row.Kind)) all.Add(new BrakeEntry(0, row.Kind, seen.Now, hold.Why, null, null, ""));
        }
        return all;
    }

    /// <summary>What is in force, after a look at the source when the last one is too long ago.</summary>
    public async Task<IReadOnlyList<BrakeEntry>> InForceAsync(DateOnly today, CancellationToken cancel)
    {
        if (Old)
        {
            using IDisposable turn = await alone.EnterAsync(0, cancel);
            if (Old) await LookAsync(today, counts: false, cancel);   // else somebody looked while we waited
        }
        return await ledger.Brakes.InForceAsync(cancel);
    }

    /// <summary>
    /// Right before something is taken offline: why not now. The facts on which it was decided may have grown old while it waited for its server, and a brake may
    /// have come into force.
    /// </summary>
    /// <returns>Null when nothing speaks against it.</returns>
    public async Task<Outcome?> NotNowAsync(DateOnly today, Instant factsRead, CancellationToken cancel)
    {
        if (Passed(factsRead) > options.Facts)
            return new Outcome.TryLater(FormattableString.Invariant($"the facts were read {Passed(factsRead).TotalMinutes:0} minutes ago: they are read again first")) { Stale = true, After = TimeSpan.Zero };
        return Held(await InForceAsync(today, cancel)) is { } held ? new Outcome.TryLater(held) { Held = true, After = TimeSpan.Zero } : null;
    }

    /// <summary>In words: <c>held by brake clock</c>; null when none is in force.</summary>
    public static string? Held(IReadOnlyCollection<BrakeEntry> inForce) => inForce.Count == 0 ? null : $"held by brake {string.Join(", ", inForce.Select(entry => entry.Kind.Word()))}";

    /// <summary>An admin releases a brake: what is so now is declared to be right, and from here on the rules compare with it. Who, when and why is kept, and is part of the evidence.</summary>
    /// <returns>Why it cannot be released; null when it is.</returns>
    /// <exception cref="PanelException">The panel cannot be read, and so nothing can be declared of it.</exception>
    public async Task<string?> ReleaseAsync(DateOnly today, BrakeKind kind, string by, string because, CancellationToken cancel)
    {
        if ((await ledger.Brakes.InForceAsync(cancel)).All(entry => entry.Kind != kind)) return $"the brake {kind.Word()} is not in force";
        Sighting seen = await SeeAsync(today, counts: true, cancel);
        if (BrakeTable.Of(kind).Stands(seen) is { } cause) return cause;
        if (seen.Unread is { } why && kind != BrakeKind.Policy) throw new PanelException(PanelFailure.Unreachable, why);
        long lastRun = (await ledger.RunsAsync(1, cancel)) is [{ } run] ? run.Number : 0;
        long lastRaised = (await ledger.Brakes.RaisedLatelyAsync(0, 1, cancel)) is [{ } raised] ? raised.Number : 0;
        await ledger.Brakes.KeepMarksAsync(BrakeTable.Declared(kind, seen, lastRun, lastRaised).ToDictionary(mark => mark.Name, mark => mark.Value, StringComparer.Ordinal), cancel);
        string was = seen.InForce.FirstOrDefault(entry => entry.Kind == kind)?.Why ?? "";
        await ledger.Evidence.AppendAsync([new(Evidence.EvidenceKind.Released, 0, null, $"brake/{kind.Word()}", Evidence.Proof.Of(("brake", kind.Word()), ("why", was), ("by", by), ("because", because)))], cancel);
        await ledger.Brakes.LiftAsync(kind, by, because, cancel);
        return null;
    }

    private bool Old => last is { } before && Passed(before) > Good;

    private async Task LookAsync(DateOnly today, bool counts, CancellationToken cancel)
    {
        Sighting seen = await SeeAsync(today, counts, cancel);
        last = Now;
        List<BrakeKind> held = [];
        foreach ((BrakeRow row, Judgement judgement) in Judge(seen))
        {
            if (judgement is Judgement.Hold hold) await RaiseAsync(seen, row.Kind, hold.Why, cancel);
            if (judgement is Judgement.Clear clear && seen.Holds(row.Kind)) await ledger.Brakes.LiftAsync(row.Kind, null, clear.Because, cancel);
            if (judgement is Judgement.Hold || judgement is Judgement.Stays && seen.Holds(row.Kind)) held.Add(row.Kind);
        }
        await ledger.Brakes.KeepMarksAsync(seen.Marks.Changed(Learnt(seen, held)), cancel);
    }

    private static IEnumerable<(BrakeRow Row, Judgement Judgement)> Judge(Sighting seen) => BrakeTable.All.Where(row => row.Judge is not null).Select(row => (row, row.Judge!(seen)));

    /// <summary>What is known for the next time. What speaks for a brake is not learnt: that would make it the truth.</summary>
    private static IEnumerable<(string Name, string Value)> Learnt(Sighting seen, List<BrakeKind> held)
    {
        yield return (Marks.Doubt, string.Join('\n', ClockRule.Doubts(seen)));
        if (seen.Reading is not { } reading) yield break;
        if (!held.Contains(BrakeKind.Restored))
            foreach ((string, string) mark in BrakeTable.Numbers(reading)) yield return mark;
        if (!held.Contains(BrakeKind.Half))
            foreach ((string, string) mark in BrakeTable.Counts(reading)) yield return mark;
        if (seen.Marks[Marks.Begun].Length > 0) yield break;
        foreach ((string, string) mark in BrakeTable.Others(seen)) yield return mark;   // who was there when we came
        yield return (Marks.Begun, Marks.Write(seen.Now));
    }

    /// <summary>A release that came while we looked makes the comparison worthless: the next look compares anew.</summary>
    private async Task RaiseAsync(Sighting seen, BrakeKind kind, string why, CancellationToken cancel)
    {
        if (new Marks(await ledger.Brakes.MarksAsync(cancel))[Marks.Releases] != seen.Marks[Marks.Releases]) return;
        await ledger.Brakes.RaiseAsync(kind, why, cancel);
    }

    private async Task<Sighting> SeeAsync(DateOnly today, bool counts, CancellationToken cancel)
    {
        Marks marks = new(await ledger.Brakes.MarksAsync(cancel));
        TimeSpan jump = last is { } before ? time.GetUtcNow() - before.Wall - time.GetElapsedTime(before.Stamp) : TimeSpan.Zero;
        Sighting seen = new(time.GetUtcNow(), today, options, marks)
        {
            Jump = jump, Us = await ledger.IdentityAsync(cancel), Watching = Watching, InForce = await ledger.Brakes.InForceAsync(cancel),
            LaterRun = await ledger.Brakes.LaterRunAsync(today, marks.Number(Marks.RunsTo) ?? 0, cancel),
        };
        List<ClockReading> clocks = [];
        if (read is not null)
        {
            try
            {
                SourceReading reading = await read(counts, cancel);
                clocks.AddRange(reading.Clocks);
                seen = seen with { Reading = reading, Raised = counts ? await RaisedAsync(marks, cancel) : null };
            }
            catch (Exception no) when (no is PanelException or FormatException or OverflowException or ArgumentException)   // whatever a panel may answer
            {
                seen = seen with { Reading = null, Unread = no.Message.TrimEnd('.') };
            }
        }
        if (await ledger.Brakes.ReadClockAsync(cancel) is { } ledgers) clocks.Add(ledgers);
        return seen with { Clocks = clocks };
    }

    private async Task<IReadOnlyList<(RaisedInvoice, bool)>?> RaisedAsync(Marks marks, CancellationToken cancel)
    {
        if (clientOf is null) return null;
        List<(RaisedInvoice, bool)> raised = [];
        foreach (RaisedInvoice invoice in await ledger.Brakes.RaisedLatelyAsync(marks.Number(Marks.RaisedTo) ?? 0, LastRaised, cancel))
            raised.Add((invoice, await clientOf(invoice.Invoice, cancel) == invoice.Client));
        return raised;
    }

    /// <summary>By whichever clock says more: one does not count while the machine sleeps, the other may be set.</summary>
    private TimeSpan Passed(Instant since)
    {
        TimeSpan wall = (time.GetUtcNow() - since.Wall).Duration(), passed = time.GetElapsedTime(since.Stamp);
        return wall > passed ? wall : passed;
    }
}
