using Billing.Engine.Doctor.Dns;

namespace Billing.Engine.Doctor.Mail;

/// <summary>Whether the sender's domain says what is to become of mail that proves nothing (DMARC, RFC 7489), and whether ours proves enough for it.</summary>
internal static class DmarcCheck
{
    private static readonly FindingKind Missing = new("dmarc-missing", Severity.Warning,
        "Large receivers ask for it from who sends much, and anybody can write bills in our name.", "Add the text record `_dmarc.DOMAIN`: begin with `v=DMARC1; p=none; rua=mailto:…` and read the reports.");

    private static readonly FindingKind Broken = new("dmarc-broken", Severity.Warning,
        "Receivers treat it like none.", "Leave one record there, beginning with `v=DMARC1; p=` and one of none, quarantine, reject.");

    private static readonly FindingKind Watches = new("dmarc-none", Severity.Note,
        "It only watches: mail forged in our name is delivered.", "When its reports show that all of our own mail passes, write `p=quarantine`, later `p=reject`.");

    private static readonly FindingKind Unaligned = new("dmarc-refuses-us", Severity.Warning,
        "By our own record receivers throw our notices away, unless the mail server signs them: SPF speaks for another domain than the sender's, and we sign nothing for it.",
        "Let the returns go to the sender's domain or one below it, or sign (`dkim` with the sender's domain), here or in the mail server.");

    public static readonly IReadOnlyList<FindingKind> Kinds = [Missing, Broken, Watches, Unaligned];

    public static async Task<IEnumerable<Finding>> LookAsync(MailSetUp mail, NameServer names, CancellationToken cancel)
    {
        string[] records = [];
        // A domain without a record of its own goes by those above it; the public suffixes have none.
        for (string domain = mail.Sender; domain.Contains('.', StringComparison.Ordinal) && records.Length == 0; domain = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            NameAnswer<string> texts = await names.TextsAsync($"_dmarc.{domain}", cancel);
            if (texts.Failed is { } why) return [SpfCheck.Unseen($"_dmarc.{domain}", why)];
            records = [.. texts.Records.Where(text => text.TrimStart().StartsWith("v=DMARC1", StringComparison.OrdinalIgnoreCase))];
        }
        string place = $"_dmarc.{mail.Sender}";
        if (records.Length == 0) return [new Finding(Missing, $"{mail.Sender} has no DMARC record", place)];
        string policy = records.Length > 1 ? "" : Tags.Of(records[0]).GetValueOrDefault("p", "").ToLowerInvariant();
        if (policy is not ("none" or "quarantine" or "reject")) return [new Finding(Broken, records.Length > 1 ? $"{mail.Sender} has {records.Length} DMARC records" : $"the DMARC record of {mail.Sender} has no policy", place)];
        if (policy == "none") return [new Finding(Watches, $"the DMARC record of {mail.Sender} only watches", place)];
        return mail.Aligned || Signs(mail) ? [] : [new Finding(Unaligned, $"{mail.Sender} asks receivers to {(policy == "reject" ? "refuse" : "put aside")} mail that is not proved, and returns go to {mail.Bounce}", place)];
    }

    private static bool Signs(MailSetUp mail) => mail.Key is { } key
        && (key.Domain.Equals(mail.Sender, StringComparison.OrdinalIgnoreCase) || mail.Sender.EndsWith("." + key.Domain, StringComparison.OrdinalIgnoreCase) || key.Domain.EndsWith("." + mail.Sender, StringComparison.OrdinalIgnoreCase));
}
