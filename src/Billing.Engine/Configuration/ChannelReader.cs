using Billing.Core.Policy;
using Billing.Engine.Channels;

namespace Billing.Engine.Configuration;

/// <summary>Reads <c>channels</c>: how clients are told. What fits together is checked by <see cref="ChannelOptions"/> itself.</summary>
internal static class ChannelReader
{
    public static (ChannelOptions Options, bool Panel) Read(JsonCursor place, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(
            new("templates", "\"templates\""), new("language", "\"es\""), new("provider", "{ \"name\": \"Example Hosting\" }"),
            Key.May("email", "{ \"from\": \"facturacion@example.com\", \"smtp\": { … } }"), new("panel", "true"), Key.May("whatsapp", WhatsAppReader.Example),
            Key.May("links", "{ \"url\": \"https://notices.example.com/\", \"keys\": { \"a\": \"env:BILLING_LINK_KEY\" }, \"days\": 180, \"pictures\": true }"));
        ChannelOptions options = new()
        {
            Templates = at["templates"].PathIn(folder), DefaultLanguage = at["language"].Filled(), Provider = Provider(at["provider"]),
            Email = at["email"].Present && !at["email"].IsNull ? Email(at["email"], folder) : null,
            WhatsApp = at["whatsapp"].Present && !at["whatsapp"].IsNull ? WhatsAppReader.Read(at["whatsapp"]) : null,
            Links = at["links"].Present && !at["links"].IsNull ? LinkReader.Read(at["links"]) : null,
        };
        return (options, at["panel"].Switch());
    }

    private static ProviderOptions Provider(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("name", "\"Example Hosting\""), Key.May("address", "\"Calle 1, Buenos Aires\""),
            Key.May("website", "\"https://example.com/\""), Key.May("email", "\"facturacion@example.com\""), Key.May("contact", "\"https://panel.example.com/submitticket.php\""));
        return new ProviderOptions
        {
            Name = at["name"].Filled(), Address = at["address"].Text() ?? "", Website = at["website"].Text() ?? "", Email = at["email"].Text() ?? "", Contact = at["contact"].Text() ?? "",
        };
    }

    private static EmailOptions Email(JsonCursor place, string folder)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("from", "\"facturacion@example.com\""), Key.May("fromName", "\"Example Hosting\""), Key.May("replyTo", "\"soporte@example.com\""),
            Key.May("bounces", "{ \"address\": \"bounce@notices.example.com\", \"maildir\": \"/var/mail/bounce\" }"), Key.May("receipts", "\"suspensions\""),
            Key.May("dkim", "{ \"domain\": \"example.com\", \"selector\": \"billing\", \"key\": \"file:/etc/billing/dkim.pem\" }"),
            Key.May("smtp", "{ \"host\": \"127.0.0.1\", \"port\": 25, \"tls\": \"none\", \"timeoutSeconds\": 30 }"), Key.May("folder", "\"/var/spool/billing\""));
        return new EmailOptions
        {
            From = at["from"].Filled(), FromName = at["fromName"].Text() ?? "", ReplyTo = at["replyTo"].Text() ?? "",
            Bounces = Given(at["bounces"]) ? BounceReader.Read(at["bounces"], folder) : null, Dkim = Given(at["dkim"]) ? Dkim(at["dkim"]) : null,
            Receipts = Receipts(at["receipts"]), Smtp = at["smtp"].Present ? Smtp(at["smtp"]) : null, Folder = at["folder"].Present ? at["folder"].PathIn(folder) : "",
        };
    }

    private static bool Given(JsonCursor place) => place.Present && !place.IsNull;

    private static ReceiptRequests Receipts(JsonCursor place) => !place.Present ? ReceiptRequests.Suspensions
        : place.OneOf("none", "suspensions", "all") switch { "none" => ReceiptRequests.None, "all" => ReceiptRequests.All, _ => ReceiptRequests.Suspensions };

    private static DkimOptions Dkim(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("domain", "\"example.com\""), new("selector", "\"billing\""), new("key", "\"file:/etc/billing/dkim.pem\""));
        return new DkimOptions { Domain = at["domain"].Filled(), Selector = at["selector"].Filled(), Key = at["key"].Reference() };
    }

    private static RateOptions Rate(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("perSecond", "10"), new("perDomainPerMinute", "60"));
        return new RateOptions { PerSecond = at["perSecond"].Whole(1, 1000), PerDomainPerMinute = at["perDomainPerMinute"].Whole(1, 60000) };
    }

    private static SmtpOptions Smtp(JsonCursor place)
    {
        IReadOnlyDictionary<string, JsonCursor> at = place.Fields(new("host", "\"smtp.example.com\""), new("port", "587"), new("tls", "\"starttls\""),
            Key.May("user", "\"billing\""), Key.May("password", "\"env:BILLING_SMTP_PASSWORD\""), new("timeoutSeconds", "30"),
            Key.May("dsn", "true"), Key.May("connections", "2"), Key.May("rate", "{ \"perSecond\": 10, \"perDomainPerMinute\": 60 }"));
        string user = at["user"].Text() ?? "";
        string password = at["password"].Reference();
        if (user.Length > 0 && !at["password"].Present) place.Wrong("\"user\" is here, \"password\" is missing", "Add \"password\": \"env:BILLING_SMTP_PASSWORD\", or take \"user\" out.");
        return new SmtpOptions
        {
            Host = at["host"].Filled(), Port = at["port"].Whole(1, 65535), User = user, Password = password, TimeoutSeconds = at["timeoutSeconds"].Whole(1, 600),
            Dsn = !at["dsn"].Present || at["dsn"].Switch(), Connections = at["connections"].Present ? at["connections"].Whole(1, 20) : 2, Rate = at["rate"].Present ? Rate(at["rate"]) : new RateOptions(),
            Tls = at["tls"].OneOf("none", "starttls", "tls") switch { "tls" => MailTls.Tls, "none" => MailTls.None, _ => MailTls.StartTls },
        };
    }
}
