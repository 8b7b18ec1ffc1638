using Billing.Core.Facts;
using Billing.Engine.Panel;

namespace Billing.Whmcs.Examining;

/// <summary>What the panel holds, as streams that keep no row: from its database, or from its API.</summary>
internal interface IPanelContents
{
    /// <summary>Whether a product is sold for a cycle, in a currency by the panel's number.</summary>
    Task<Func<int, int, BillingCycle, bool>> SoldAsync(CancellationToken cancel);

    /// <summary>Shows every thing that is not over. What its client gave up is left out.</summary>
    Task EachThingAsync(Action<Thing> see, CancellationToken cancel);

    /// <inheritdoc cref="IExaminablePanel.ReadReachAsync"/>
    IAsyncEnumerable<ClientReach> ReadReachAsync(CancellationToken cancel);
}
