using Billing.Core.Facts;

namespace Billing.Whmcs.Mapping;

/// <summary>
/// What the <c>type</c> of an invoice line says. Only these types renew something. Every other one (set-up fees, promotions, pro-rata parts, late fees, a
/// module's own words) is a line without a target, whatever its number points to.
/// </summary>
internal static class LineTypes
{
    /// <summary>The kind of thing that a line of that type renews; null when it renews nothing.</summary>
    public static TargetKind? Renews(ReadOnlySpan<char> type) => type switch
    {
        _ when Is(type, "Hosting") => TargetKind.Service,
        _ when Is(type, "Addon") => TargetKind.Addon,
        _ when Is(type, "Domain") || Is(type, "DomainRegister") || Is(type, "DomainTransfer") => TargetKind.Domain,
        _ => null,
    };

    /// <summary>What a line of that type makes of its whole invoice.</summary>
    public static InvoiceKind Makes(ReadOnlySpan<char> type) => type switch
    {
        _ when Is(type, "Invoice") => InvoiceKind.MassPayment,
        _ when Is(type, "AddFunds") => InvoiceKind.AddFunds,
        _ => InvoiceKind.Ordinary,
    };

    /// <summary>The types under which the panel bills a thing of that kind; none for a project.</summary>
    public static IReadOnlyList<string> Of(TargetKind kind) => kind switch
    {
        TargetKind.Service => ["Hosting"],
        TargetKind.Addon => ["Addon"],
        TargetKind.Domain => ["Domain", "DomainRegister", "DomainTransfer"],
        _ => [],
    };

    private static bool Is(ReadOnlySpan<char> type, string known) => type.Equals(known, StringComparison.OrdinalIgnoreCase);
}
