using System.Diagnostics;
using Billing.Core.Planning;
using Billing.Engine.Ledger;

namespace Billing.Engine.Measuring;

/// <summary>
/// Spans: run, client, action, adapter call or panel call, each below the one before. They name clients and actions by number and key, as the log does, and
/// hold nothing that was sent or answered. Without a listener they cost nothing.
/// </summary>
internal static class Tracing
{
    private static readonly ActivitySource Source = new(Measures.Name);

    public static Activity? Span(string name) => Source.StartActivity(name);

    public static Activity? Client(int client) => Source.StartActivity("client")?.SetTag("billing.client", client);

    public static Activity? Act(Planned act) =>
        Source.HasListeners() ? Source.StartActivity($"action {ActionCodec.Word(act.Action)}")?.SetTag("billing.action", act.Action.Key) : null;

    /// <summary>An action's span ends with its outcome.</summary>
    public static void Ended(Activity? span, Outcome outcome) => Mark(span, Measures.Word(outcome), outcome is Outcome.Refused or Outcome.TryLater or Outcome.InDoubt);

    public static void End(Activity? span, string outcome, bool bad)
    {
        Mark(span, outcome, bad);
        span?.Dispose();
    }

    private static void Mark(Activity? span, string outcome, bool bad)
    {
        span?.SetTag("billing.outcome", outcome);
        if (bad) span?.SetStatus(ActivityStatusCode.Error);
    }
}
