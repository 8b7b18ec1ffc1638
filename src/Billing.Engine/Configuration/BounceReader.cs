using Billing.Core.Policy;
using Billing.Engine.Channels;
using Billing.Engine.Channels.Reports;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>channels.email.bounces</c>: the mailbox to which notices come back, and how it is read.</summary>
internal static class BounceReader
{
    public static BounceOptions Read(JsonCursor place, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("address", "\"bounce@notices.example.com\""), Key.May("maildir", "\"/var/mail/bounce\""),
            Key.May("imap", "{ \"host\": \"imap.example.com\", \"port\": 993, \"tls\": \"tls\", \"user\": \"bounce\", \"password\": \"env:BILLING_IMAP_PASSWORD\" }"));
        return new BounceOptions
        {
            Address = at["address"].Filled(), Maildir = at["maildir"].Present && !at["maildir"].IsNull ? at["maildir"].PathIn(folder) : "",
            Imap = at["imap"].Present && !at["imap"].IsNull ? Imap(at["imap"]) : null,
        };
    }

    private static ImapOptions Imap(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("host", "\"imap.example.com\""), new("port", "993"), new("tls", "\"tls\""),
            new("user", "\"bounce\""), new("password", "\"env:BILLING_IMAP_PASSWORD\""), Key.May("folder", "\"INBOX\""));
        return new ImapOptions
        {
            Host = at["host"].Filled(), Port = at["port"].Whole(1, 65535), User = at["user"].Filled(), Password = at["password"].Reference(), Folder = at["folder"].Present ? at["folder"].Filled() : "INBOX",
            Tls = at["tls"].OneOf("none", "starttls", "tls") switch { "tls" => MailTls.Tls, "none" => MailTls.None, _ => MailTls.StartTls },
        };
    }
}
