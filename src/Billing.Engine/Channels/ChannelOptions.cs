using System.Net;
using Billing.Core.Policy;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Tracking;
using MimeKit;

namespace Billing.Engine.Channels;

/// <summary>How clients are told: the part of the configuration that every channel shares, and the part of each.</summary>
public sealed record ChannelOptions
{
    /// <summary>The folder of the templates.</summary>
    public required string Templates { get; init; }

    /// <summary>The language of a client of whom neither language nor country says one: a folder's name, <c>es</c>.</summary>
    public required string DefaultLanguage { get; init; }

    /// <summary>Who writes.</summary>
    public required ProviderOptions Provider { get; init; }

    /// <summary>The e-mail channel; null when there is none.</summary>
    public EmailOptions? Email { get; init; }

    /// <summary>The WhatsApp channel; null when there is none.</summary>
    public WhatsAppOptions? WhatsApp { get; init; }

    /// <summary>Links whose use is recorded, and signed addresses; null when they are not set up.</summary>
    public LinkOptions? Links { get; init; }

    /// <summary>What cannot be right in it.</summary>
    public IEnumerable<Problem> Check(string file, string path = "$.channels")
    {
        if (Provider.Name.Length == 0)
            yield return new(file, $"{path}.provider.name", "notices have no sender", "Write the name that clients know you by");
        if (Provider.Contact.Length > 0 && Link.Web(Provider.Contact).Length == 0)
            yield return new(file, $"{path}.provider.contact", "this is no web address", "Write the page where a client can object, beginning with https://");
        foreach (Problem problem in Links?.Check(file, $"{path}.links") ?? []) yield return problem;
        foreach (Problem problem in Email?.Check(file, $"{path}.email") ?? []) yield return problem;
    }
}

/// <summary>The provider as clients know it; shown under every notice.</summary>
public sealed record ProviderOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its postal address, in one line.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its web site.</summary>
    public string Website { get; init; } = "";

    /// <summary>The mailbox for questions.</summary>
    public string Email { get; init; } = "";

    /// <summary>The panel's page where a client can object; empty when only an answer by e-mail is possible.</summary>
    public string Contact { get; init; } = "";
}

/// <summary>The e-mail channel: over a mail server, or, without one, into a folder.</summary>
public sealed record EmailOptions
{
    /// <summary>The name in From; empty takes the provider's.</summary>
    public string FromName { get; init; } = "";

    /// <summary>The address in From; its domain also ends the Message-IDs.</summary>
    public required string From { get; init; }

    /// <summary>Where answers go; empty means From.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>The mail server.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>The folder that messages are written to instead, for trials.</summary>
    public string Folder { get; init; } = "";

    internal IEnumerable<Problem> Check(string file, string path)
    {
        if (!MailAddress.TryRead("", From, out _))
            yield return new(file, $"{path}.from", "this is no e-mail address", "Write one such as facturacion@example.com");
        if (ReplyTo.Length > 0 && !MailAddress.TryRead("", ReplyTo, out _))
            yield return new(file, $"{path}.replyTo", "this is no e-mail address", "Write one, or leave it out");
        if (Smtp is null == (Folder.Length == 0))
            yield return new(file, path, "a mail server or a folder is needed, and not both", "Write \"smtp\" for clients, \"folder\" for a trial");
        if (Smtp is { Host.Length: 0 } or { Port: < 1 or > 65535 } or { TimeoutSeconds: < 1 })
            yield return new(file, $"{path}.smtp", "host, port or timeoutSeconds is missing", "Write for example \"host\": \"127.0.0.1\", \"port\": 25, \"timeoutSeconds\": 30");
        if (Smtp is { Tls: MailTls.None, User.Length: > 0 } smtp && !smtp.Local)
            yield return new(file, $"{path}.smtp.tls", "the password would travel in clear text", "Write \"starttls\" or \"tls\"");
    }
}

/// <summary>How the connection to the mail server is encrypted.</summary>
public enum MailTls
{
    /// <summary>Not at all: for a server on this machine.</summary>
    None,
    /// <summary>From the first command on; refused when the server cannot.</summary>
    StartTls,
    /// <summary>From the first byte.</summary>
    Tls,
}

/// <summary>A mail server. Its password is not kept here: the transport asks for it when it logs in.</summary>
public sealed record SmtpOptions
{
    /// <summary>Name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Port.</summary>
    public required int Port { get; init; }

    /// <summary>Encryption.</summary>
    public required MailTls Tls { get; init; }

    /// <summary>Who logs in; empty for a server that asks for no login.</summary>
    public string User { get; init; } = "";

    /// <summary>Where the password is: <c>env:SMTP_PASSWORD</c>.</summary>
    public string Password { get; init; } = "";

    /// <summary>Seconds for connecting, and again for handing one message over.</summary>
    public required int TimeoutSeconds { get; init; }

    internal bool Local => Host is "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));
}

/// <summary>Reads addresses. What would be two lines or two addresses is none.</summary>
internal static class MailAddress
{
    public static bool TryRead(string name, string address, out MailboxAddress mailbox)
    {
        mailbox = new MailboxAddress("", "");
        string bare = address.Trim();
        if (bare.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';')) return false;
        if (!MailboxAddress.TryParse(bare, out MailboxAddress? parsed) || parsed.Address != bare) return false;
        if (parsed.LocalPart.Length == 0 || parsed.Domain.Length == 0 || parsed.Route.Count > 0) return false;
        mailbox = new MailboxAddress(PlainText.Of(name), bare);
        return true;
    }
}
