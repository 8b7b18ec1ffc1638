using System.Security.Cryptography;
using System.Text;
using Billing.Engine.Tracking;
using MimeKit;
using MimeKit.Cryptography;

namespace Billing.Engine.Channels;

/// <summary>
/// Makes the message of a notice. The Message-ID is made from the notice's key, so that the same notice is the same message however often it is made, and what
/// a mail server logged of it can be found. There is no header by which a machine could unsubscribe a client from it.
/// </summary>
internal sealed class NoticeMail(EmailOptions options, ProviderOptions provider, Tokens? tokens, DkimSigner? signer, TimeProvider time)
{
    private static readonly HashSet<string> Grave = new(StringComparer.Ordinal) { "suspended", "client-suspended", "last-warning", "terminated" };

    /// <summary>The message, ready to be sent as it is.</summary>
    public OutgoingMail Of(Notice notice, RenderedNotice rendered, MailboxAddress to, IReadOnlyList<MailboxAddress> copies)
    {
        MimeMessage message = Compose(notice, rendered, to, copies);
        MailboxAddress sender = Token(TokenPurpose.Bounce, notice) ?? message.From.Mailboxes.First();
        FormatOptions format = FormatOptions.Default.Clone();
        (format.NewLineFormat, format.EnsureNewLine) = (NewLineFormat.Dos, true);
        format.International = copies.Append(to).Append(sender).Any(address => address.IsInternational);
        message.Prepare(EncodingConstraint.SevenBit);   // no server has to change it, and the signature holds
        signer?.Sign(format, message, [.. DkimOptions.Signed]);
        using MemoryStream content = new();
        message.WriteTo(format, content);
        return new OutgoingMail(message, format, content.ToArray(), sender, to, copies, notice.Links?.Id ?? Digest(notice.Key));
    }

    /// <summary>The identity of the message about that key: without the angle brackets.</summary>
    public string MessageIdOf(string key) => $"{Digest(key)}@{options.From[(options.From.LastIndexOf('@') + 1)..]}";

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];

    private MimeMessage Compose(Notice notice, RenderedNotice rendered, MailboxAddress to, IReadOnlyList<MailboxAddress> copies)
    {
        MimeMessage message = new()
        {
            Subject = rendered.Subject,
            Date = time.GetLocalNow(),
            MessageId = MessageIdOf(notice.Key),
            Body = new MultipartAlternative(Part("plain", rendered.Text), Part("html", rendered.Html)),
        };
        message.From.Add(new MailboxAddress(PlainText.Of(options.FromName.Length > 0 ? options.FromName : provider.Name), options.From));
        message.To.Add(to);
        message.Cc.AddRange(copies);
        if (options.ReplyTo.Length > 0) message.ReplyTo.Add(new MailboxAddress("", options.ReplyTo));
        message.Headers.Add("X-Notice-Id", PlainText.Line(notice.Key, 200));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("Content-Language", rendered.Language);
        if (AsksForReceipt(notice) && Token(TokenPurpose.Receipt, notice) is { } receipt) message.Headers.Add(HeaderId.DispositionNotificationTo, $"<{receipt.Address}>");
        return message;
    }

    private bool AsksForReceipt(Notice notice) => options.Receipts switch
    {
        ReceiptRequests.None => false,
        ReceiptRequests.Suspensions => Grave.Contains(notice.Name),
        _ => true,
    };

    /// <summary>The notice's own address in the mailbox for what comes back; null when that is not set up.</summary>
    private MailboxAddress? Token(TokenPurpose purpose, Notice notice) =>
        options.Bounces is { } mailbox && tokens is not null && notice.Links is { } links ? mailbox.Of(tokens.Make(purpose, links.Id)) : null;

    private static TextPart Part(string kind, string text)
    {
        TextPart part = new(kind);
        part.SetText(Encoding.UTF8, text);
        return part;
    }
}
