using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Whmcs;

/// <summary>The reading half of a panel: its database or its API. The promises are those of <see cref="IPanel"/>.</summary>
internal interface IPanelReader
{
    IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, CancellationToken cancel);

    Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel);

    Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel);

    Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel);

    /// <summary>The template that a service's product welcomes with; not known where nobody lets us read it.</summary>
    Task<(bool Known, string? Template)> FindWelcomeAsync(Target target, CancellationToken cancel);

    IAsyncEnumerable<ServiceInUse> ReadInUseAsync(CancellationToken cancel);

    Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel);

    Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel);

    Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel);

    Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel);

    Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel);

    Task<PanelNames> ReadNamesAsync(CancellationToken cancel);
}
