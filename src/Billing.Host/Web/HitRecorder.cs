using System.Threading.Channels;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Tracking;

namespace Billing.Host.Web;

/// <summary>
/// Writes hits: those that come together are one commit, and a request is answered when its hit is on the disk. While the ledger is gone hits wait in memory, so
/// many and no more, and are tried again; whatever has to be dropped is counted and said. It keeps no file of its own: what waits when the process is killed is lost.
/// </summary>
internal sealed class HitRecorder : IHitRecorder, IAsyncDisposable
{
    private const int MostInAGroup = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), TryAgain = TimeSpan.FromSeconds(1), Minute = TimeSpan.FromMinutes(1);

    private readonly WebParts parts;
    private readonly LinkBook book;
    private readonly Judgement judgement;
    private readonly SweepWatch sweeps;
    private readonly HitAllowance allowance;
    private readonly Channel<Pending> waiting;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task writing, counting;
    private volatile bool gone;
    private long dropped, told, group;

    /// <param name="parts">What it works with.</param>
    /// <param name="most">So many hits wait in memory while the ledger is gone.</param>
    public HitRecorder(WebParts parts, int most = 50_000)
    {
        this.parts = parts;
        (book, judgement) = (new LinkBook(parts.Evidence, parts.Time, 1000), new Judgement(parts.Settings.Judging, parts.Networks));
        (sweeps, allowance) = (new SweepWatch(parts.Settings.Judging.SweepClients), new HitAllowance(parts.Settings.Judging.HitsAnHour, parts.Time));
        waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(most) { SingleReader = true });
        (writing, counting) = (Task.Run(WriteAsync), Task.Run(CountAsync));
    }

    /// <summary>Hits that wait for the ledger.</summary>
    public long Waiting => waiting.Reader.Count + Interlocked.Read(ref group);

    /// <summary>Hits that were lost.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    public async Task RecordAsync(string id, KnownLinks? known, Hit hit)
    {
        if (!allowance.Take(id, hit.Purpose)) return;
        Pending one = new(id, known, hit);
        if (!waiting.Writer.TryWrite(one))
        {
            Drop(1);
            return;
        }
        if (gone) return;
        try
        {
            await one.Written.Task.WaitAsync(Patience, parts.Time);
        }
        catch (TimeoutException)
        {
            // The visitor waits no longer; the hit does.
        }
    }

    /// <summary>Writes what is still waiting; with the ledger gone it is tried once more and then counted as lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await counting;
        waiting.Writer.TryComplete();
        await writing;
        Say();
        stopping.Dispose();
    }

    private async Task WriteAsync()
    {
        List<Pending> hits = [];
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (hits.Count < MostInAGroup && waiting.Reader.TryRead(out Pending? next)) hits.Add(next);
            Interlocked.Exchange(ref group, hits.Count);
            while (!await TryWriteAsync(hits))
            {
                if (stopping.IsCancellationRequested)
                {
                    Drop(hits.Count);
                    break;
                }
                await Task.Delay(TryAgain, parts.Time, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            hits.Clear();
            Interlocked.Exchange(ref group, 0);
        }
    }

    private async Task<bool> TryWriteAsync(List<Pending> hits)
    {
        try
        {
            foreach (Pending hit in hits) hit.Records ??= await JudgeAsync(hit);
            await parts.Evidence.AppendAsync([.. hits.SelectMany(hit => hit.Records!)], CancellationToken.None);
            if (gone) Log.HitsWrittenAgain(parts.Log, Waiting);
            gone = false;
            return true;
        }
        catch (Exception trouble)
        {
            // Whatever it is, the next hits must find a writer.
            if (!gone) Log.HitsWait(parts.Log, trouble is LedgerException ? trouble.Message.TrimEnd('.') : trouble.GetType().Name);
            gone = true;
            return false;
        }
        finally
        {
            foreach (Pending hit in hits) hit.Written.TrySetResult();
        }
    }

    /// <summary>What is written of a hit, and what it tells of earlier ones; nothing when its link is nobody's.</summary>
    private async Task<IReadOnlyList<EvidenceRecord>> JudgeAsync(Pending pending)
    {
        if ((pending.Known ?? await book.FindAsync(pending.Id, CancellationToken.None)) is not { } known) return [];
        Hit hit = pending.Hit.At >= known.Links.Expires ? pending.Hit with { Expired = true } : pending.Hit;
        List<EvidenceRecord> records = [];
        IReadOnlyList<string> marks = judgement.Of(hit, known.Accepted);
        if (sweeps.Sees(known.Links, hit, records)) marks = [.. marks, Mark.Sweep];
        records.Add(HitEvidence.Record(known.Links, hit, marks));
        return records;
    }

    /// <summary>Every minute: the numbers of hits that are not kept in full, and of those that were lost.</summary>
    private async Task CountAsync()
    {
        using PeriodicTimer timer = new(Minute, parts.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token)) Further();
        }
        catch (OperationCanceledException)
        {
            Further();
        }
    }

    private void Further()
    {
        foreach ((string id, Hit hit) in allowance.Collect())
            if (!waiting.Writer.TryWrite(new Pending(id, null, hit))) Drop(hit.Times);
        Say();
    }

    private void Drop(int hits) => Interlocked.Add(ref dropped, hits);

    private void Say()
    {
        long lost = Dropped;
        if (lost > told) Log.HitsLost(parts.Log, lost - told);
        told = lost;
    }

    private sealed record Pending(string Id, KnownLinks? Known, Hit Hit)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public IReadOnlyList<EvidenceRecord>? Records { get; set; }
    }
}
