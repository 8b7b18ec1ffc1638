using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>An unsettled invoice, and the dates still to come for it.</summary>
internal sealed record ExplainedInvoice(Invoice Invoice, IReadOnlyList<Coming> Coming);

/// <summary>A service, whose doing its state is, and why it must be offline.</summary>
internal sealed record ExplainedService(Service Service, string Standing, IReadOnlyList<string> Holds);

/// <summary>Everything that is known of one client today, what follows, and what does not, each with its reason. Nothing is done.</summary>
internal sealed record Explanation(
    ClientFacts Facts, DateOnly Today, IReadOnlyList<ExplainedInvoice> Invoices, IReadOnlyList<ExplainedService> Services,
    IReadOnlyList<Decision> Decisions, IReadOnlyList<Entry> History, IReadOnlyList<UnreadableRow> Unreadable)
{
    /// <summary>Reads the client afresh and explains it; null when the panel has no such client, or it cannot be understood.</summary>
    public static async Task<Explanation?> OfAsync(IPanel panel, ILedger ledger, BillingPolicy policy, int client, DateOnly today, CancellationToken cancel)
    {
        Reader reader = new(panel, ledger, policy, today);
        if (await reader.ReadAsync(client, cancel) is not { } facts) return null;
        Situation situation = new(facts, policy, today, Occasion.Run, explain: true);
        return new Explanation(facts, today,
            [.. situation.Debts.Select(debt => new ExplainedInvoice(debt.Invoice, Outlook.Of(facts, policy, today, debt.Invoice.Id)))],
            [.. facts.Services.Select(service => new ExplainedService(service, Word(situation.StandingOf(service)), HoldsOf(situation, service)))],
            Decider.Decide(facts, policy, today, Occasion.Run, explain: true), await ledger.HistoryAsync(client, cancel), reader.Reading.Unreadable);
    }

    private static string[] HoldsOf(Situation situation, Service service)
    {
        IEnumerable<Hold> all = Holds.Own(situation, service);
        if (Holds.OfClient(situation, service) is { } ofClient) all = all.Append(ofClient);
        return [.. all.Select(hold => $"{(hold.Cause.Kind == CauseKind.Client ? "the client's debt" : "its own invoice")}: {hold.Because}{Say(hold.Strength)}")];
    }

    private static string Say(Strength strength) => strength switch
    {
        Strength.Keeps => "; it keeps what is offline, and takes nothing offline",
        Strength.Waits => "; it waits until the client was told early enough",
        _ => "",
    };

    private static string Word(Core.Decisions.Standing standing) => standing switch
    {
        Core.Decisions.Standing.Online => "online",
        Core.Decisions.Standing.Ours => "offline because of us",
        Core.Decisions.Standing.PutBack => "put back by hand",
        Core.Decisions.Standing.Doubt => "in doubt",
        Core.Decisions.Standing.Others => "offline because of somebody else",
        _ => "not in use",
    };
}
