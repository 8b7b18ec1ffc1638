using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Panel;

namespace Billing.Engine.Promising;

/// <summary>The invoice that a client may promise to pay later, as it stands now.</summary>
/// <param name="Id">The panel's number.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Sheet">What the panel shows of it; null when the panel did not say.</param>
/// <param name="Status">Its status; null when the facts do not have it, because nothing follows from it any more.</param>
/// <param name="Given">The client's last promise to pay it; null when there is none.</param>
/// <param name="Answer">Whether one may be given now.</param>
/// <param name="Next">What comes if it is not paid: after the promise that may be given, or as it stands.</param>
/// <param name="Services">How many services are on it.</param>
public sealed record PromisedInvoice(
    int Id, Client Client, InvoiceSheet? Sheet, InvoiceStatus? Status, Promise? Given, PromiseAnswer Answer, IReadOnlyList<(string Act, DateOnly On)> Next, int Services);
