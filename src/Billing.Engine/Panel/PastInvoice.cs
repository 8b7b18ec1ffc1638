using Billing.Core.Facts;

namespace Billing.Engine.Panel;

/// <summary>An invoice of the past, settled or still owed, as far as a policy could have acted on it.</summary>
/// <param name="Id">The panel's number.</param>
/// <param name="Client">Whose; only what a timeline may be chosen by is known of the client.</param>
/// <param name="Due">Its due date.</param>
/// <param name="PaidOn">The day it was paid; null while it is owed.</param>
/// <param name="Total">What there was to pay, after the client's credit, in the client's currency.</param>
/// <param name="Services">The hosting services on it; only what a timeline may be chosen by is known of each.</param>
public sealed record PastInvoice(int Id, Client Client, DateOnly Due, DateOnly? PaidOn, decimal Total, IReadOnlyList<Service> Services);
