using System.Net;
using Billing.Core.Policy;

namespace Billing.Engine.Channels;

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

    /// <summary>Whether a report of the delivery is asked for, of a server that offers it.</summary>
    public bool Dsn { get; init; } = true;

    /// <summary>So many connections at once.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>How fast messages go out.</summary>
    public RateOptions Rate { get; init; } = new();

    internal bool Local => Host is "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    internal IEnumerable<Problem> Check(string file, string path)
    {
        if (Host.Length == 0 || Port is < 1 or > 65535 || TimeoutSeconds < 1)
            yield return new(file, path, "host, port or timeoutSeconds is missing", "Write for example \"host\": \"127.0.0.1\", \"port\": 25, \"timeoutSeconds\": 30");
        if (Tls == MailTls.None && User.Length > 0 && !Local)
            yield return new(file, $"{path}.tls", "the password would travel in clear text", "Write \"starttls\" or \"tls\"");
    }
}

/// <summary>How fast messages go out: over the whole channel, and to the addresses of one domain.</summary>
public sealed record RateOptions
{
    /// <summary>So many a second.</summary>
    public int PerSecond { get; init; } = 10;

    /// <summary>So many a minute to one domain.</summary>
    public int PerDomainPerMinute { get; init; } = 60;
}
