using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>One message and its envelope.</summary>
/// <param name="Message">As it is sent, signed if it is.</param>
/// <param name="Format">How it is written; the server gets exactly <paramref name="Content"/>.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Sender">Where it comes back.</param>
/// <param name="To">Who is told: this recipient decides whether it was.</param>
/// <param name="Copies">Who gets a copy; one that is refused changes nothing.</param>
/// <param name="Envelope">Its identity in a report of the delivery; nothing of a person is in it.</param>
public sealed record OutgoingMail(
    MimeMessage Message, FormatOptions Format, byte[] Content, MailboxAddress Sender, MailboxAddress To, IReadOnlyList<MailboxAddress> Copies, string Envelope) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Message.Dispose();
}
