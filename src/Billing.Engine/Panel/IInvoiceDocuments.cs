namespace Billing.Engine.Panel;

/// <summary>
/// What a panel may implement besides <see cref="IPanel"/>: it gives an invoice as a document. WHMCS does not: its API has no call for it, and its page for the PDF
/// asks for the login of a client or an administrator.
/// </summary>
public interface IInvoiceDocuments
{
    /// <summary>The invoice as a PDF; null when there is none.</summary>
    Task<byte[]?> ReadInvoicePdfAsync(int invoice, CancellationToken cancel);
}
