namespace Billing.Core.Facts;

/// <summary>
/// Everything that a decision may know about one client at one moment: the panel's part, and our ledger's part (<see cref="Past"/>).
/// Collections are in the order of their numbers.
/// </summary>
public sealed record ClientFacts
{
    /// <summary>The debtor.</summary>
    public required Client Client { get; init; }

    /// <summary>All that renews: services, addons, domains and projects. Those long ended may be left out.</summary>
    public IReadOnlyList<Service> Services { get; init; } = [];

    /// <summary>
    /// Every invoice that is not settled (Draft, Unpaid, Payment Pending, Collections), every one for the next period of a service whose renewal is
    /// near, whatever its status, and every one that an open suspension names.
    /// </summary>
    public IReadOnlyList<Invoice> Invoices { get; init; } = [];

    /// <summary>What we did for this client before.</summary>
    public Past Past { get; init; } = Past.None;

    /// <summary>The service of that name; null when the panel does not have it.</summary>
    public Service? Find(Target target) => Services.FirstOrDefault(service => service.Target == target);

    /// <summary>The invoice of that number; null when it is not among the facts.</summary>
    public Invoice? FindInvoice(int id) => Invoices.FirstOrDefault(invoice => invoice.Id == id);
}
