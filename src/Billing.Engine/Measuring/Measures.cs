using System.Diagnostics.Metrics;
using Billing.Core.Actions;
using Billing.Engine.Channels;
using Billing.Engine.Ledger;

namespace Billing.Engine.Measuring;

/// <summary>
/// Everything that is measured, by name, unit and meaning. Labels come from small closed sets (words of ours, names in the configuration, the panel's servers):
/// never a client, an address, a key or anything that somebody outside can choose.
/// </summary>
public static class Measures
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Billing";

    private static readonly Meter Meter = new(Name);
    private static readonly double[] Quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
    private static readonly double[] Calling = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 240];
    private static readonly double[] Working = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400];
    private static readonly double[] Waited = [0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900, 3600];

    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("billing.runs", "{run}",
        "Runs that ended, by occasion (daily, look: at open matters, call: at one client) and outcome (whole, failed: of some clients, broken-off)");
    private static readonly Histogram<double> RunSeconds = Seconds("billing.run.duration", Working, "How long runs took, by occasion and outcome");
    private static readonly Counter<long> Actions = Meter.CreateCounter<long>("billing.actions", "{action}",
        "Actions, by action (the words of scenarios) and outcome (done, refused, later, in-doubt, dropped)");
    private static readonly Histogram<double> OnlineSeconds = Seconds("billing.payment.to.online", Waited,
        "From the word that something was paid to the service being back online. from=call: counted from the moment that the call names; from=look: nobody called, counted from the beginning of the look that found it");
    private static readonly Histogram<double> AdapterSeconds = Seconds("billing.adapter.call.duration", Calling,
        "Calls of adapters without their waiting, by adapter, ability and outcome (changed, already-so, pending, refused, failed, unknown, conflict, broken-off)");
    private static readonly Histogram<double> PanelSeconds = Seconds("billing.panel.call.duration", Calling, "Calls of the panel's API with their repetitions, by action and outcome (answered, or the kind of failure)");
    private static readonly Histogram<double> LedgerSeconds = Seconds("billing.ledger.write.duration", Quick, "Writes of the ledger with their waiting, by outcome (done, broken-off)");
    private static readonly Counter<long> Notices = Meter.CreateCounter<long>("billing.notices", "{notice}", "Notices handed to a channel, by channel and outcome (accepted, refused, later, in-doubt)");

    /// <summary>How much waits, by <c>queue</c>: calls (clients to be looked at), servers (adapter calls, also by <c>adapter</c>), hits (on links, in memory).</summary>
    internal static Gauge Waiting { get; } = new(Meter, "billing.waiting", null, "What waits, by queue: calls (clients to look at), servers (adapter calls, by adapter), hits (on links, in memory)");

    /// <summary>The age of what waits longest, by <c>queue</c>.</summary>
    internal static Gauge Oldest { get; } = new(Meter, "billing.waiting.oldest", "s", "The age of what waits longest, by queue; 0 when nothing waits");

    /// <summary>1 while a server is left alone, by <c>adapter</c> and <c>server</c>.</summary>
    internal static Gauge Circuits { get; } = new(Meter, "billing.circuit.open", null, "1 while a server is left alone because its calls failed, by adapter and server");

    /// <summary>1 for each brake in force, by <c>brake</c>, a word of ours. Whoever keeps brakes asks it: <c>Measures.Brakes.Ask(() => …)</c>.</summary>
    internal static Gauge Brakes { get; } = new(Meter, "billing.brake.in.force", null, "1 for each brake that holds negative actions back, by brake");

    /// <summary>Since when the policy is in force.</summary>
    internal static Gauge PolicySince { get; } = new(Meter, "billing.policy.since", "s", "Since when the policy in force is in force, in seconds since 1970");

    /// <summary>1 while the policy's file cannot be right and an older one is in force.</summary>
    internal static Gauge PolicyRefused { get; } = new(Meter, "billing.policy.refused", null, "1 while the policy's file cannot be right and the last good one stays in force");

    /// <summary>How long the daily run is overdue.</summary>
    internal static Gauge Overdue { get; } = new(Meter, "billing.daily.run.overdue", "s", "How long the daily run should have begun and is not finished; 0 when the last one that was due is made");

    /// <summary>Room on the disk below a ledger in a file.</summary>
    internal static Gauge Room { get; } = new(Meter, "billing.ledger.free", "By", "Room on the disk under a ledger in a file");

    /// <summary>1 for each part that is well, by <c>part</c>: what <c>/health/ready</c> says.</summary>
    internal static Gauge Ready { get; } = new(Meter, "billing.ready", null, "1 for each part of /health/ready that is well, else 0, by part");

    /// <summary>A call of the panel's API begins.</summary>
    /// <param name="action">The API's action, one of those that we use.</param>
    public static Measured Panel(string action) => new(PanelSeconds, Tracing.Span($"panel {action}"), Label("action", action));

    internal static Measured Adapter(string adapter, string ability) =>
        new(AdapterSeconds, Tracing.Span($"{adapter} {ability}"), Label("adapter", adapter), Label("ability", ability));

    internal static Measured LedgerWrite() => new(LedgerSeconds, null);

    internal static MeasuredRun Run(string occasion, TimeSpan? waited = null) => new(new Measured(RunSeconds, Tracing.Span($"run {occasion}"), Label("occasion", occasion)), Runs, occasion, waited > TimeSpan.Zero ? waited.Value : TimeSpan.Zero);

    internal static void Acted(BillingAction action, Outcome outcome) => Actions.Add(1, Label("action", ActionCodec.Word(action)), Label("outcome", Word(outcome)));

    internal static void Online(double seconds, string from) => OnlineSeconds.Record(seconds, Label("from", from));

    internal static void Told(string channel, ChannelOutcome outcome) => Notices.Add(1, Label("channel", channel), Label("outcome", outcome switch
    {
        ChannelOutcome.Accepted => "accepted",
        ChannelOutcome.Refused => "refused",
        ChannelOutcome.TryLater => "later",
        _ => "in-doubt",
    }));

    internal static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Done => "done",
        Outcome.Refused => "refused",
        Outcome.TryLater => "later",
        Outcome.Dropped => "dropped",
        _ => "in-doubt",
    };

    internal static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private static Histogram<double> Seconds(string name, double[] boundaries, string meaning) =>
        Meter.CreateHistogram(name, "s", meaning, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
