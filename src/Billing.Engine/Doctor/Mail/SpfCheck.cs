using System.Net;
using Billing.Engine.Doctor.Dns;

namespace Billing.Engine.Doctor.Mail;

/// <summary>Whether the domains that our mail is sent for say who may send for them (SPF, RFC 7208), and whether that is us.</summary>
internal static class SpfCheck
{
    private static readonly FindingKind Missing = new("spf-missing", Severity.Warning,
        "Receivers cannot tell our mail from anybody's who writes in our name: notices land in spam, and then they were never read.",
        "Add one text record to that domain: `v=spf1` with the mail servers that send for it, ending in `-all`.");

    private static readonly FindingKind Broken = new("spf-broken", Severity.Warning,
        "Receivers treat a record that cannot be followed like none, or refuse the mail.", "Mend that domain's record: one only, and at most 10 names to follow.");

    private static readonly FindingKind Anybody = new("spf-anybody", Severity.Warning,
        "The record lets the whole world send in our name, so it protects nobody, and some receivers count it against us.", "Let it end in `-all` or `~all`.");

    private static readonly FindingKind NotUs = new("spf-without-us", Severity.Warning,
        "By that record our own mail server may not send for the domain, so receivers may refuse notices.",
        "Add the mail server to the record, unless it hands mail on to another one that is in it.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Missing, Broken, Anybody, NotUs];

    public static async Task<IEnumerable<Finding>> LookAsync(MailSetUp mail, NameServer names, CancellationToken cancel)
    {
        List<Finding> found = [];
        IReadOnlyList<IPAddress> senders = mail.Local ? [] : IPAddress.TryParse(mail.Server, out IPAddress? one) ? [one] : (await names.AddressesAsync(mail.Server, cancel)).Records;
        foreach (string domain in new[] { mail.Bounce, mail.Sender }.Distinct(StringComparer.OrdinalIgnoreCase)) await OfAsync(domain, senders, mail, names, found, cancel);
        return found;
    }

    private static async Task OfAsync(string domain, IReadOnlyList<IPAddress> senders, MailSetUp mail, NameServer names, List<Finding> found, CancellationToken cancel)
    {
        NameAnswer<string> texts = await names.TextsAsync(domain, cancel);
        string[] records = [.. texts.Records.Where(SpfRecord.Is)];
        if (texts.Failed is { } why) found.Add(Unseen(domain, why));
        else if (records.Length == 0) found.Add(new Finding(Missing, $"{domain} has no SPF record", domain));
        else if (records.Length > 1) found.Add(new Finding(Broken, $"{domain} has {records.Length} SPF records, and receivers take none of them", domain));
        else
        {
            (SpfRecord record, SpfVerdict verdict) = await BestAsync(domain, records[0], senders, names, cancel);
            if (record.Broken is { } broken) found.Add(new Finding(Broken, $"the SPF record of {domain} is broken: {broken}", domain));
            else if (record.Unanswered is { } unanswered) found.Add(Unseen(domain, unanswered));
            else if (record.Anybody) found.Add(new Finding(Anybody, $"the SPF record of {domain} lets everybody send for it", domain));
            // For the sender that clients see it speaks only where no other domain takes the returns.
            else if (senders.Count > 0 && verdict != SpfVerdict.Pass && domain.Equals(mail.Bounce, StringComparison.OrdinalIgnoreCase))
                found.Add(new Finding(NotUs, $"the SPF record of {domain} does not name the mail server {mail.Server}", domain));
        }
    }

    /// <summary>What the record says of the first of the server's addresses that may send, else of the last one.</summary>
    private static async Task<(SpfRecord Record, SpfVerdict Verdict)> BestAsync(string domain, string text, IReadOnlyList<IPAddress> senders, NameServer names, CancellationToken cancel)
    {
        SpfRecord record = new(domain, names, null);
        SpfVerdict verdict = SpfVerdict.None;
        foreach (IPAddress? sender in senders.Count == 0 ? [null] : senders.Cast<IPAddress?>())
            if ((verdict = await (record = new SpfRecord(domain, names, sender)).FollowAsync(text, cancel)) == SpfVerdict.Pass) break;
        return (record, verdict);
    }

    internal static Finding Unseen(string name, string why) => new(Rounds.NotSeen, $"could not be looked at: the DNS of {name}", why);
}
