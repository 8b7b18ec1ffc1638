using Billing.Engine.Doctor.Dns;

namespace Billing.Engine.Doctor.Mail;

/// <summary>Whether mail finds back to us: what could not be delivered, and what clients answer.</summary>
internal static class ReturnCheck
{
    private static readonly FindingKind NoReturn = new("bounce-domain", Severity.Warning,
        "Reports of undeliverable notices never arrive, so a notice that bounced counts as given; and many receivers refuse mail from a domain that takes none.",
        "Give that domain an MX record that leads to the server of the mailbox.");

    private static readonly FindingKind NoAnswer = new("sender-domain", Severity.Warning,
        "What clients answer to a notice is lost, and many receivers refuse mail from a domain that takes none.", "Give that domain an MX record, or send from one that has one.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [NoReturn, NoAnswer];

    public static async Task<IEnumerable<Finding>> LookAsync(MailSetUp mail, NameServer names, CancellationToken cancel)
    {
        List<Finding> found = [];
        foreach ((FindingKind kind, string domain) in new[] { (NoReturn, mail.Bounce), (NoAnswer, mail.Sender) }.DistinctBy(each => each.Item2.ToLowerInvariant()))
        {
            MailDomain state = await MailDomain.OfAsync(domain, names, cancel);
            if (state.Failed is { } why) found.Add(SpfCheck.Unseen(domain, why));
            else if (!state.TakesMail) found.Add(new Finding(mail.HasBounces ? kind : NoAnswer, $"{domain} takes no mail: {state.Why}", domain));
        }
        return found;
    }
}

/// <summary>Whether a domain takes mail.</summary>
/// <param name="TakesMail">It has mail exchangers, or an address in their place.</param>
/// <param name="Why">Why not; empty when it does.</param>
/// <param name="Failed">Why nobody knows; null when it is known.</param>
internal sealed record MailDomain(bool TakesMail, string Why, string? Failed = null)
{
    public static async Task<MailDomain> OfAsync(string domain, NameServer names, CancellationToken cancel)
    {
        NameAnswer<MailHost> hosts = await names.MailHostsAsync(domain, cancel);
        if (hosts.Failed is { } why) return new MailDomain(false, "", why);
        if (!hosts.Exists) return new MailDomain(false, "there is no such domain");
        if (hosts.Records is [{ Host: "" }]) return new MailDomain(false, "it says that it takes none");
        if (hosts.Records.Count == 0) return await WithoutAsync(domain, names, cancel);
        foreach (MailHost host in hosts.Records)
        {
            NameAnswer<System.Net.IPAddress> addresses = await names.AddressesAsync(host.Host, cancel);
            if (addresses.Failed is { } no) return new MailDomain(false, "", no);
            if (addresses.Records.Count > 0) return new MailDomain(true, "");
        }
        return new MailDomain(false, $"its mail server {hosts.Records[0].Host} has no address");
    }

    /// <summary>Without an exchanger mail goes to the address of the domain itself.</summary>
    private static async Task<MailDomain> WithoutAsync(string domain, NameServer names, CancellationToken cancel)
    {
        NameAnswer<System.Net.IPAddress> addresses = await names.AddressesAsync(domain, cancel);
        return addresses.Failed is { } why ? new MailDomain(false, "", why) : addresses.Records.Count > 0 ? new MailDomain(true, "") : new MailDomain(false, "it has neither a mail server nor an address");
    }
}
