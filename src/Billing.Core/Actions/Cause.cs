using System.Globalization;

namespace Billing.Core.Actions;

/// <summary>Which of its two causes a hold has.</summary>
public enum CauseKind
{
    /// <summary>The service's own invoice.</summary>
    Invoice,
    /// <summary>The debt of its client.</summary>
    Client,
    /// <summary>The client asked for the end of the service. Not a hold: only a termination has this cause.</summary>
    Cancellation,
}

/// <summary>Why a service must be offline or go: the kind, and the invoice that brought it about.</summary>
/// <param name="Kind">Own invoice, the client's debt, or a cancellation.</param>
/// <param name="Invoice">The invoice's number; 0 for a cancellation.</param>
/// <param name="Due">The invoice's due date; for a cancellation the day of the end.</param>
public sealed record Cause(CauseKind Kind, int Invoice, DateOnly Due)
{
    /// <summary>As keys have it: <c>invoice 100</c>, <c>client</c>, <c>cancellation</c>. A client's debt is one cause, whichever of its invoices is the oldest.</summary>
    public string Key => Kind switch
    {
        CauseKind.Invoice => string.Create(CultureInfo.InvariantCulture, $"invoice {Invoice}"),
        CauseKind.Client => "client",
        _ => "cancellation",
    };
}
