using System.Diagnostics;
using System.Diagnostics.Metrics;
using Billing.Sdk;

namespace Billing.Engine.Measuring;

/// <summary>One thing that takes time, from its making to its disposing. Unless it is told an outcome it was broken off.</summary>
public sealed class Measured : IDisposable
{
    private readonly Histogram<double> seconds;
    private readonly Activity? span;
    private readonly long began = Stopwatch.GetTimestamp();
    private TagList labels;

    internal Measured(Histogram<double> seconds, Activity? span, params ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        (this.seconds, this.span, this.labels) = (seconds, span, new TagList(labels));
        foreach (KeyValuePair<string, object?> label in labels) span?.SetTag($"billing.{label.Key}", label.Value);
    }

    /// <summary>How it ended: a word of a closed set.</summary>
    public string Outcome { get; set; } = "broken-off";

    /// <summary>Whether that is an end nobody wishes for: the span says so.</summary>
    public bool Bad { get; set; } = true;

    /// <summary>How long it takes already.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(began);

    /// <summary>It ended well.</summary>
    /// <returns>What came of it, handed on.</returns>
    public T Ended<T>(T result, string outcome, bool bad = false)
    {
        (Outcome, Bad) = (outcome, bad);
        return result;
    }

    /// <summary>An adapter's answer is how it ended.</summary>
    internal AdapterOutcome Of(AdapterOutcome outcome) => outcome switch
    {
        AdapterOutcome.Changed => Ended(outcome, "changed"),
        AdapterOutcome.AlreadySo => Ended(outcome, "already-so"),
        AdapterOutcome.Pending => Ended(outcome, "pending"),
        AdapterOutcome.Refused => Ended(outcome, "refused", bad: true),
        AdapterOutcome.Failed => Ended(outcome, "failed", bad: true),
        AdapterOutcome.Conflict => Ended(outcome, "conflict", bad: true),
        _ => Ended(outcome, "unknown", bad: true),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        labels.Add("outcome", Outcome);
        seconds.Record(Elapsed.TotalSeconds, labels);
        Tracing.End(span, Outcome, Bad);
    }
}
