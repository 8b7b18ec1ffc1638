using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// The way to one server. So many calls are under way at once; the others wait, those that bring something back online first. When the server is left alone
/// (<see cref="Circuit"/>) nobody waits for it: it stops nobody but those who need it.
/// </summary>
/// <param name="name">In words.</param>
/// <param name="options">How hard it is driven.</param>
/// <param name="time">The clock.</param>
/// <param name="shared">A way that those to other servers lead into as well. It is entered last: who waits for a server that hangs keeps no place on it.</param>
internal sealed class ServerLane(string name, LaneOptions options, TimeProvider time, ServerLane? shared = null)
{
    /// <summary>The server's name alone; empty for what an adapter talks to without a server.</summary>
    public string Server { get; init; } = "";

    private readonly Lock one = new();
    private readonly Circuit circuit = new(options, time);
    private readonly Pace pace = new(options);
    private readonly PriorityQueue<TaskCompletionSource<bool>, (int Rank, long Order)> waiting = new();
    private long order;
    private int under;

    /// <summary>Why the server is left alone: <c>server srv01: circuit open since …</c>.</summary>
    public string Words
    {
        get
        {
            lock (one) return $"{name}: {circuit.Words}";
        }
    }

    /// <summary>Waits for a place. True: it was got, and <see cref="Leave"/> gives it back. False: the server is left alone.</summary>
    /// <param name="first">Goes before those that do not.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<bool> EnterAsync(bool first, CancellationToken cancel)
    {
        TaskCompletionSource<bool>? turn = Ask(first, out bool entered);
        if (turn is not null)
        {
            using CancellationTokenRegistration stop = cancel.Register(() => turn.TrySetCanceled(cancel));
            entered = await turn.Task;
        }
        if (!entered) return false;
        try
        {
            await pace.WaitAsync(cancel);
            if (shared is not null) await shared.EnterAsync(first, cancel);   // never left alone: it is told nothing of what came of the calls
            return true;
        }
        catch (OperationCanceledException)
        {
            Free(null);
            throw;
        }
    }

    /// <summary>Gives the place back.</summary>
    /// <param name="seen">What came of the call; null when there was none.</param>
    public void Leave(AdapterOutcome? seen)
    {
        shared?.Leave(null);
        Free(seen);
    }

    private void Free(AdapterOutcome? seen)
    {
        lock (one)
        {
            under--;
            if (seen is not null) circuit.Note(seen);
            bool open = circuit.IsOpen;
            while ((open || under < Places) && waiting.TryDequeue(out TaskCompletionSource<bool>? next, out _))
                if (next.TrySetResult(!open) && !open) under++;
        }
    }

    private int Places => circuit.OnTrial ? 1 : options.PerServer;

    /// <summary>How it stands: so many wait, the first of them so long, and whether the server is left alone.</summary>
    public (int Waiting, TimeSpan Oldest, bool Open) Standing
    {
        get
        {
            lock (one)
            {
                long[] since = [.. waiting.UnorderedItems.Where(each => !each.Element.Task.IsCompleted).Select(each => (long)each.Element.Task.AsyncState!)];
                return (since.Length, since.Length == 0 ? TimeSpan.Zero : time.GetElapsedTime(since.Min()), circuit.IsOpen);
            }
        }
    }

    private TaskCompletionSource<bool>? Ask(bool first, out bool entered)
    {
        lock (one)
        {
            entered = !circuit.IsOpen && under < Places || first && under == 0 && circuit.MayProbe();
            if (entered) under++;
            if (entered || circuit.IsOpen) return null;
            TaskCompletionSource<bool> turn = new(time.GetTimestamp(), TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn, (first ? 0 : 1, order++));
            return turn;
        }
    }
}
