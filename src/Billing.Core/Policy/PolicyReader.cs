namespace Billing.Core.Policy;

/// <summary>Reads a policy from JSON. Nothing is guessed at: what cannot be right is a <see cref="Problem"/>, and all problems are found at once.</summary>
public static class PolicyReader
{
}
