using System.Net;
using Billing.Core.Policy;

namespace Billing.Engine.Channels.Reports;

/// <summary>A mailbox over IMAP. Its password is not kept here: it is asked for at each login.</summary>
public sealed record ImapOptions
{
    /// <summary>Name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Port.</summary>
    public required int Port { get; init; }

    /// <summary>Encryption.</summary>
    public required MailTls Tls { get; init; }

    /// <summary>Who logs in.</summary>
    public required string User { get; init; }

    /// <summary>Where the password is: <c>env:BILLING_IMAP_PASSWORD</c>.</summary>
    public required string Password { get; init; }

    /// <summary>The folder.</summary>
    public string Folder { get; init; } = "INBOX";

    internal IEnumerable<Problem> Check(string file, string path)
    {
        bool local = Host is "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));
        if (Tls == MailTls.None && !local) yield return new(file, $"{path}.tls", "the password would travel in clear text", "Write \"starttls\" or \"tls\"");
    }
}
