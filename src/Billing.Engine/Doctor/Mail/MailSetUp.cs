using System.Net;

namespace Billing.Engine.Doctor.Mail;

/// <summary>What of our mail can be held against the DNS.</summary>
/// <param name="Sender">The domain of the address that clients see.</param>
/// <param name="Bounce">The domain to which what cannot be delivered comes back; the sender's where there is no mailbox for it.</param>
/// <param name="HasBounces">Whether there is such a mailbox.</param>
/// <param name="Key">What signs here; null when the mail server does, or nobody.</param>
/// <param name="Server">The mail server; empty for a folder.</param>
internal sealed record MailSetUp(string Sender, string Bounce, bool HasBounces, MailKey? Key, string Server)
{
    /// <summary>Whether the domain that SPF speaks for is the one that clients see, or below it.</summary>
    public bool Aligned => Bounce.Equals(Sender, StringComparison.OrdinalIgnoreCase) || Bounce.EndsWith("." + Sender, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the mail server is this machine: then its address to the world is not known here.</summary>
    public bool Local => Server.Length == 0 || Server == "localhost" || IPAddress.TryParse(Server, out IPAddress? address) && IPAddress.IsLoopback(address);
}

/// <summary>A key that signs mail (DKIM), by its public half.</summary>
/// <param name="Domain">The domain that signs.</param>
/// <param name="Selector">The key's name there.</param>
/// <param name="Public">The public key, as a record has it in <c>p=</c>.</param>
internal sealed record MailKey(string Domain, string Selector, string Public)
{
    /// <summary>Where its record is.</summary>
    public string Name => $"{Selector}._domainkey.{Domain}";
}
