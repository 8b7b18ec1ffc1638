namespace Billing.Engine.Acting;

/// <summary>Lets one in at a time for each key, in the order of coming.</summary>
internal sealed class OneAtATime<TKey> where TKey : notnull
{
    private readonly Dictionary<TKey, Queue<TaskCompletionSource<bool>>> inside = [];

    /// <summary>Waits until nobody else is in for that key. Disposing what comes back lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancel) =>
        await EnterAsync(key, replace: false, cancel) ?? throw new System.Diagnostics.UnreachableException();

    /// <summary>The same, replacing whoever still waits for that key. Null: somebody later replaced this one.</summary>
    public Task<IDisposable?> EnterLastAsync(TKey key, CancellationToken cancel) => EnterAsync(key, replace: true, cancel);

    private async Task<IDisposable?> EnterAsync(TKey key, bool replace, CancellationToken cancel)
    {
        TaskCompletionSource<bool>? turn = null;
        lock (inside)
            if (inside.TryGetValue(key, out Queue<TaskCompletionSource<bool>>? waiting))
            {
                while (replace && waiting.TryDequeue(out TaskCompletionSource<bool>? earlier)) earlier.TrySetResult(false);
                waiting.Enqueue(turn = new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            else inside[key] = new();
        if (turn is null) return new Inside(this, key);
        using CancellationTokenRegistration stop = cancel.Register(() => turn.TrySetCanceled(cancel));
        return await turn.Task ? new Inside(this, key) : null;
    }

    private void Leave(TKey key)
    {
        lock (inside)
        {
            while (inside[key].TryDequeue(out TaskCompletionSource<bool>? next))
                if (next.TrySetResult(true)) return;
            inside.Remove(key);
        }
    }

    private sealed class Inside(OneAtATime<TKey> of, TKey key) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) of.Leave(key);
        }
    }
}
