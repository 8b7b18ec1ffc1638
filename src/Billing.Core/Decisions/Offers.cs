using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Policy;

namespace Billing.Core.Decisions;

/// <summary>How far the recovery of a service has come.</summary>
public enum RecoveryState
{
    /// <summary>There is no backup of it that we made, or it is over.</summary>
    NoBackup,
    /// <summary>It was not removed by us for a debt: it is in use, or somebody else or its client ended it.</summary>
    NotOurs,
    /// <summary>The policy has no fee in the client's currency.</summary>
    NoFee,
    /// <summary>It can be asked for.</summary>
    Open,
    /// <summary>It was asked for; the invoice over the fee is about to be raised.</summary>
    Asked,
    /// <summary>The invoice over the fee waits for its payment.</summary>
    Invoiced,
    /// <summary>The fee is paid; what the service owed is not yet.</summary>
    FeePaid,
    /// <summary>All is paid: it is being restored.</summary>
    Restoring,
}

/// <summary>The recovery of one service, as it stands.</summary>
/// <param name="Target">Which.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Until">The last day of its backup; null when there is none.</param>
/// <param name="Fee">What it costs, in the client's currency; null when the policy has no fee in it.</param>
/// <param name="AskedOn">The day on which the client asked for it; null when it did not.</param>
/// <param name="FeeInvoice">The invoice over the fee; null before it is raised.</param>
/// <param name="Owed">What the service still owes besides the fee.</param>
/// <param name="Owing">The invoices over that.</param>
public sealed record RecoveryOffer(Target Target, RecoveryState State, DateOnly? Until, decimal? Fee, DateOnly? AskedOn, int? FeeInvoice, decimal Owed, IReadOnlyList<int> Owing);

/// <summary>What can be recovered, and what for (policy §7.4). The same rule that <see cref="Decider"/> follows, asked about one service.</summary>
public static class Offers
{
    /// <summary>The offer of one service.</summary>
    public static RecoveryOffer Of(ClientFacts facts, BillingPolicy policy, DateOnly today, Target target)
    {
        Situation situation = new(facts, policy, today, Occasion.Look, explain: false);
        DateOnly? until = Recoveries.KeptUntil(situation, target);
        decimal? fee = policy.Recovery.Fee.TryGetValue(facts.Client.Currency, out decimal amount) ? amount : null;
        Debt[] owing = [.. Recoveries.Owing(situation, target)];
        DateOnly made = facts.Past.Done<BillingAction.Backup>().Where(done => done.Action.Target == target).Select(done => done.Deed.On).LastOrDefault();
        RecoveryRequest? asked = facts.Past.Recoveries.LastOrDefault(request => request.Target == target && request.On >= made);
        int? invoice = asked is null ? null : facts.Past.Find(new BillingAction.InvoiceRecovery(0, target, default, 0, asked.On).Key) is { State: DeedState.Done, Invoice: { } raised } ? raised : null;
        return new RecoveryOffer(target, State(), until, fee, asked?.On, invoice, owing.Sum(debt => debt.Invoice.Balance), [.. owing.Select(debt => debt.Invoice.Id)]);

        RecoveryState State()
        {
            if (facts.Find(target) is not { Status: ServiceStatus.Terminated }) return RecoveryState.NotOurs;
            if (until is null || today > until && !Recoveries.InHand(situation, target, until.Value)) return RecoveryState.NoBackup;
            if (asked is null) return fee is null ? RecoveryState.NoFee : RecoveryState.Open;
            if (invoice is not { } id) return RecoveryState.Asked;
            if (facts.FindInvoice(id) is not { Status: InvoiceStatus.Paid }) return RecoveryState.Invoiced;
            return owing.Length > 0 ? RecoveryState.FeePaid : RecoveryState.Restoring;
        }
    }
}
