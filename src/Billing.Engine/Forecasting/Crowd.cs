using System.Threading.Channels;
using Billing.Core.Facts;
using Billing.Engine.Runs;

namespace Billing.Engine.Forecasting;

/// <summary>All clients as they are read, shared out among the processors; each worker counts for itself. No more clients are kept than are being worked on.</summary>
internal static class Crowd
{
    private const int Handful = 64, Waiting = 4;

    /// <summary>Takes every client once, by one of the workers.</summary>
    /// <param name="clients">As they are read.</param>
    /// <param name="make">Makes a worker, and says what it does with a client.</param>
    /// <param name="progress">Told how many were read.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>The workers.</returns>
    public static async Task<IReadOnlyList<T>> EachAsync<T>(IAsyncEnumerable<ClientFacts> clients, Func<T> make, Action<T, ClientFacts> work, IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<ClientFacts[]> queue = Channel.CreateBounded<ClientFacts[]>(new BoundedChannelOptions(Waiting) { SingleWriter = true });
        Task<T>[] workers = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 8)).Select(_ => Task.Run(() => WorkAsync(queue.Reader, make(), work, stop), CancellationToken.None))];
        try
        {
            await FeedAsync(clients, queue.Writer, progress, stop.Token);
            queue.Writer.Complete();
        }
        catch (Exception failure)
        {
            queue.Writer.Complete(failure is OperationCanceledException ? null : failure);
            await stop.CancelAsync();
            await Task.WhenAll(workers);   // what a worker failed with says more than that the others were stopped
            throw;
        }
        return await Task.WhenAll(workers);
    }

    private static async Task FeedAsync(IAsyncEnumerable<ClientFacts> clients, ChannelWriter<ClientFacts[]> queue, IProgress<RunProgress>? progress, CancellationToken cancel)
    {
        List<ClientFacts> some = new(Handful);
        int read = 0;
        await foreach (ClientFacts facts in clients.WithCancellation(cancel))
        {
            some.Add(facts);
            if (some.Count < Handful) continue;
            await queue.WriteAsync([.. some], cancel);
            progress?.Report(new RunProgress("reading", read += some.Count, null));
            some.Clear();
        }
        if (some.Count > 0) await queue.WriteAsync([.. some], cancel);
    }

    private static async Task<T> WorkAsync<T>(ChannelReader<ClientFacts[]> queue, T worker, Action<T, ClientFacts> work, CancellationTokenSource stop)
    {
        try
        {
            await foreach (ClientFacts[] some in queue.ReadAllAsync(CancellationToken.None))
                foreach (ClientFacts facts in some)
                    if (stop.IsCancellationRequested) return worker;
                    else work(worker, facts);
            return worker;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
