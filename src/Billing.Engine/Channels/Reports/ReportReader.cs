using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MimeKit;

namespace Billing.Engine.Channels.Reports;

/// <summary>
/// Reads a mail that came back: a report by RFC 3464, a receipt by RFC 8098, an answer of a machine or of a person, a text that says that something did not arrive.
/// Whatever is in it is foreign: nothing is unpacked, nothing is followed, and only so much of it is looked at.
/// </summary>
internal static partial class ReportReader
{
    private const int MostRecipients = 100, MostParts = 100, MostHeaders = 20, MostText = 64 * 1024;
    private static readonly ParserOptions Careful = new() { MaxMimeDepth = 16 };
    private static readonly string[] Addressed = ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"];

    /// <summary>What it says. Never throws: what cannot be read is unclear.</summary>
    public static MailReport Read(byte[] content)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(content));
        try
        {
            using MemoryStream bytes = new(content);
            using MimeMessage mail = MimeMessage.Load(Careful, bytes);
            int hops = mail.Headers.Count(header => header.Id == HeaderId.Received && header.Value.TrimStart().StartsWith("from ", StringComparison.OrdinalIgnoreCase));
            return new MailReport(mail.MessageId is { Length: > 0 } id ? id : digest, Addresses(mail), hops, Says(mail));
        }
        // Written to break readers, or broken on its way: no kind of failure in it may stop the others.
        catch (Exception broken) when (broken is not OutOfMemoryException) { return new MailReport(digest, [], 0, new Told.Unclear($"it cannot be read as a mail ({broken.GetType().Name})") { Unreadable = true }); }
    }

    private static string[] Addresses(MimeMessage mail) =>
        [.. Addressed.SelectMany(name => mail.Headers.Where(header => header.Field.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(MostHeaders)).Select(header => header.Value is { Length: > 2000 } value ? value[..2000] : header.Value)];

    private static Told Says(MimeMessage mail)
    {
        MimeEntity[] parts = mail.Body is Multipart { Count: > 0 } some and not MultipartAlternative ? [.. some.Take(MostParts)] : mail.Body is { } body ? [body] : [];
        if (parts.OfType<MessageDeliveryStatus>().FirstOrDefault() is { } status && Delivery(status, parts) is { } delivery) return delivery;
        if (parts.OfType<MessageDispositionNotification>().FirstOrDefault() is { } notification && Receipt(notification) is { } receipt) return receipt;
        string text = parts.Select(TextOf).FirstOrDefault(each => each.Length > 0) ?? "";
        if (ByMachine(mail)) return Text(mail, parts, text);
        return mail.From.Mailboxes.FirstOrDefault() is { } writer ? new Told.Reply(writer.Address) : new Told.Unclear("it has no sender");
    }

    private static Told.Delivery? Delivery(MessageDeliveryStatus status, MimeEntity[] parts)
    {
        HeaderList whole = status.StatusGroups.FirstOrDefault() ?? [];
        RecipientReport[] recipients = [.. status.StatusGroups.Skip(1).Take(MostRecipients).Where(group => Value(group, "Action").Length > 0).Select(group => new RecipientReport(
            AddressIn(Value(group, "Final-Recipient")), AddressIn(Value(group, "Original-Recipient")), Value(group, "Action").ToLowerInvariant(), Number(Value(group, "Status")),
            Behind(Value(group, "Remote-MTA")), Behind(Value(group, "Diagnostic-Code"))))];
        return recipients.Length == 0 ? null : new Told.Delivery(Behind(Value(whole, "Reporting-MTA")), Value(whole, "Original-Envelope-Id"), NoticeIn(parts, ""), recipients, Standard: true);
    }

    private static Told.Receipt? Receipt(MessageDispositionNotification notification)
    {
        string disposition = Value(notification.Fields, "Disposition");
        if (disposition.Split(';') is not [{ } mode, { } type, ..]) return null;
        bool byHand = mode.Trim().StartsWith("manual-action", StringComparison.OrdinalIgnoreCase);
        string original = AddressIn(Value(notification.Fields, "Original-Recipient")), final = AddressIn(Value(notification.Fields, "Final-Recipient"));
        return new Told.Receipt(byHand, type.Split('/')[0].Trim().ToLowerInvariant(), disposition, Value(notification.Fields, "Original-Message-ID").Trim('<', '>'), original.Length > 0 ? original : final);
    }

    /// <summary>A text that a machine wrote. It tells of a failure only when it returns our notice and names a permanent status.</summary>
    private static Told Text(MimeMessage mail, MimeEntity[] parts, string text)
    {
        string notice = NoticeIn(parts, text);
        Match code = Permanent().Match(text.Length > 0 ? text : mail.Subject ?? "");
        if (!code.Success) return FromPostmaster(mail) ? new Told.Unclear("a mail server wrote it, and it is no report that can be read") : new Told.Automatic();
        if (notice.Length == 0) return FromPostmaster(mail) ? new Told.Unclear("a mail server says that something was not delivered, and not what") : new Told.Automatic();
        string line = text[(text.LastIndexOf('\n', Math.Max(0, code.Index - 1)) + 1)..].Split('\n')[0];
        string to = Address().Match(text) is { Success: true } named ? named.Value : "";
        return new Told.Delivery(mail.From.Mailboxes.FirstOrDefault()?.Domain ?? "", "", notice,
            [new RecipientReport("", to, "failed", code.Groups["status"] is { Success: true, Value: var status } ? status : "5.0.0", "", PlainText.Line(line, 500))], Standard: false);
    }

    private static bool ByMachine(MimeMessage mail) =>
        FromPostmaster(mail)
        || (Header(mail, "Auto-Submitted") is { Length: > 0 } submitted && !submitted.StartsWith("no", StringComparison.OrdinalIgnoreCase))
        || mail.Headers["Return-Path"]?.Trim() == "<>"
        || Header(mail, "X-Autoreply").Length > 0 || Header(mail, "X-Autorespond").Length > 0 || Header(mail, "X-Auto-Response-Suppress").Length > 0
        || Header(mail, "Precedence").ToLowerInvariant() is "auto_reply" or "bulk" or "junk" or "list"
        || mail.Headers.Contains(HeaderId.ListId)
        || mail.Body is MultipartReport;

    private static bool FromPostmaster(MimeMessage mail) =>
        mail.From.Mailboxes.Any(from => from.LocalPart?.ToLowerInvariant() is "mailer-daemon" or "postmaster" or "mail-daemon" or "");

    /// <summary>Our own header in what was returned.</summary>
    private static string NoticeIn(MimeEntity[] parts, string text)
    {
        foreach (MimeEntity part in parts)
            if ((part as MessagePart)?.Message?.Headers["X-Notice-Id"] is { Length: > 0 } notice) return notice.Trim();
            else if (part is TextPart { ContentType.MimeType: "text/rfc822-headers" } headers && Own().Match(Cut(headers)) is { Success: true } own) return own.Groups["id"].Value;
        return Own().Match(text) is { Success: true } inline ? inline.Groups["id"].Value : "";
    }

    private static string TextOf(MimeEntity part) => part switch
    {
        TextPart { IsAttachment: false } text => text.IsHtml ? Plain(Cut(text)) : Cut(text),
        MultipartAlternative both => both.Take(MostParts).OfType<TextPart>().Select(TextOf).FirstOrDefault() ?? "",
        _ => "",
    };

    private static string Plain(string html) => Tags().Replace(html, " ");

    private static string Cut(TextPart part) => part.Text is { Length: > MostText } text ? text[..MostText] : part.Text ?? "";

    private static string Header(MimeMessage mail, string name) => mail.Headers[name]?.Trim() ?? "";

    /// <summary>Long values come folded.</summary>
    private static string Value(HeaderList fields, string name) => PlainText.Line(fields[name] ?? "", 1000);

    private static string AddressIn(string typed) => Behind(typed).Trim('<', '>');

    /// <summary>What stands behind the type: <c>rfc822;ana@example.net</c>.</summary>
    private static string Behind(string typed) => typed[(typed.IndexOf(';', StringComparison.Ordinal) + 1)..].Trim();

    /// <summary>The status without what a server may have written behind it.</summary>
    private static string Number(string status) => Status().Match(status).Value;

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}")]
    private static partial Regex Status();

    [GeneratedRegex(@"(?<![\d.])(?:(?<status>5\.\d{1,3}\.\d{1,3})|55[0-4])(?![\d.])")]
    private static partial Regex Permanent();

    [GeneratedRegex(@"^X-Notice-Id:[ \t]*(?<id>\S+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Own();

    [GeneratedRegex(@"[^\s<>,;:""()]{1,64}@[^\s<>,;:""()]{1,255}")]
    private static partial Regex Address();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
