using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Planning;

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
    public static IReadOnlyList<Planned> Of(ClientFacts facts, BillingPolicy policy, DateOnly today, bool offline = true)
    {
        List<Planned> all = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            Planned[] acts = [.. Decider.Decide(facts, policy, today).OfType<Decision.Act>()
                .Where(act => (offline || !Plan.TakesOffline(act.Action)) && keys.Add(act.Action.Key))
                .Select(act => new Planned(facts.Client.Id, act.Action, act.Because))];
            if (acts.Length == 0) break;
            all.AddRange(acts);
            if (acts.All(act => Plan.Settles(act.Action))) break;
            facts = After(facts, acts.Select(act => act.Action), today);
        }
        return all;
    }

    /// <summary>The facts as they are once these acts have come about.</summary>
    public static ClientFacts After(ClientFacts facts, IEnumerable<BillingAction> acts, DateOnly today)
    {
        List<Deed> deeds = [.. facts.Past.Deeds];
        foreach (BillingAction action in acts)
        {
            deeds.RemoveAll(deed => deed.Action.Key == action.Key);
            int raised = Math.Min(0, facts.Invoices.Select(invoice => invoice.Id).DefaultIfEmpty().Min()) - 1;
            deeds.Add(new Deed(action, today, DeedState.Done, Raises(action) ? raised : null, Place: action is BillingAction.Backup ? "the backup" : null));
            facts = Changed(facts, action, raised, today);
        }
        return facts with { Past = facts.Past.With(deeds) };
    }

    private static bool Raises(BillingAction action) => action is BillingAction.Invoice or BillingAction.InvoiceRecovery or BillingAction.LateFee;

    private static ClientFacts Changed(ClientFacts facts, BillingAction action, int raised, DateOnly today) => action switch
    {
        BillingAction.Invoice invoice => facts with { Invoices = [.. facts.Invoices, Raised(facts, invoice, raised, today)] },
        BillingAction.LateFee fee => facts with
        {
            Invoices = [.. facts.Invoices, new Invoice { Id = raised, Date = today, Due = fee.Due, Status = InvoiceStatus.Unpaid, Balance = fee.Amount, Kind = InvoiceKind.LateFee, Lines = [new InvoiceLine(null, fee.Amount)] }],
        },
        BillingAction.Suspend suspend => With(facts, suspend.Target, service => service.Target.Kind == TargetKind.Domain ? service
            : service with { Status = ServiceStatus.Suspended, SuspendReason = SuspensionReason.For(suspend) }),
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

    /// <summary>An invoice that is not raised yet has a number below zero.</summary>
    private static Invoice Raised(ClientFacts facts, BillingAction.Invoice invoice, int id, DateOnly today)
    {
        InvoiceLine[] lines = [.. invoice.Items.Select(item => new InvoiceLine(item, facts.Find(item)?.Amount ?? 0, invoice.Due))];
        return new Invoice { Id = id, Date = today, Due = invoice.Due, Status = InvoiceStatus.Unpaid, Balance = lines.Sum(line => line.Amount), Lines = lines };
    }

    private static ClientFacts With(ClientFacts facts, Target target, Func<Service, Service> change) =>
        facts with { Services = [.. facts.Services.Select(service => service.Target == target ? change(service) : service)] };
}
