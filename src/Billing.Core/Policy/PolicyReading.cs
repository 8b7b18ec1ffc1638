namespace Billing.Core.Policy;

/// <summary>What came of reading a policy: the policy, or everything that cannot be right in it. Never both, never neither.</summary>
/// <param name="Policy">The policy; null when there are problems.</param>
/// <param name="Problems">All of them; empty when there is a policy.</param>
public sealed record PolicyReading(BillingPolicy? Policy, IReadOnlyList<Problem> Problems);
