using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>A service that was suspended for its own invoice and came back gets a longer cycle for its next period, if its product has a price for it (policy §6.5).</summary>
internal static class CycleChanges
{
    public static void Decide(Situation situation)
    {
        CycleChangeRules rules = situation.Policy.CycleChange;
        if (!rules.Enabled) return;
        foreach (Deed deed in situation.Past.Deeds)
            if (deed is { State: DeedState.InDoubt, Action: BillingAction.ChangeCycle change }) situation.Act(change, "it was interrupted, and is repeated as it was meant");
        foreach (Service service in situation.Facts.Services)
            if (service is { Target.Kind: TargetKind.Service, Status: ServiceStatus.Active, Cancellation: null }) Decide(situation, rules, service);
    }

    private static void Decide(Situation situation, CycleChangeRules rules, Service service)
    {
        Episode[] comebacks = [.. situation.Past.Episodes(service.Target).Where(episode => episode is { EndedByUs: true, Cause.Kind: CauseKind.Invoice })];
        if (comebacks.Length == 0 || situation.Past.Open(service.Target) is not null || !situation.IsNews(comebacks[^1].Ended!.Value)) return;
        if (situation.Facts.FindInvoice(comebacks[^1].Cause.Invoice) is { Owed: true }) return;
        if (situation.Past.Deeds.Any(deed => deed is { State: DeedState.InDoubt, Action: BillingAction.ChangeCycle change } && change.Target == service.Target)) return;
        int changed = situation.Past.Done<BillingAction.ChangeCycle>().Where(done => done.Action.Target == service.Target).Select(done => done.Action.Change).DefaultIfEmpty().Max();
        if (comebacks.Length - changed < rules.AfterSuspensions) return;
        if (!rules.Steps.TryGetValue(service.Cycle, out BillingCycle? longer)) return;
        if (service.Prices.TryGetValue(longer, out decimal price))
            situation.Act(new BillingAction.ChangeCycle(service.Target, service.Cycle, longer, price, comebacks.Length),
                $"back after a suspension for its own invoice {comebacks[^1].Cause.Invoice}: {longer.Name} from the next period on, to avoid another one");
        else situation.Abstain(service.Target.ToString(), $"its cycle stays {service.Cycle.Name}: the product has no {longer.Name} price");
    }
}
