using System.Security.Cryptography;
using System.Text;
using Billing.Core.Facts;
using Billing.Engine.Evidence;
using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>
/// Tells by e-mail. The Message-ID is made from the notice's key, so that the same notice is the same message however often it is made, and what a
/// mail server logged of it can be found.
/// </summary>
public sealed class EmailChannel(TemplateSet templates, EmailOptions options, ProviderOptions provider, IMailTransport transport, TimeProvider time) : INoticeChannel
{
    /// <inheritdoc/>
    public string Name => "email";

    /// <inheritdoc/>
    public async Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel)
    {
        Client client = notice.Client;
        if (!MailAddress.TryRead(client.Name, client.Email, out MailboxAddress to))
            return new ChannelOutcome.Refused($"client {client.Id} has no usable e-mail address: correct it in the panel");
        MimeMessage message;
        try { message = Compose(notice, templates.Render(notice), to); }
        catch (TemplateException wrong) { return new ChannelOutcome.TryLater(wrong.Message); }
        using (message) return await transport.SendAsync(message, () => handOver(ProofOf(message, to)), cancel);
    }

    /// <summary>The identity of the message about that key: without the angle brackets.</summary>
    internal string MessageIdOf(string key)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return $"{hash[..32]}@{options.From[(options.From.LastIndexOf('@') + 1)..]}";
    }

    private static Proof ProofOf(MimeMessage message, MailboxAddress to)
    {
        using MemoryStream content = new();
        message.WriteTo(content);
        return (Proof.Of(("message-id", message.MessageId!), ("subject", message.Subject ?? "")) with { Content = content.ToArray() }).WithPersonal("to", to.Address);
    }

    private MimeMessage Compose(Notice notice, RenderedNotice rendered, MailboxAddress to)
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
        if (options.ReplyTo.Length > 0) message.ReplyTo.Add(new MailboxAddress("", options.ReplyTo));
        message.Headers.Add("X-Notice-Id", PlainText.Line(notice.Key, 200));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("Content-Language", rendered.Language);
        return message;
    }

    private static TextPart Part(string kind, string text)
    {
        TextPart part = new(kind);
        part.SetText(Encoding.UTF8, text);
        return part;
    }
}
