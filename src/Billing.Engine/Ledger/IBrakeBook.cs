using System.Text.Json;
using Billing.Engine.Panel;

namespace Billing.Engine.Ledger;

/// <summary>
/// The brakes: what keeps anybody from being taken offline now, and what did before. Here every process learns of one that another raised or an admin released.
/// </summary>
public interface IBrakeBook
{
    /// <summary>Puts a brake in force. There is one of a kind: raised again, it gets the new words and stays since when it was.</summary>
    /// <returns>Whether it was not in force before.</returns>
    Task<bool> RaiseAsync(BrakeKind kind, string why, CancellationToken cancel);

    /// <summary>Those in force, the oldest first.</summary>
    Task<IReadOnlyList<BrakeEntry>> InForceAsync(CancellationToken cancel);

    /// <summary>Ends a brake.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="by">Who released it; null when its cause is gone.</param>
    /// <param name="because">Why, in words.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>False when none of that kind was in force.</returns>
    Task<bool> LiftAsync(BrakeKind kind, string? by, string because, CancellationToken cancel);

    /// <summary>All that ever were, the newest first.</summary>
    Task<IReadOnlyList<BrakeEntry>> HistoryAsync(int most, CancellationToken cancel);

    /// <summary>What the rules compare with: how far the panel had come when it was last seen, what an admin declared to be true.</summary>
    Task<IReadOnlyDictionary<string, string>> MarksAsync(CancellationToken cancel);

    /// <summary>Keeps marks beside those there are; an empty one is forgotten. All or none.</summary>
    Task KeepMarksAsync(IReadOnlyDictionary<string, string> marks, CancellationToken cancel);

    /// <summary>The run of the latest day after <paramref name="today"/>, among those numbered above <paramref name="above"/>; null when there is none.</summary>
    Task<RunEntry?> LaterRunAsync(DateOnly today, long above, CancellationToken cancel);

    /// <summary>The invoices that we raised last, newest first, each with its client and the number of its entry, among entries numbered above <paramref name="above"/>.</summary>
    Task<IReadOnlyList<RaisedInvoice>> RaisedLatelyAsync(long above, int most, CancellationToken cancel);

    /// <summary>The clock of the ledger's server beside ours; null when it has none but ours.</summary>
    Task<ClockReading?> ReadClockAsync(CancellationToken cancel);
}

/// <summary>One brake, in force or over.</summary>
/// <param name="Number">Its place in the history.</param>
/// <param name="Kind">Which.</param>
/// <param name="Since">When it was raised.</param>
/// <param name="Why">Why, in words, with the numbers.</param>
/// <param name="Lifted">When it ended; null while it is in force.</param>
/// <param name="By">Who released it; null when its cause was gone.</param>
/// <param name="Because">Why it ended.</param>
public sealed record BrakeEntry(long Number, BrakeKind Kind, DateTimeOffset Since, string Why, DateTimeOffset? Lifted, string? By, string Because);

/// <summary>An invoice that we raised.</summary>
public sealed record RaisedInvoice(long Number, int Client, int Invoice);

/// <summary>What sort of thing keeps anybody from being taken offline. The words of it are kept in ledgers: renaming one is a migration.</summary>
public enum BrakeKind
{
    /// <summary>Our clock, or another one, is wrong.</summary>
    Clock,
    /// <summary>The panel went back: a restored backup, emptied tables.</summary>
    Restored,
    /// <summary>Much of the panel is missing.</summary>
    Half,
    /// <summary>Another installation works on this panel.</summary>
    SecondInstallation,
    /// <summary>Nobody sees payments.</summary>
    PaymentsUnseen,
    /// <summary>The panel cannot be read.</summary>
    Source,
    /// <summary>A run would take too many offline (the policy's own limit).</summary>
    Policy,
}

/// <summary>The words of <see cref="BrakeKind"/>: <c>second-installation</c>.</summary>
public static class BrakeKinds
{
    /// <summary>The word.</summary>
    public static string Word(this BrakeKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>The kind of that word; null for a word that is none.</summary>
    public static BrakeKind? Of(string word) => Enum.GetValues<BrakeKind>().Where(kind => kind.Word() == word).Select(kind => (BrakeKind?)kind).FirstOrDefault();
}
