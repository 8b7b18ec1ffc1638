using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>Why a service must be offline.</summary>
/// <param name="Cause">Its own invoice, or its client's debt.</param>
/// <param name="Since">The day on which the stage was reached.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Strength">What it does today, in words.</param>
/// <param name="Because">The invoice and its dates, in words.</param>
public sealed record HoldWhy(Cause Cause, DateOnly Since, Stage Stage, string Strength, string Because);

/// <summary>Something that is to come.</summary>
/// <param name="On">The day.</param>
/// <param name="What">In words.</param>
/// <param name="Because">Why on that day; empty where there is nothing to add.</param>
public sealed record Ahead(DateOnly On, string What, string Because = "");

/// <summary>A service, and why it stands as it does.</summary>
/// <param name="Service">The service.</param>
/// <param name="Standing">Whether it is online, and if not, whose doing that is.</param>
/// <param name="Since">The day on which we took it offline; null when it is not offline because of us.</param>
/// <param name="Timeline">The timeline that decides about it.</param>
/// <param name="Holds">Everything that speaks for being offline.</param>
/// <param name="Coming">What is to come for it: its next invoice, its removal, the end of its backup.</param>
public sealed record ServiceWhy(Service Service, string Standing, DateOnly? Since, Timeline Timeline, IReadOnlyList<HoldWhy> Holds, IReadOnlyList<Ahead> Coming);

/// <summary>A stage of an invoice's timeline, and how its day was reckoned.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Counted">The day that the policy counts from the due date.</param>
/// <param name="On">The day on which it is reached, or was.</param>
/// <param name="Days">Each day counted and passed over, for a stage in business days.</param>
/// <param name="Moved">Why the two days differ, one reason each.</param>
/// <param name="Note">What else is to be known of it (the late fee that would be raised); empty for nothing.</param>
public sealed record StageWhy(Stage Stage, DateOnly Counted, DateOnly On, IReadOnlyList<CountedDay> Days, IReadOnlyList<string> Moved, string Note);

/// <summary>An invoice, and what its timeline makes of it.</summary>
/// <param name="Invoice">The invoice.</param>
/// <param name="Standing">What it counts as today, in words; empty where its status says all.</param>
/// <param name="Timeline">The timeline that it follows; null when it follows none.</param>
/// <param name="Stages">Every stage in the order of their days.</param>
/// <param name="Objections">The client's objections to it.</param>
/// <param name="Promises">The client's promises to pay it.</param>
public sealed record InvoiceWhy(Invoice Invoice, string Standing, Timeline? Timeline, IReadOnlyList<StageWhy> Stages, IReadOnlyList<Objection> Objections, IReadOnlyList<Promise> Promises)
{
    /// <summary>Whether a promise to pay it would be taken now, and why not, in words; empty where the policy has none, and for an invoice that is settled.</summary>
    public string MayPromise { get; init; } = "";
}

/// <summary>Why things are as they are with one client today, and what comes next, if nobody pays and nothing changes. It says what the rules reckon with, and decides nothing itself.</summary>
/// <param name="Services">Each service.</param>
/// <param name="Invoices">Each invoice that is known, the oldest due date first.</param>
public sealed record Why(IReadOnlyList<ServiceWhy> Services, IReadOnlyList<InvoiceWhy> Invoices)
{
    /// <summary>Explains one client.</summary>
    public static Why Of(ClientFacts facts, BillingPolicy policy, DateOnly today)
    {
        Situation situation = new(facts, policy, today, Occasion.Run, explain: false);
        return new Why(
            [.. facts.Services.Select(service => ServiceReasons.Of(situation, service))],
            [.. facts.Invoices.OrderBy(invoice => invoice.Due).ThenBy(invoice => invoice.Id).Select(invoice => InvoiceReasons.Of(situation, invoice))]);
    }
}
