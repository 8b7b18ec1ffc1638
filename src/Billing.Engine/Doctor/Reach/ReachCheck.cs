using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Engine.Channels;
using Billing.Engine.Channels.WhatsApp;
using Billing.Engine.Doctor.Dns;
using Billing.Engine.Panel;

namespace Billing.Engine.Doctor.Reach;

/// <summary>Whether every client can be told: mailboxes and telephones that cannot work, and those that go offline with what they would warn of.</summary>
/// <param name="Email">Whether there is an e-mail channel.</param>
/// <param name="WhatsApp">How numbers are written to; null without that channel.</param>
/// <param name="Names">Asks about the mailboxes' domains; null: nobody is asked.</param>
/// <param name="Patience">How long all domains together may take.</param>
internal sealed record ReachTerms(bool Email, IReadOnlyDictionary<string, NumberRule>? WhatsApp, NameServer? Names, TimeSpan Patience);

/// <summary>Looks at every client once, in one stream; of each that something is wrong with its number is kept, of each domain its name.</summary>
internal sealed class ReachCheck(ReachTerms terms)
{
    private const int Shown = 5;

    private static readonly FindingKind NoMailbox = new("mailbox-missing", Severity.Warning, "No notice by e-mail reaches them.", "Write the client's mailbox into the panel.");

    private static readonly FindingKind BadMailbox = new("mailbox-wrong", Severity.Warning,
        "This is no e-mail address, so no notice by e-mail reaches them.", "Mend the address in the panel: one address, without names or blanks.");

    private static readonly FindingKind DeadDomain = new("mailbox-domain", Severity.Warning,
        "No mail server takes mail for these domains: every notice bounces, and a notice that bounced suspends nobody.", "Ask these clients for another mailbox; most often the name is mistyped.");

    private static readonly FindingKind OwnDomain = new("mailbox-on-own-service", Severity.Warning,
        "The mailbox lives on the very service that would go offline: who misses the first notices cannot read that, and why, it is offline, and a DNS suspension makes every later notice bounce.",
        "Ask them for a second mailbox elsewhere, and make it a billing contact.");

    private static readonly FindingKind BadPhone = new("phone-wrong", Severity.Note,
        "They agreed to WhatsApp, and their telephone is no mobile that can be written to.", "Mend the number in the panel, with its country and area code.");

    private static readonly FindingKind Nobody = new("reached-by-nothing", Severity.Warning,
        "Neither mailbox nor telephone can work: only what is published in the panel reaches them, and nobody tells them to look.", "Write a mailbox or a mobile into the panel.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [NoMailbox, BadMailbox, DeadDomain, OwnDomain, BadPhone, Nobody, Rounds.LeftOut];

    private readonly Things missing = new("client"), wrong = new("client"), phones = new("client"), nobody = new("client"), own = new("client");
    private readonly Dictionary<string, List<int>> domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> byPhone = [];

    public async IAsyncEnumerable<Finding> LookAsync(IAsyncEnumerable<ClientReach> clients, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (ClientReach client in clients.WithCancellation(cancel)) See(client);
        MailDomains asked = terms is { Email: true, Names: { } names } ? await MailDomains.AskAsync(domains, names, terms.Patience, cancel) : MailDomains.NotAsked;
        foreach ((string domain, _) in asked.Dead)
            foreach (int client in domains[domain])
                if (!byPhone.Contains(client)) nobody.Add(client);
        foreach (Finding finding in Say(asked)) yield return finding;
    }

    private void See(ClientReach client)
    {
        bool phone = Phone(client), mail = Mailbox(client);
        if (!phone && !mail) nobody.Add(client.Client);
        if (phone) byPhone.Add(client.Client);
    }

    private bool Phone(ClientReach client)
    {
        if (terms.WhatsApp is not { } rules || client.Phone is not { } phone || !client.Agreed) return false;
        bool works = WhatsAppNumbers.Of(phone, client.Country, rules).Forms.Count > 0;
        if (!works) phones.Add(client.Client);
        return works;
    }

    private bool Mailbox(ClientReach client)
    {
        if (!terms.Email) return false;
        if (client.Email.Length == 0)
        {
            missing.Add(client.Client);
            return false;
        }
        if (MailAddress.DomainOf(client.Email) is not { } domain)
        {
            wrong.Add(client.Client);
            return false;
        }
        if (!domains.TryGetValue(domain, out List<int>? theirs)) domains[domain] = theirs = [];
        theirs.Add(client.Client);
        if (client.Hosted.Any(hosted => Below(domain, hosted.Domain))) own.Add(client.Client);
        return true;
    }

    private IEnumerable<Finding> Say(MailDomains asked)
    {
        if (nobody.Count > 0) yield return new Finding(Nobody, Count(nobody, "cannot be told of anything"), "", nobody);
        if (missing.Count > 0) yield return new Finding(NoMailbox, Count(missing, "without a mailbox"), "", missing);
        if (wrong.Count > 0) yield return new Finding(BadMailbox, Count(wrong, "with a mailbox that is no address"), "", wrong);
        if (asked.Dead.Count > 0)
        {
            Things dead = Things.Of("client", asked.Dead.SelectMany(each => domains[each.Domain]).Order());
            string some = string.Join(", ", asked.Dead.Take(Shown).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Domain} ({domains[each.Domain].Count}, {each.Why})")));
            yield return new Finding(DeadDomain, Count(dead, string.Create(CultureInfo.InvariantCulture, $"with a mailbox at one of {asked.Dead.Count} domains that take no mail")), some + (asked.Dead.Count > Shown ? ", …" : ""), dead);
        }
        if (own.Count > 0) yield return new Finding(OwnDomain, Count(own, "with a mailbox on a service or domain of their own that we can take offline"), "", own);
        if (phones.Count > 0) yield return new Finding(BadPhone, Count(phones, "with a telephone that WhatsApp cannot write to"), "", phones);
        if (asked.Left > 0) yield return new Finding(Rounds.LeftOut, string.Create(CultureInfo.InvariantCulture, $"{asked.Left} of {domains.Count} mailbox domains were not looked up: {asked.Why}"), "--no-dns, --dns");
    }

    private static string Count(Things things, string so) => string.Create(CultureInfo.InvariantCulture, $"{things.Count} {things.Word}{(things.Count == 1 ? "" : "s")} {so}");

    private static bool Below(string name, string domain) => name.Equals(domain, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
