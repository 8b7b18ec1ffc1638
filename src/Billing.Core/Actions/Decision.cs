namespace Billing.Core.Actions;

/// <summary>What follows for one client, with its reason in words. Not acting is explained too.</summary>
/// <param name="Because">One sentence that an administrator can read: stage, invoice, dates.</param>
public abstract record Decision(string Because)
{
    /// <summary>Something is to be done.</summary>
    public sealed record Act(BillingAction Action, string Because) : Decision(Because);

    /// <summary>Nothing is done about that thing (a service, an invoice), and why.</summary>
    public sealed record Abstain(string About, string Because) : Decision(Because);
}
