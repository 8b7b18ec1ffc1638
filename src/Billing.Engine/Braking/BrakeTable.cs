using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Braking;

/// <summary>One brake: its rule, and what an admin is told of it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Judge">Its rule; null: the plan of a run decides (policy §5.6).</param>
/// <param name="Lifts">What lifts it, in words.</param>
/// <param name="Stands">Why it cannot be released now; null when it can.</param>
internal sealed record BrakeRow(BrakeKind Kind, Func<Sighting, Judgement>? Judge, string Lifts, Func<Sighting, string?> Stands);

/// <summary>The brakes, one a row.</summary>
internal static class BrakeTable
{
    public static readonly IReadOnlyList<BrakeRow> All =
    [
        new(BrakeKind.Source, SourceRule.Judge, "lifts itself when the panel can be read", _ => "it lifts itself as soon as the panel can be read; until then nothing is known of it"),
        new(BrakeKind.Clock, ClockRule.Judge, "lifts itself when the clocks agree, and the day of the later run is reached; or a release, when no clock disagrees", ClockRule.Apart),
        new(BrakeKind.Restored, RestoredRule.Judge, "only a release, which takes the panel as it is now for the truth", _ => null),
        new(BrakeKind.Half, HalfRule.Judge, "lifts itself at the first run that finds them there again; or a release, which takes the panel as it is now for the truth", _ => null),
        new(BrakeKind.SecondInstallation, SecondInstallationRule.Judge, "only a release, once the other installation is stopped", _ => null),
        new(BrakeKind.PaymentsUnseen, PaymentsRule.Judge, "lifts itself when payments are seen again", _ => "it lifts itself as soon as payments are seen again; until then nobody knows who paid"),
        new(BrakeKind.Policy, null, "lifts itself when the next day's run is within the limit of the policy (safety.brake); or a release, for today and for as many as were held", _ => null),
    ];

    public static BrakeRow Of(BrakeKind kind) => All.First(row => row.Kind == kind);

    /// <summary>What a release of that kind declares to be true.</summary>
    public static IEnumerable<(string Name, string Value)> Declared(BrakeKind kind, Sighting seen, long lastRun, long lastRaised)
    {
        yield return (Marks.Releases, Marks.Write((seen.Marks.Number(Marks.Releases) ?? 0) + 1));
        switch (kind)
        {
            case BrakeKind.Clock:
                yield return (Marks.RunsTo, Marks.Write(lastRun));
                yield return (Marks.Doubt, "");
                break;
            case BrakeKind.Restored:
                foreach ((string, string) mark in Numbers(seen.Reading)) yield return mark;
                yield return (Marks.RaisedTo, Marks.Write(lastRaised));
                break;
            case BrakeKind.Half:
                foreach ((string, string) mark in Counts(seen.Reading)) yield return mark;
                break;
            case BrakeKind.SecondInstallation:
                foreach ((string, string) mark in Others(seen)) yield return mark;
                break;
            case BrakeKind.Policy:
                yield return (Marks.PolicyFree, seen.Marks[Marks.PolicyHeld]);
                break;
        }
    }

    public static IEnumerable<(string Name, string Value)> Numbers(SourceReading? reading)
    {
        if (reading is null) yield break;
        yield return (Marks.Invoice, Marks.Write(reading.HighestInvoice));
        if (reading.HighestTransaction is { } transaction) yield return (Marks.Transaction, Marks.Write(transaction));
        yield return (Marks.LogLine, Marks.Write(reading.HighestLogLine));
    }

    public static IEnumerable<(string Name, string Value)> Counts(SourceReading? reading)
    {
        if (reading?.Clients is { } clients) yield return (Marks.Clients, Marks.Write(clients));
        if (reading?.Services is { } services) yield return (Marks.Services, Marks.Write(services));
    }

    public static IEnumerable<(string Name, string Value)> Others(Sighting seen) => (seen.Reading?.Marks ?? [])
        .Where(mark => mark.Installation != seen.Us && !(mark.At <= seen.Marks.Known(mark.Installation))).Select(mark => (Marks.Of(mark), Marks.Write(mark.At)));
}
