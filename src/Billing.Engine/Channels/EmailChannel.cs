using Billing.Core.Facts;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;
using MimeKit;
using MimeKit.Cryptography;

namespace Billing.Engine.Channels;

/// <summary>Tells by e-mail; the client's contacts for billing get a copy.</summary>
/// <param name="templates">The texts.</param>
/// <param name="options">What is set up.</param>
/// <param name="provider">Who writes.</param>
/// <param name="transport">The way out.</param>
/// <param name="time">The clock.</param>
/// <param name="tokens">What signs the addresses to which notices come back; null when that is not set up.</param>
/// <param name="signer">What signs the messages; null when nothing does here.</param>
public sealed class EmailChannel(
    TemplateSet templates, EmailOptions options, ProviderOptions provider, IMailTransport transport, TimeProvider time, Tokens? tokens = null, DkimSigner? signer = null) : INoticeChannel
{
    private readonly NoticeMail mails = new(options, provider, tokens, signer, time);

    /// <inheritdoc/>
    public string Name => "email";

    /// <inheritdoc/>
    public bool WritesToContacts => true;

    /// <inheritdoc/>
    public Task<ChannelOutcome.TryLater?> TurnAsync(Client client, CancellationToken cancel) =>
        MailAddress.TryRead("", client.Email, out MailboxAddress to) ? transport.TurnAsync(to, cancel) : Task.FromResult<ChannelOutcome.TryLater?>(null);

    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel)
    {
        Client client = notice.Client;
        if (!MailAddress.TryRead(client.Name, client.Email, out MailboxAddress to))
            return new ChannelOutcome.Refused($"client {client.Id} has no usable e-mail address: correct it in the panel");
        Copies copies = Copies.Of(to, notice.Copies);
        OutgoingMail mail;
        try { mail = mails.Of(notice, templates.Render(notice), to, copies.To); }
        catch (TemplateException wrong) { return new ChannelOutcome.TryLater(wrong.Message); }
        using (mail) return await transport.SendAsync(mail, () => handOver(ProofOf(mail, copies)), cancel);
    }

    /// <summary>The identity of the message about that key: without the angle brackets.</summary>
    internal string MessageIdOf(string key) => mails.MessageIdOf(key);

    private static Proof ProofOf(OutgoingMail mail, Copies copies) =>
        (Proof.Of(("message-id", mail.Message.MessageId!), ("subject", mail.Message.Subject ?? ""), ("envelope", mail.Envelope),
            ("copies", mail.Copies.Count > 0 ? $"{mail.Copies.Count}" : ""), ("copies-left-out", copies.LeftOut.Count > 0 ? $"{copies.LeftOut.Count}" : "")) with { Content = mail.Content })
        .WithPersonal("to", mail.To.Address).WithPersonal("cc", string.Join(", ", mail.Copies.Select(copy => copy.Address))).WithPersonal("cc-left-out", string.Join("; ", copies.LeftOut));
}
