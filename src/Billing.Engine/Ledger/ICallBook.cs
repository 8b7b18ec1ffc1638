namespace Billing.Engine.Ledger;

/// <summary>
/// Who is to be looked at, because something outside said so: the panel's hook, or what we saw in the panel ourselves. A call that was taken is not lost when the
/// process dies; it says whom to look at, never what to do.
/// </summary>
public interface ICallBook
{
    /// <summary>Keeps them; when it returns they are on the disk. Told again, a call is the same, whether it was answered or not.</summary>
    /// <returns>Those that were not known, in their order.</returns>
    Task<IReadOnlyList<Call>> TakeAsync(IReadOnlyList<Call> calls, CancellationToken cancel);

    /// <summary>Those not answered yet that came so long ago or longer, oldest first.</summary>
    Task<IReadOnlyList<Call>> WaitingAsync(TimeSpan olderThan, int most, CancellationToken cancel);

    /// <summary>How many wait, and since when the oldest of them; null when none does.</summary>
    Task<(int Count, DateTimeOffset? Oldest)> QueueAsync(CancellationToken cancel);

    /// <summary>Whoever they named was looked at.</summary>
    Task AnswerAsync(IReadOnlyCollection<string> ids, CancellationToken cancel);

    /// <summary>Forgets those answered before that moment. Told again after that, a call is a new one.</summary>
    /// <returns>How many.</returns>
    Task<int> ForgetAsync(DateTimeOffset answeredBefore, CancellationToken cancel);

    /// <summary>Keeps how far a source of calls was read, in the reader's own words, at most 2000 characters.</summary>
    Task KeepMarkAsync(string source, string mark, CancellationToken cancel);

    /// <summary>How far that source was read; null when it never was.</summary>
    Task<string?> MarkAsync(string source, CancellationToken cancel);
}

/// <summary>Somebody is to be looked at.</summary>
/// <param name="Id">The same whenever it is told again: the event's own, or <c>accounts 5871</c>.</param>
/// <param name="Event">What is said to have happened, in the panel's word; for a person.</param>
/// <param name="Client">Who; null when only the invoice is known.</param>
/// <param name="Invoice">About which invoice; null for none.</param>
/// <param name="At">When it is said to have happened.</param>
public sealed record Call(string Id, string Event, int? Client, int? Invoice, DateTimeOffset At);
