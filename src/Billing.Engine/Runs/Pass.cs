using System.Collections;
using System.Collections.Concurrent;
using Billing.Core.Actions;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Measuring;

namespace Billing.Engine.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Step">What it does: reading, acting.</param>
/// <param name="Clients">Clients finished.</param>
/// <param name="Of">Of how many; null while unknown.</param>
public sealed record RunProgress(string Step, int Clients, int? Of);

/// <summary>What belongs to one run while it goes on. Its record in the ledger is begun when there is something to record: a look that finds nothing writes nothing.</summary>
internal sealed class Pass(Func<Task<long>> begin, DateOnly today, Brake brake, MeasuredRun measured)
{
    private readonly Lazy<Task<long>> run = new(begin);

    /// <summary>Begun already.</summary>
    public Pass(long run, DateOnly today, Brake brake, MeasuredRun measured) : this(() => Task.FromResult(run), today, brake, measured) => _ = RunAsync();

    public DateOnly Today { get; } = today;
    public Brake Brake { get; } = brake;

    /// <summary>Its number in the ledger.</summary>
    public Task<long> RunAsync() => run.Value;

    /// <summary>Its number; null when nothing was recorded.</summary>
    public long? Run => run.IsValueCreated && run.Value.IsCompletedSuccessfully ? run.Value.Result : null;

    public Acts Acts { get; } = new(measured);
    public ConcurrentQueue<ClientFailure> Failures { get; } = new();

    /// <summary>What a brake held back that came into force while the run acted.</summary>
    public ConcurrentQueue<Planned> Held { get; } = new();
}

/// <summary>What a run did so far; measured as it comes.</summary>
internal sealed class Acts(MeasuredRun measured) : IEnumerable<Performed>
{
    private readonly ConcurrentQueue<Performed> acts = new();

    public void Enqueue(Performed act)
    {
        acts.Enqueue(act);
        measured.Did(act);
    }

    public IEnumerator<Performed> GetEnumerator() => acts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The brake while a run acts: what the plan was allowed is allowed; what later rounds add counts too (policy §5.6).</summary>
internal sealed class Brake(BrakeRules rules, int active, int planned, int most = int.MaxValue)
{
    /// <summary>A brake is in force, or the plan was too much: nothing goes offline in this pass.</summary>
    public static readonly Brake Closed = new(new BrakeRules(-1, -1), 0, 0);

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>In a part of a run that nodes share: no more than was planned for it, whoever worked on it before. What comes on top waits for the next run.</summary>
    public static Brake Of(ClientRange range)
    {
        Brake brake = new(new BrakeRules(int.MaxValue, 100), 0, 0, range.Offline);
        brake.seen.UnionWith(range.Gone);
        return brake;
    }

    /// <summary>How many services it let go offline.</summary>
    public int Allowed
    {
        get
        {
            lock (seen) return seen.Count;
        }
    }

    public bool Allows(BillingAction action)
    {
        if (!Plan.TakesOffline(action)) return true;
        lock (seen)
        {
            string service = action.About!.Value.ToString();
            if (!seen.Contains(service) && seen.Count >= most) return false;
            if (rules.Stops(Math.Max(planned, seen.Contains(service) ? seen.Count : seen.Count + 1), active)) return false;
            seen.Add(service);
            return true;
        }
    }
}
