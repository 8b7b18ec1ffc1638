namespace Billing.Engine.Acting;

/// <summary>Lets one in at a time for each key, in the order of coming; who is called for goes first, and whoever is in is asked to make way.</summary>
internal sealed class OneAtATime<TKey> where TKey : notnull
{
    private readonly Dictionary<TKey, Room> inside = [];

    /// <summary>Waits until nobody else is in for that key. Disposing what comes back lets the next one in.</summary>
    public async Task<Inside> EnterAsync(TKey key, CancellationToken cancel) =>
        await EnterAsync(key, replace: false, first: false, cancel) ?? throw new System.Diagnostics.UnreachableException();

    /// <summary>The same, before those that wait, and asking whoever is in to make way: to begin nothing that can wait.</summary>
    public async Task<Inside> EnterFirstAsync(TKey key, CancellationToken cancel) =>
        await EnterAsync(key, replace: false, first: true, cancel) ?? throw new System.Diagnostics.UnreachableException();

    /// <summary>The same without waiting: null when somebody else is in.</summary>
    public Inside? TryEnter(TKey key)
    {
        lock (inside) return inside.ContainsKey(key) ? null : (inside[key] = new Room(new Inside(this, key))).In;
    }

    /// <summary>The same, replacing whoever still waits for that key. Null: somebody later replaced this one.</summary>
    public Task<Inside?> EnterLastAsync(TKey key, CancellationToken cancel) => EnterAsync(key, replace: true, first: false, cancel);

    private async Task<Inside?> EnterAsync(TKey key, bool replace, bool first, CancellationToken cancel)
    {
        Turn? turn = null;
        Inside? asked = null;
        lock (inside)
            if (inside.TryGetValue(key, out Room? room))
            {
                while (replace && room.Waiting.First is { } earlier)
                {
                    room.Waiting.RemoveFirst();
                    earlier.Value.TrySetResult(null);
                }
                turn = new Turn();
                if (first) room.Waiting.AddFirst(turn);
                else room.Waiting.AddLast(turn);
                asked = first ? room.In : null;
            }
            else return (inside[key] = new Room(new Inside(this, key))).In;
        asked?.AskForWay();
        using CancellationTokenRegistration stop = cancel.Register(() => turn.TrySetCanceled(cancel));
        return await turn.Task;
    }

    private void Leave(TKey key)
    {
        lock (inside)
        {
            Room room = inside[key];
            while (room.Waiting.First is { } next)
            {
                room.Waiting.RemoveFirst();
                room.In = new Inside(this, key);
                if (next.Value.TrySetResult(room.In)) return;
            }
            inside.Remove(key);
        }
    }

    /// <summary>Whoever is in.</summary>
    internal sealed class Inside(OneAtATime<TKey> of, TKey key) : IDisposable
    {
        private readonly CancellationTokenSource asked = new();
        private int left;

        /// <summary>Somebody was called for and waits.</summary>
        public CancellationToken Asked => asked.Token;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) of.Leave(key);
        }

        // Not disposed: it has no timer, and whoever asks may come just after the one who leaves.
        internal void AskForWay() => asked.Cancel();
    }

    private sealed class Turn() : TaskCompletionSource<Inside?>(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Room(Inside first)
    {
        public Inside In { get; set; } = first;

        public LinkedList<Turn> Waiting { get; } = [];
    }
}
