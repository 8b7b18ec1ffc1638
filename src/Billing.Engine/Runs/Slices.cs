using Billing.Core.Planning;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;

namespace Billing.Engine.Runs;

/// <summary>A plan in parts of so many clients.</summary>
internal static class Slices
{
    public static IReadOnlyList<PlannedRange> Of(IEnumerable<int> clients, Plan plan, int atMost)
    {
        ILookup<int, Planned> acts = plan.Acts.ToLookup(act => act.Client);
        return [.. clients.Order().Chunk(Math.Min(atMost, Array.MaxLength)).Select(some => new PlannedRange(some, Plan.Offline(some.SelectMany(client => acts[client]))))];
    }

    public static RangeTally Tally(Pass pass, int held, int clients) => new(
        clients, pass.Acts.Count(act => act.Outcome is Outcome.Done), pass.Acts.Count(act => act.Outcome is not (Outcome.Done or Outcome.Dropped)), held, pass.Failures.Count, 0);
}
