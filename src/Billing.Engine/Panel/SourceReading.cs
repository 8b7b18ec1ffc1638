namespace Billing.Engine.Panel;

/// <summary>
/// What the panel is like as a source of facts, read at one moment: its clocks, how far its numbers have come, how much it holds, and which installations of
/// ours have left their mark there. It says nothing about what follows from that.
/// </summary>
/// <param name="Clocks">The clocks that could be read, each beside ours.</param>
/// <param name="HighestInvoice">The highest number of an invoice; 0 when there is none.</param>
/// <param name="HighestTransaction">The highest number of a transaction; 0 when there is none, null when the panel cannot be asked for it cheaply.</param>
/// <param name="HighestLogLine">The highest number of a line of the activity log; 0 when there is none.</param>
/// <param name="Clients">How many clients there are; null when nobody asked, or when the panel cannot be asked for it cheaply.</param>
/// <param name="Services">How many services there are; null as with the clients.</param>
/// <param name="Marks">The installations whose mark was found near the end of the activity log, each once with its latest mark.</param>
public sealed record SourceReading(
    IReadOnlyList<ClockReading> Clocks, long HighestInvoice, long? HighestTransaction, long HighestLogLine,
    long? Clients, long? Services, IReadOnlyList<InstallationMark> Marks);

/// <summary>A clock that is not ours, read once.</summary>
/// <param name="Name">Whose: "the panel", "the panel's database".</param>
/// <param name="At">What it showed.</param>
/// <param name="AskedAt">What our clock showed at that moment: the middle between the question and its answer.</param>
public sealed record ClockReading(string Name, DateTimeOffset At, DateTimeOffset AskedAt);

/// <summary>The mark of an installation, found in the panel's activity log.</summary>
/// <param name="Installation">Whose mark.</param>
/// <param name="At">When it was written, by the clock of who wrote it.</param>
public sealed record InstallationMark(Guid Installation, DateTimeOffset At);
