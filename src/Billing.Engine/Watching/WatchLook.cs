using Billing.Engine.Ledger;

namespace Billing.Engine.Watching;

/// <summary>What one look came to.</summary>
/// <param name="Fresh">Who is to be looked at; they are in the ledger already.</param>
/// <param name="Failed">Why it could not be finished, in one line; null when it was. The next look begins where this one came to.</param>
/// <param name="Hidden">What our rights do not let us see, one line each with its cure.</param>
/// <param name="WentBack">The panel's numbers are smaller than they were: a row was deleted, or a backup restored.</param>
public sealed record WatchLook(IReadOnlyList<Call> Fresh, string? Failed, IReadOnlyList<string> Hidden, bool WentBack);
