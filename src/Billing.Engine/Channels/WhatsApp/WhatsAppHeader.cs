using System.Security.Cryptography;
using Billing.Engine.Panel;

namespace Billing.Engine.Channels.WhatsApp;

/// <summary>A document at Meta that one message will name.</summary>
/// <param name="Id">Its identity there.</param>
/// <param name="FileName">As the client sees it.</param>
/// <param name="Digest">SHA-256 of its bytes.</param>
internal sealed record UploadedDocument(string Id, string FileName, string Digest);

/// <summary>Uploads the invoice for templates that carry it: by identity, so that it never lies at a public address.</summary>
/// <param name="panel">Who gives the document; null for a panel that gives none.</param>
/// <param name="cloud">Where it goes.</param>
internal sealed class WhatsAppHeader(IInvoiceDocuments? panel, WhatsAppCloud cloud)
{
    /// <summary>The document, or null where none is asked for; or why a message that asks for one cannot be sent.</summary>
    public async Task<(UploadedDocument? Document, string Missing)> OfAsync(WhatsAppMessage message, Notice notice, CancellationToken cancel)
    {
        if (message.Header is null) return (null, "");
        if (panel is null || notice.Invoice is null) return (null, $"the template {message.Name} carries the invoice as a PDF, and the panel gives none");
        if (await panel.ReadInvoicePdfAsync(notice.Invoice.Id, cancel) is not { } pdf) return (null, $"the panel gives no PDF of invoice {notice.Invoice.Id}");
        string name = string.Concat($"{notice.Invoice.Number}.pdf".Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-'));
        (string? id, string why) = await cloud.UploadAsync(pdf, name, cancel);
        return id is null ? (null, why) : (new UploadedDocument(id, name, Convert.ToHexStringLower(SHA256.HashData(pdf))), "");
    }
}
