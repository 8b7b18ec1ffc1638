using System.Text.RegularExpressions;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;

namespace Billing.Engine.Channels.Reports;

/// <summary>The notice that a mail is about, believed.</summary>
/// <param name="Links">Its identity, key, client and invoice.</param>
/// <param name="Sent">What the evidence says of its hand-over.</param>
internal sealed record Matched(NoticeLinks Links, Statement Sent)
{
    /// <summary>The address that decides whether the client was told; empty when it was erased.</summary>
    public string To => Sent["to"];

    /// <summary>Others got a copy.</summary>
    public bool HasCopies => Sent.Facts.ContainsKey("copies") || Sent.Personal.ContainsKey("cc");

    /// <summary>
    /// Whether it is about the client's own address, and not a copy's. Where that cannot be said, a failure is (the client may not have been told), and anything good is not.
    /// </summary>
    public bool IsMain(bool failed, params string[] told)
    {
        if (!HasCopies || told.Any(address => Same(address, To))) return true;
        return failed && !told.Any(address => Sent["cc"].Split(", ").Any(copy => Same(copy, address)));
    }

    private static bool Same(string one, string other) => one.Length > 0 && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Finds the notice that a mail is about. Anybody can write a mail that looks like a report: one is believed only at an address that we signed, for a notice that
/// was handed over, and when everything that it repeats of the notice agrees.
/// </summary>
internal sealed partial class Matching(Tokens tokens, IEvidence evidence)
{
    /// <summary>The notice; null when nothing in it is to be believed.</summary>
    public async Task<Matched?> FindAsync(MailReport mail, CancellationToken cancel)
    {
        if (Signed(mail) is not { } id || await evidence.FindLinksAsync(id, cancel) is not { } links) return null;
        Statement? sent = (await evidence.OfKeyAsync(links.Key, cancel)).Select(entry => entry.Says).LastOrDefault(said => said.Kind == EvidenceKind.Queued);
        return sent is not null && Agrees(mail.Says, links, sent) ? new Matched(links, sent) : null;
    }

    private string? Signed(MailReport mail)
    {
        TokenPurpose[] purposes = mail.Says switch
        {
            Told.Delivery => [TokenPurpose.Bounce],
            Told.Receipt => [TokenPurpose.Receipt],
            _ => [TokenPurpose.Bounce, TokenPurpose.Receipt],
        };
        return mail.Addresses.SelectMany(address => Token().Matches(address)).SelectMany(found => purposes.Select(purpose => tokens.Read(purpose, found.Groups["token"].Value))).OfType<string>().FirstOrDefault();
    }

    private static bool Agrees(Told told, NoticeLinks links, Statement sent) => told switch
    {
        Told.Delivery delivery => (delivery.Envelope.Length == 0 || string.Equals(delivery.Envelope, links.Id, StringComparison.OrdinalIgnoreCase))
            && (delivery.Notice.Length == 0 || delivery.Notice == PlainText.Line(links.Key, 200)) && (delivery.Standard || delivery.Notice.Length > 0),
        Told.Receipt receipt => receipt.Message.Length == 0 || string.Equals(receipt.Message, sent["message-id"], StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    [GeneratedRegex(@"\+(?<token>[A-Za-z0-9]{42})@")]
    private static partial Regex Token();
}
