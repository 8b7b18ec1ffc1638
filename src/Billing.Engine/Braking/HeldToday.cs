using Billing.Engine.Ledger;
using Billing.Engine.Runs;

namespace Billing.Engine.Braking;

/// <summary>Whether the run of a day left something that a brake held: once none is in force any more, the run of that day is made again.</summary>
internal static class HeldToday
{
    /// <summary>What the run of today left.</summary>
    public static Task KeepAsync(IBrakeBook book, RunReport report, CancellationToken cancel) => KeepAsync(book, report.Held.Count > 0 ? report.Today : null, cancel);

    /// <summary>Whether the run of that day is to be made again now.</summary>
    public static async Task<bool> FreeAsync(IBrakeBook book, DateOnly today, CancellationToken cancel) =>
        new Marks(await book.MarksAsync(cancel))[Marks.Held] == Marks.Write(today) && (await book.InForceAsync(cancel)).Count == 0;

    private static Task KeepAsync(IBrakeBook book, DateOnly? day, CancellationToken cancel) =>
        book.KeepMarksAsync(new Dictionary<string, string> { [Marks.Held] = day is { } held ? Marks.Write(held) : "" }, cancel);
}
