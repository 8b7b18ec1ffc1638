using System.Diagnostics.Metrics;
using Billing.Core.Actions;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;

namespace Billing.Engine.Measuring;

/// <summary>A run while it goes on: how long, what it does, and how it ends.</summary>
/// <param name="measured">Its time and its span.</param>
/// <param name="runs">Counts it.</param>
/// <param name="occasion">Why it was begun.</param>
/// <param name="waited">How long whoever called for it had waited when it began.</param>
internal sealed class MeasuredRun(Measured measured, Counter<long> runs, string occasion, TimeSpan waited) : IDisposable
{
    /// <summary>It went to its end.</summary>
    public RunReport Ended(RunReport report) => measured.Ended(report, report.Failures.Count == 0 ? "whole" : "failed", report.Failures.Count > 0);

    /// <summary>It did that.</summary>
    public void Did(Performed act)
    {
        Measures.Acted(act.Act.Action, act.Outcome);
        if (occasion != "daily" && act is { Act.Action: BillingAction.Unsuspend or BillingAction.Unfreeze, Outcome: Outcome.Done })
            Measures.Online((waited + measured.Elapsed).TotalSeconds, occasion);
    }

    public void Dispose()
    {
        measured.Dispose();
        runs.Add(1, Measures.Label("occasion", occasion), Measures.Label("outcome", measured.Outcome));
    }
}
