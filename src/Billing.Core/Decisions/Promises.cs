using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>Why no promise to pay is taken; each has its words on the client's page.</summary>
public enum PromiseRefusal
{
    /// <summary>The policy has no promises.</summary>
    Off,
    /// <summary>The client has no such unsettled invoice.</summary>
    NotOwed,
    /// <summary>It is of a sort that has no timeline, or a payment of it is pending.</summary>
    NotItsSort,
    /// <summary>Nothing would be suspended for it: its client is exempt or closed, it is of an order, or too old.</summary>
    NothingFollows,
    /// <summary>A promise of that invoice is open.</summary>
    Open,
    /// <summary>Something is offline for it already.</summary>
    Suspended,
    /// <summary>The client promised as often as the policy allows.</summary>
    TooOften,
}

/// <summary>Whether a client may promise now to pay an invoice later.</summary>
/// <param name="Until">The last day on which it could pay then; null when no promise is taken.</param>
/// <param name="Why">Why none is; null when one is.</param>
/// <param name="Because">The same in words for a person.</param>
public sealed record PromiseAnswer(DateOnly? Until, PromiseRefusal? Why, string Because);

/// <summary>
/// Promises to pay, an option of the policy: who may give one, and until when. What one does to the timeline is in <see cref="Debt"/>, what it keeps from going
/// offline in <see cref="Holds"/>.
/// </summary>
public static class Promises
{
    /// <summary>Whether the client may promise on that day to pay that invoice later, and until when; if not, why.</summary>
    public static PromiseAnswer May(ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice) =>
        May(new Situation(facts, policy, today, Occasion.Look, explain: false), invoice);

    /// <summary>What would still happen, and when, if the client promised on that day and did not pay even so; by the act's word in the policy, as in <see cref="Outlook.Next"/>.</summary>
    public static IReadOnlyList<(string Act, DateOnly On)> Next(ClientFacts facts, BillingPolicy policy, DateOnly today, int invoice, DateOnly until) =>
        Outlook.Next(facts with { Past = facts.Past.With(new Promise(invoice, today, until)) }, policy, today, invoice);

    internal static PromiseAnswer May(Situation situation, int invoice)
    {
        if (situation.Policy.Promise is not { } rules) return No(PromiseRefusal.Off, "the policy has no promises to pay");
        if (situation.Debts.FirstOrDefault(debt => debt.Invoice.Id == invoice) is not { } debt) return No(PromiseRefusal.NotOwed, $"invoice {invoice} is no unpaid invoice of this client");
        return (WhyNot(situation, debt) ?? AlreadyGiven(situation, debt) ?? WhyTooOften(situation, rules)) is { } no ? no
            : Yes((situation.Today > debt.Invoice.Due ? situation.Today : debt.Invoice.Due).AddDays(rules.Days), debt);
    }

    private static PromiseAnswer? WhyNot(Situation situation, Debt debt)
    {
        if (situation.Client.Status == ClientStatus.Closed) return No(PromiseRefusal.NothingFollows, "the client is closed");
        if (situation.ExemptBecause is { } exempt) return No(PromiseRefusal.NothingFollows, $"nothing would be suspended: {exempt}");
        if (!debt.Invoice.HasTimeline) return No(PromiseRefusal.NotItsSort, $"{debt.Invoice.Say()}, has no timeline");
        if (!debt.Invoice.Owed) return No(PromiseRefusal.NotItsSort, $"{debt.Invoice.Say()}, has a payment pending");
        if (debt.Idle) return No(PromiseRefusal.NothingFollows, $"{debt.Invoice.Say()}, bills only time after the cancellation");
        if (debt.Order) return No(PromiseRefusal.NothingFollows, $"{debt.Invoice.Say()}, is of an order: nothing is suspended for it");
        return debt.Old ? No(PromiseRefusal.NothingFollows, $"{debt.Invoice.Say()}, was too old when first seen: nothing is suspended for it") : null;
    }

    private static PromiseAnswer? AlreadyGiven(Situation situation, Debt debt)
    {
        if (debt.Promised is { } open) return No(PromiseRefusal.Open, $"payment is promised by {open.Until.Say()} already");
        foreach (Service service in situation.Facts.Services)
            if (situation.Past.Open(service.Target) is { } offline && Suspensions.CanGoOffline(service)
                && (offline.Cause.Invoice == debt.Invoice.Id || Suspensions.HoldsOn(situation, service).Any(hold => hold.Debt == debt)))
                return No(PromiseRefusal.Suspended, $"{service.Target} is offline for it already, and comes back by payment only");
        return null;
    }

    private static PromiseAnswer? WhyTooOften(Situation situation, PromiseRules rules)
    {
        DateOnly[] counted = [.. situation.Past.Promises.Select(promise => promise.On).Where(on => on.AddDays(rules.Within) > situation.Today).Order()];
        return counted.Length < rules.Times ? null
            : No(PromiseRefusal.TooOften, $"the client promised on {string.Join(", ", counted.Select(Words.Say))}: the policy takes {rules.Times} within {Words.Days(rules.Within)}");
    }

    private static PromiseAnswer Yes(DateOnly until, Debt debt) => new(until, null, $"{debt.Invoice.Say()}: a promise to pay by {until.Say()} would be taken");

    private static PromiseAnswer No(PromiseRefusal why, string because) => new(null, why, because);
}
