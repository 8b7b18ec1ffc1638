using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Planning;

/// <summary>A client's day, foreseen.</summary>
/// <param name="Acts">Everything that the run does, in its order.</param>
/// <param name="After">The client at the end of the day, if all of it came about.</param>
/// <param name="Wanted">How many services were to go offline when the run was planned: what its brake is asked about.</param>
/// <param name="Left">How many are still to go offline at the end, because nothing may.</param>
public sealed record ForeseenDay(IReadOnlyList<Planned> Acts, ClientFacts After, int Wanted, int Left);

/// <summary>
/// What a run will have done for a client by its end, if everything it asks for comes about: the decisions, and what follows from them on the same day.
/// A plan printed from it is what the run does.
/// </summary>
public static class Foresight
{
    private const int Rounds = 3;

    /// <summary>Everything of one client's day, round after round.</summary>
    /// <param name="facts">The client now.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="today">The local day.</param>
    /// <param name="offline">Whether anything may go offline: false once the brake holds.</param>
    public static IReadOnlyList<Planned> Of(ClientFacts facts, BillingPolicy policy, DateOnly today, bool offline = true) => Day(facts, policy, today, offline).Acts;

    /// <summary>The same, with what comes of it.</summary>
    /// <inheritdoc cref="Of"/>
    public static ForeseenDay Day(ClientFacts facts, BillingPolicy policy, DateOnly today, bool offline = true)
    {
        List<Planned> all = [];
        HashSet<string>? keys = null;
        int wanted = 0, left = 0;
        for (int round = 0; round < Rounds; round++)
        {
            IReadOnlyList<Decision> decisions = Decider.Decide(facts, policy, today);
            left = decisions.Count == 0 ? 0 : Offline(decisions);
            if (round == 0) wanted = left;
            List<Planned> acts = [];
            foreach (Decision decision in decisions)
                if (decision is Decision.Act act && (offline || !Plan.TakesOffline(act.Action)) && (keys ??= new(StringComparer.Ordinal)).Add(act.Action.Key))
                    acts.Add(new Planned(facts.Client.Id, act.Action, act.Because));
            if (acts.Count == 0) break;
            if (acts.Exists(act => Plan.TakesOffline(act.Action)))
                foreach (Planned waits in acts.Where(act => Plan.ToldLast(act.Action)).ToArray())
                {
                    acts.Remove(waits);
                    keys!.Remove(waits.Action.Key);
                }
            all.AddRange(acts);
            facts = After(facts, acts.Select(act => act.Action), today);
            if (acts.TrueForAll(act => Plan.Settles(act.Action))) break;
        }
        return new ForeseenDay(all, facts, wanted, offline ? 0 : left);
    }

    /// <summary>The facts as they are once these acts have come about.</summary>
    public static ClientFacts After(ClientFacts facts, IEnumerable<BillingAction> acts, DateOnly today)
    {
        List<Deed> deeds = [];
        foreach (BillingAction action in acts)
        {
            int raised = Math.Min(0, facts.Invoices.Select(invoice => invoice.Id).DefaultIfEmpty().Min()) - 1;
            deeds.Add(new Deed(action, today, DeedState.Done, Raises(action) ? raised : null, Place: action is BillingAction.Backup ? "the backup" : null));
            facts = Changed(facts, action, raised, today);
        }
        return facts with { Past = facts.Past.And(deeds) };
    }

    private static int Offline(IReadOnlyList<Decision> decisions) =>
        decisions.OfType<Decision.Act>().Where(act => Plan.TakesOffline(act.Action)).Select(act => act.Action.About).Distinct().Count();

    private static bool Raises(BillingAction action) => action is BillingAction.Invoice or BillingAction.InvoiceRecovery or BillingAction.LateFee;

    private static ClientFacts Changed(ClientFacts facts, BillingAction action, int raised, DateOnly today) => action switch
    {
        BillingAction.Invoice invoice => Raised(facts, invoice, raised, today),
        BillingAction.InvoiceRecovery fee => facts with { Invoices = [.. facts.Invoices, Fee(InvoiceKind.Recovery, fee.Fee, fee.Due, raised, today)] },
        BillingAction.LateFee fee => facts with { Invoices = [.. facts.Invoices, Fee(InvoiceKind.LateFee, fee.Amount, fee.Due, raised, today)] },
        BillingAction.Suspend suspend => With(facts, suspend.Target, service => service.Target.Kind == TargetKind.Domain ? service
            : service with { Status = ServiceStatus.Suspended, SuspendReason = service.Target.Kind == TargetKind.Service ? SuspensionReason.For(suspend) : "" }),
        BillingAction.Freeze freeze => With(facts, freeze.Target, service => service with { Status = ServiceStatus.Suspended }),
        BillingAction.Unsuspend or BillingAction.Unfreeze or BillingAction.Activate => With(facts, action.About!.Value, service => service with { Status = ServiceStatus.Active, SuspendReason = "" }),
        BillingAction.Terminate terminate => With(facts, terminate.Target, service => service with
        {
            Status = terminate.Cause.Kind == CauseKind.Cancellation ? ServiceStatus.Cancelled : ServiceStatus.Terminated, SuspendReason = "",
        }),
        BillingAction.Restore restore => With(facts, restore.Target, service => service with { Status = ServiceStatus.Active, NextDue = restore.NextDue }),
        BillingAction.ChangeCycle change => With(facts, change.Target, service => service with { Cycle = change.To, Amount = change.Amount }),
        _ => facts,
    };

    /// <summary>An invoice that is not raised yet has a number below zero. What the panel takes from the client's credit is paid at once.</summary>
    private static ClientFacts Raised(ClientFacts facts, BillingAction.Invoice invoice, int id, DateOnly today)
    {
        InvoiceLine[] lines = [.. invoice.Items.Select(item => new InvoiceLine(item, facts.Find(item)?.Amount ?? 0, invoice.Due))];
        decimal total = lines.Sum(line => line.Amount), credit = Math.Min(facts.Client.Credit, total);
        bool paid = credit > 0 && credit == total;
        Invoice raised = new() { Id = id, Date = today, Due = invoice.Due, Status = paid ? InvoiceStatus.Paid : InvoiceStatus.Unpaid, Balance = total - credit, Lines = lines };
        facts = facts with { Invoices = [.. facts.Invoices, raised] };
        if (credit > 0) facts = facts with { Client = facts.Client with { Credit = facts.Client.Credit - credit } };
        return paid ? facts with { Services = [.. facts.Services.Select(service => invoice.Items.Contains(service.Target) ? service with { NextDue = service.NextDue?.AddMonths(service.Cycle.Months) } : service)] } : facts;
    }

    private static Invoice Fee(InvoiceKind kind, decimal amount, DateOnly due, int id, DateOnly today) => new()
    {
        Id = id, Date = today, Due = due, Status = InvoiceStatus.Unpaid, Balance = amount, Kind = kind, Lines = [new InvoiceLine(null, amount)],
    };

    private static ClientFacts With(ClientFacts facts, Target target, Func<Service, Service> change) =>
        facts with { Services = [.. facts.Services.Select(service => service.Target == target ? change(service) : service)] };
}
