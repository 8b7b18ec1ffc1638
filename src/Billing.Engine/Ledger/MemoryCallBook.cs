namespace Billing.Engine.Ledger;

/// <summary>The calls in memory.</summary>
internal sealed class MemoryCallBook(TimeProvider clock) : ICallBook
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<Call>> TakeAsync(IReadOnlyList<Call> calls, CancellationToken cancel) => Locked<IReadOnlyList<Call>>(() =>
        [.. calls.Where(call => this.calls.TryAdd(Fitting.Id(call.Id), new Kept(call with { Id = Fitting.Id(call.Id), Event = Fitting.Id(call.Event) }, clock.GetUtcNow())))]);

    public Task<IReadOnlyList<Call>> WaitingAsync(TimeSpan olderThan, int most, CancellationToken cancel) => Locked<IReadOnlyList<Call>>(() =>
        [.. calls.Values.Where(kept => kept.Answered is null && kept.Came <= clock.GetUtcNow() - olderThan).OrderBy(kept => kept.Came).Take(most).Select(kept => kept.Call)]);

    public Task<(int Count, DateTimeOffset? Oldest)> QueueAsync(CancellationToken cancel) => Locked(() =>
    {
        DateTimeOffset[] waiting = [.. calls.Values.Where(kept => kept.Answered is null).Select(kept => kept.Came)];
        return (waiting.Length, waiting.Length == 0 ? (DateTimeOffset?)null : waiting.Min());
    });

    public Task AnswerAsync(IReadOnlyCollection<string> ids, CancellationToken cancel) => Locked(() =>
    {
        foreach (string id in ids)
            if (calls.TryGetValue(Fitting.Id(id), out Kept? kept)) kept.Answered ??= clock.GetUtcNow();
        return true;
    });

    public Task<int> ForgetAsync(DateTimeOffset answeredBefore, CancellationToken cancel) => Locked(() =>
    {
        string[] gone = [.. calls.Where(kept => kept.Value.Answered < answeredBefore).Select(kept => kept.Key)];
        foreach (string id in gone) calls.Remove(id);
        return gone.Length;
    });

    public Task KeepMarkAsync(string source, string mark, CancellationToken cancel) => Locked(() => marks[source] = mark);

    public Task<string?> MarkAsync(string source, CancellationToken cancel) => Locked(() => marks.GetValueOrDefault(source));

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (gate) return Task.FromResult(work());
    }

    private sealed class Kept(Call call, DateTimeOffset came)
    {
        public Call Call => call;
        public DateTimeOffset Came => came;
        public DateTimeOffset? Answered { get; set; }
    }
}
