using Billing.Core.Facts;

namespace Billing.Whmcs.Mapping;

/// <summary>Statuses in the panel's words, in any case. Null is a word that the panel does not have; the caller reports the row.</summary>
internal static class Statuses
{
    /// <summary>A hosting product's or an addon's.</summary>
    public static ServiceStatus? Service(ReadOnlySpan<char> text) => text.Trim() switch
    {
        var word when Is(word, "Active") => ServiceStatus.Active,
        var word when Is(word, "Suspended") => ServiceStatus.Suspended,
        var word when Is(word, "Terminated") => ServiceStatus.Terminated,
        var word when Is(word, "Cancelled") => ServiceStatus.Cancelled,
        var word when Is(word, "Pending") => ServiceStatus.Pending,
        var word when Is(word, "Fraud") => ServiceStatus.Fraud,
        var word when Is(word, "Completed") => ServiceStatus.Completed,
        _ => null,
    };

    /// <summary>A domain's. In grace it is still renewed; once in redemption or expired it is not.</summary>
    public static ServiceStatus? Domain(ReadOnlySpan<char> text) => text.Trim() switch
    {
        var word when Is(word, "Active") || Is(word, "Grace") => ServiceStatus.Active,
        var word when Is(word, "Pending") || Is(word, "Pending Registration") || Is(word, "Pending Transfer") => ServiceStatus.Pending,
        var word when Is(word, "Redemption") || Is(word, "Expired") => ServiceStatus.Completed,
        var word when Is(word, "Cancelled") => ServiceStatus.Cancelled,
        var word when Is(word, "Fraud") => ServiceStatus.Fraud,
        var word when Is(word, "Transferred Away") => ServiceStatus.Terminated,
        _ => null,
    };

    public static InvoiceStatus? Invoice(ReadOnlySpan<char> text) => text.Trim() switch
    {
        var word when Is(word, "Unpaid") => InvoiceStatus.Unpaid,
        var word when Is(word, "Paid") => InvoiceStatus.Paid,
        var word when Is(word, "Cancelled") => InvoiceStatus.Cancelled,
        var word when Is(word, "Draft") => InvoiceStatus.Draft,
        var word when Is(word, "Payment Pending") => InvoiceStatus.PaymentPending,
        var word when Is(word, "Collections") => InvoiceStatus.Collections,
        var word when Is(word, "Refunded") => InvoiceStatus.Refunded,
        _ => null,
    };

    public static ClientStatus? Client(ReadOnlySpan<char> text) => text.Trim() switch
    {
        var word when Is(word, "Active") => ClientStatus.Active,
        var word when Is(word, "Inactive") => ClientStatus.Inactive,
        var word when Is(word, "Closed") => ClientStatus.Closed,
        _ => null,
    };

    /// <summary>The word that the panel stores for a service's or an addon's status.</summary>
    public static string Text(ServiceStatus status) => status.ToString();

    private static bool Is(ReadOnlySpan<char> word, string known) => word.Equals(known, StringComparison.OrdinalIgnoreCase);
}
