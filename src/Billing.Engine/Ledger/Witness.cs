using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Evidence;

namespace Billing.Engine.Ledger;

/// <summary>What an outcome adds to the evidence. Reports to the provider's people prove nothing to a client and stay out; so does what is tried again.</summary>
internal static class Witness
{
    /// <summary>The record of an outcome; null when it adds none.</summary>
    public static EvidenceRecord? Of(int client, BillingAction action, DateOnly on, string because, Outcome outcome)
    {
        if (action is BillingAction.Report || Kind(action, outcome) is not { } kind) return null;
        Proof proof = Said(Named(action, outcome.Proof ?? Proof.None).With("on", Written.Day(on)).With("because", because), "words", outcome.Words);
        if (outcome is Outcome.Done done) proof = proof.With("raised", done.Invoice is { } raised ? $"{raised}" : "").With("place", done.Place ?? "");
        return new EvidenceRecord(kind, client, ActionCodec.InvoiceOf(action) ?? (outcome as Outcome.Done)?.Invoice, action.Key, proof)
        {
            Once = kind is EvidenceKind.InDoubt or EvidenceKind.Refused ? Fitting.Once($"{kind.Word()}/{action.Key}/{outcome.Words}") : null,
        };
    }

    /// <summary>The record of a hand-over.</summary>
    public static EvidenceRecord Queued(int client, BillingAction action, Proof proof) => new(EvidenceKind.Queued, client, ActionCodec.InvoiceOf(action), action.Key, Named(action, proof));

    /// <summary>The record of a notice that came back.</summary>
    public static EvidenceRecord Bounced(int client, BillingAction action, string why, Proof proof) =>
        new(EvidenceKind.Bounced, client, ActionCodec.InvoiceOf(action), action.Key, Said(proof, "why", why));

    /// <summary>The record of an objection. Sent twice on one day, it is the same.</summary>
    public static EvidenceRecord Objected(int client, int invoice, DateOnly on, string said, Proof proof) =>
        new(EvidenceKind.Objected, client, invoice, "", proof.With("on", Written.Day(on)).WithPersonal("said", Fitting.Said(said)))
        {
            Once = Fitting.Once($"objected/{client}/{invoice}/{Written.Day(on)}/{said}"),
        };

    /// <summary>The record of a promise to pay.</summary>
    public static EvidenceRecord Promised(int client, int invoice, DateOnly on, DateOnly until, Proof proof) =>
        new(EvidenceKind.Promised, client, invoice, "", proof.With("on", Written.Day(on)).With("until", Written.Day(until)));

    /// <summary>The record of a wish to have something terminated back, by the link of that notice. Said twice on one day, it is the same.</summary>
    public static EvidenceRecord AskedBack(NoticeLinks links, Target target, DateOnly on, Proof proof) =>
        new(EvidenceKind.AskedBack, links.Client, links.Invoice, links.Invoice is null ? links.Key : "", proof.With("target", $"{target}").With("on", Written.Day(on)))
        {
            Once = Fitting.Once($"asked-back/{links.Client}/{target}/{Written.Day(on)}"),
        };

    /// <summary>The record of an answer to it.</summary>
    public static EvidenceRecord Resolved(int client, int invoice, DateOnly on) => new(EvidenceKind.Resolved, client, invoice, "", Proof.Of(("on", Written.Day(on))));

    private static Proof Named(BillingAction action, Proof proof) => action is BillingAction.Notify notify
        ? proof.With("action", ActionCodec.Word(action)).With("notice", notify.Notice).With("channel", notify.Channel).With("target", notify.Subject?.ToString() ?? "")
        : proof.With("action", ActionCodec.Word(action)).With("target", action.About?.ToString() ?? "");

    // A server's words may repeat the address that it was given.
    private static Proof Said(Proof proof, string name, string words) =>
        words.Contains('@', StringComparison.Ordinal) ? proof.WithPersonal(name, Fitting.Words(words)) : proof.With(name, Fitting.Words(words));

    private static EvidenceKind? Kind(BillingAction action, Outcome outcome) => outcome switch
    {
        Outcome.Done => action is BillingAction.Notify ? EvidenceKind.Accepted : EvidenceKind.Done,
        Outcome.Refused => EvidenceKind.Refused,
        Outcome.InDoubt => EvidenceKind.InDoubt,
        _ => null,
    };
}
