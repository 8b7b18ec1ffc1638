using System.Net;
using Billing.Engine.Channels;
using Billing.Engine.Configuration;
using Billing.Engine.Doctor;
using Billing.Engine.Doctor.Certificates;
using Billing.Engine.Doctor.Dns;
using Billing.Engine.Doctor.Mail;
using Billing.Engine.Doctor.Reach;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Host.Doctor;

/// <summary>How the DNS is asked.</summary>
/// <param name="Ask">Whether at all.</param>
/// <param name="Server">Whom; null for the name servers of this machine.</param>
/// <param name="Patience">How long all the clients' mailboxes together may take.</param>
internal sealed record DnsTerms(bool Ask, IPEndPoint? Server, TimeSpan Patience);

/// <summary>What others see of us and of our clients: the DNS of our mail, certificates, mailboxes and telephones.</summary>
internal static class Outside
{
    private static readonly TimeSpan OneQuestion = TimeSpan.FromSeconds(3);

    /// <summary>Every sort of finding that there is here.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } = [.. SpfCheck.Kinds, .. DkimCheck.Kinds, .. DmarcCheck.Kinds, .. ReturnCheck.Kinds, .. CertificateCheck.Kinds, .. ReachCheck.Kinds];

    public static IReadOnlyList<Examination> All(Parts parts, IPanel panel, DnsTerms dns, TimeProvider time)
    {
        NameServer? names = dns.Ask ? new NameServer(dns.Server, OneQuestion) : null;
        List<Examination> all = [Examination.Of("certificates", "certificates", CertificateCheck.Kinds, cancel => CertificateCheck.LookAsync([.. Places(parts)], time, cancel))];
        if (names is not null && Mail(parts) is { } mail)
            all.AddRange([
                Examination.Of("spf", "who may send our mail (SPF)", SpfCheck.Kinds, cancel => SpfCheck.LookAsync(mail, names, cancel)),
                Examination.Of("dkim", "the record of the key that signs our mail (DKIM)", DkimCheck.Kinds, cancel => DkimCheck.LookAsync(mail, names, cancel)),
                Examination.Of("dmarc", "what becomes of mail that proves nothing (DMARC)", DmarcCheck.Kinds, cancel => DmarcCheck.LookAsync(mail, names, cancel)),
                Examination.Of("returns", "whether mail finds back to us", ReturnCheck.Kinds, cancel => ReturnCheck.LookAsync(mail, names, cancel)),
            ]);
        if (panel is IExaminablePanel examinable)
        {
            ReachTerms terms = new(parts.Configuration.Channels.Email is not null, parts.Configuration.Channels.WhatsApp?.Numbers, names, dns.Patience);
            all.Add(new Examination("reach", "every client's mailbox and telephone", ReachCheck.Kinds, cancel => new ReachCheck(terms).LookAsync(examinable.ReadReachAsync(cancel), cancel)));
        }
        return all;
    }

    /// <summary>Mail that goes into a folder is sent by nobody.</summary>
    private static MailSetUp? Mail(Parts parts)
    {
        if (parts.Configuration.Channels.Email is not { Smtp: { } smtp } email || MailAddress.DomainOf(email.From) is not { } sender) return null;
        MailKey? key = email.Dkim is { } dkim ? new MailKey(dkim.Domain, dkim.Selector, dkim.PublicKey(parts.Secrets)) : null;
        return new MailSetUp(sender, email.Bounces?.Domain ?? sender, email.Bounces is not null, key, smtp.Host);
    }

    private static IEnumerable<CertificatePlace> Places(Parts parts)
    {
        BillingConfiguration all = parts.Configuration;
        if (all.Panel.Url.Scheme == Uri.UriSchemeHttps) yield return CertificatePlace.Of("the panel", all.Panel.Url.Host, all.Panel.Url.Port, all.Panel.Fingerprint is not null);
        if (all.Channels.Links?.Url is { Scheme: "https" } links) yield return CertificatePlace.Of("the pages behind the links in notices", links.Host, links.Port);
        if (all.Channels.Email?.Smtp is { Tls: not MailTls.None } smtp) yield return new CertificatePlace("the mail server", FormattableString.Invariant($"{smtp.Host}:{smtp.Port}"), cancel => SmtpCertificate.EndsAsync(smtp, cancel));
        foreach ((string name, IServiceAdapter adapter) in parts.Adapters.ByName)
            foreach (Uri server in adapter is ITellAddresses telling ? telling.Addresses.Where(each => each.Scheme == Uri.UriSchemeHttps) : [])
                yield return CertificatePlace.Of($"the adapter {name}'s server", server.Host, server.Port);
        if (all.Channels.Email?.Bounces?.Imap is { Tls: MailTls.Tls } imap) yield return CertificatePlace.Of("the mailbox of what comes back", imap.Host, imap.Port);
    }
}
