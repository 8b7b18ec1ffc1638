using Billing.Core.Facts;
using Billing.Engine.Panel;

namespace Billing.Engine.Objecting;

/// <summary>The invoice that an objection is about, as it stands now.</summary>
/// <param name="Id">The panel's number.</param>
/// <param name="Sheet">What the panel shows of it; null when the panel did not say.</param>
/// <param name="Status">Its status; null when the panel did not say.</param>
/// <param name="Client">Whose it is; null when the panel did not say.</param>
/// <param name="Objection">The client's objection to it: the open one, else the last one; null when there is none.</param>
/// <param name="Pauses">Whether an open objection pauses its timeline.</param>
public sealed record ObjectedInvoice(int Id, InvoiceSheet? Sheet, InvoiceStatus? Status, Client? Client, Objection? Objection, bool Pauses);
