using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;

namespace Billing.Engine.Channels.Reports;

/// <summary>A mail that is believed, as evidence.</summary>
/// <param name="Mail">What it says.</param>
/// <param name="Matched">The notice.</param>
/// <param name="Content">Its bytes; null when they are too many to keep.</param>
internal sealed partial record Report(MailReport Mail, Matched Matched, byte[]? Content)
{
    /// <summary>Whether a machine was meant to read it.</summary>
    public bool Standard => Mail.Says is not Told.Delivery { Standard: false };

    /// <summary>What it proves. That the notice itself came back is not among it: the ledger writes that with what follows from it.</summary>
    public IEnumerable<EvidenceRecord> Records()
    {
        switch (Mail.Says)
        {
            case Told.Delivery delivery:
                foreach (RecipientReport recipient in delivery.Recipients)
                    if (KindOf(recipient.Action) is { } kind && !(kind == EvidenceKind.Bounced && Main(recipient)))
                        yield return Record(kind, ProofOf(delivery, recipient).With("why", kind == EvidenceKind.Bounced ? BounceCause.Of(recipient.Status, recipient.Diagnostic).Words : ""), $"{recipient.Original} {recipient.Final} {recipient.Action}");
                break;
            case Told.Receipt receipt:
                yield return Receipt(receipt);
                break;
            case Told.Reply reply:
                yield return Record(EvidenceKind.Replied, Common().With("recipient", Matched.IsMain(failed: false, reply.From) ? "" : "copy").WithPersonal("from", reply.From), "replied");
                break;
        }
    }

    /// <summary>That the notice did not reach the client.</summary>
    public IEnumerable<(RecipientReport Recipient, Proof Proof)> Failures() => Mail.Says is not Told.Delivery delivery ? []
        : delivery.Recipients.Where(recipient => recipient.Action == "failed" && Main(recipient)).Select(recipient => (recipient, ProofOf(delivery, recipient)));

    /// <summary>The same words without anybody's address.</summary>
    public static string WithoutAddresses(string words) => Address().Replace(words, "…@…");

    /// <summary>Whether it can be final is said by the action alone: a message that expired has a status of 4.</summary>
    private static EvidenceKind? KindOf(string action) => action switch
    {
        "delivered" => EvidenceKind.Delivered,
        "relayed" or "expanded" => EvidenceKind.Relayed,
        "delayed" => EvidenceKind.Delayed,
        "failed" => EvidenceKind.Bounced,
        _ => null,
    };

    /// <summary>Shown is what a person saw; a receipt that a machine sent, or for a mail that was thrown away, says only that it lay in the mailbox.</summary>
    private EvidenceRecord Receipt(Told.Receipt receipt)
    {
        bool main = Matched.IsMain(failed: false, receipt.Recipient);
        Proof proof = Common().With("disposition", receipt.Disposition.Contains('@', StringComparison.Ordinal) ? "" : receipt.Disposition)
            .With("recipient", main ? "" : "copy").WithPersonal("address", receipt.Recipient);
        return Record(receipt is { ByHand: true, Type: "displayed" } ? EvidenceKind.Displayed : EvidenceKind.Delivered, proof, $"{receipt.Recipient} {receipt.Disposition}");
    }

    private bool Main(RecipientReport recipient) => Matched.IsMain(recipient.Action == "failed", recipient.Original, recipient.Final);

    private Proof ProofOf(Told.Delivery delivery, RecipientReport recipient)
    {
        Proof proof = Common().With("action", recipient.Action).With("status", recipient.Status).With("remote", recipient.Remote).With("reporter", delivery.Reporter)
            .With("form", delivery.Standard ? "" : "free text").With("recipient", Main(recipient) ? "" : "copy").WithPersonal("address", recipient.Final.Length > 0 ? recipient.Final : recipient.Original);
        return recipient.Diagnostic.Contains('@', StringComparison.Ordinal) ? proof.WithPersonal("words", recipient.Diagnostic) : proof.With("words", recipient.Diagnostic);
    }

    private Proof Common() => (Proof.None with { Content = Content }).With("hops", Mail.Hops.ToString(CultureInfo.InvariantCulture)).WithPersonal("report", Mail.Identity);

    private EvidenceRecord Record(EvidenceKind kind, Proof proof, string what) =>
        new(kind, Matched.Links.Client, Matched.Links.Invoice, Matched.Links.Key, proof) { Once = Fitting.Once($"mail report/{Matched.Links.Id}/{Mail.Identity}/{what}") };

    [GeneratedRegex(@"[^\s<>]+@[^\s<>]+")]
    private static partial Regex Address();
}
