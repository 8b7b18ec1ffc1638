using Billing.Engine.Ledger;

namespace Billing.Engine.Calls;

/// <summary>
/// Writes calls into the ledger. Those that come while others are being written are one commit together, so that many at once do not wait for the ledger one after the other.
/// </summary>
/// <param name="book">Where they are kept.</param>
/// <param name="taken">Told of those that are kept now and were not known before.</param>
/// <param name="most">So many calls wait to be written; beyond that none is taken.</param>
internal sealed class CallIntake(ICallBook book, Action<IReadOnlyList<Call>> taken, int most = 5000)
{
    private readonly Lock one = new();
    private List<Call> next = [];
    private TaskCompletionSource? together;
    private bool writing;

    /// <summary>Ends when they are kept, those that were kept before as well.</summary>
    /// <exception cref="LedgerException">The ledger does not take them.</exception>
    public Task TakeAsync(IReadOnlyList<Call> calls)
    {
        if (calls.Count == 0) return Task.CompletedTask;
        lock (one)
        {
            if (next.Count > 0 && next.Count + calls.Count > most) throw new LedgerException("More calls wait to be written into the ledger than may wait.");
            next.AddRange(calls);
            Task mine = (together ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (!writing)
            {
                writing = true;
                _ = Task.Run(WriteAsync);
            }
            return mine;
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            List<Call> group;
            TaskCompletionSource waiting;
            lock (one)
            {
                if (together is null)
                {
                    writing = false;
                    return;
                }
                ((group, next), (waiting, together)) = ((next, []), (together, null));
            }
            await WriteAsync(group, waiting);
        }
    }

    private async Task WriteAsync(List<Call> group, TaskCompletionSource waiting)
    {
        try
        {
            Call[] each = [.. group.DistinctBy(call => call.Id)];
            taken(await book.TakeAsync(each, CancellationToken.None));   // whoever asked may have hung up: they tell it again, and it is known
            waiting.SetResult();
        }
        catch (Exception no)
        {
            waiting.SetException(no);   // whatever it is, the next ones must find a writer
        }
    }
}
