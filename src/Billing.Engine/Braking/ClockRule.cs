using System.Globalization;
using Billing.Engine.Panel;

namespace Billing.Engine.Braking;

/// <summary>
/// <c>clock</c>: ours and another clock are apart, ours jumped, or a run of a later day was begun already. What speaks for a wrong clock is noted by name, and
/// only when that very clock is seen to agree does it count no more; a jump, when any other clock agrees.
/// </summary>
internal static class ClockRule
{
    public const string Jump = "our clock";

    public static Judgement Judge(Sighting seen)
    {
        if (Apart(seen) is { } apart) return new Judgement.Hold(apart);
        if (seen.LaterRun is { } later)
            return new Judgement.Hold(Inv($"our clock says {seen.Today:yyyy-MM-dd}, and run {later.Number} of {later.Today:yyyy-MM-dd} was begun already: it was wrong then, or is wrong now"));
        if (Jumped(seen))
            return new Judgement.Hold(Inv($"our clock jumped by {Seconds(seen.Jump)} seconds between two looks at it, to {seen.Now.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; allowed are {Seconds(seen.Options.Clock!.Value)}"));
        return Doubts(seen).Count > 0 ? Judgement.AsItIs : new Judgement.Clear(seen.Clocks.Count > 0 ? "the clocks agree" : "no clock speaks against ours any more");
    }

    /// <summary>The first clock that is too far from ours, in words; null when there is none.</summary>
    public static string? Apart(Sighting seen) => seen.Clocks.Where(clock => Off(clock, seen.Options)).Select(clock => Inv(
        $"{clock.Name} shows {clock.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z and our clock showed {clock.AskedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {Seconds(clock.At - clock.AskedAt)} seconds apart; allowed are {Seconds(seen.Options.Clock!.Value)}")).FirstOrDefault();

    /// <summary>Clocks of which it is not seen that they agree with ours by now.</summary>
    public static IReadOnlyList<string> Doubts(Sighting seen)
    {
        if (seen.Options.Clock is null) return [];
        HashSet<string> doubts = [.. seen.Marks[Marks.Doubt].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        foreach (ClockReading clock in seen.Clocks)
            if (Off(clock, seen.Options)) doubts.Add(clock.Name);
            else doubts.Remove(clock.Name);
        if (Jumped(seen)) doubts.Add(Jump);
        else if (seen.Clocks.Count > 0 && Apart(seen) is null) doubts.Remove(Jump);
        return [.. doubts.Order(StringComparer.Ordinal)];
    }

    private static bool Jumped(Sighting seen) => seen.Options.Clock is { } most && seen.Jump.Duration() > most;

    private static bool Off(ClockReading clock, BrakeOptions options) => options.Clock is { } most && (clock.At - clock.AskedAt).Duration() > most;

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
