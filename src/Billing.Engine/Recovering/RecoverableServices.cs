using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Panel;

namespace Billing.Engine.Recovering;

/// <summary>What was terminated, as its client can have it back now.</summary>
/// <param name="Client">Whose it is.</param>
/// <param name="Services">Each with its offer, in the order of the services.</param>
public sealed record RecoverableServices(Client Client, IReadOnlyList<RecoverableService> Services);

/// <summary>One of them.</summary>
/// <param name="Offer">How it stands.</param>
/// <param name="Name">By the name that the client knows.</param>
/// <param name="ToPay">What is to be paid for it now: the fee invoice once it is raised, and what the service still owes. A sheet that the panel did not give is left out.</param>
public sealed record RecoverableService(RecoveryOffer Offer, string Name, IReadOnlyList<InvoiceSheet> ToPay);
