using System.Globalization;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;

namespace Billing.Engine.Recovering;

/// <summary>
/// What can be recovered, and a client's wish for it. A wish only brings the invoice over the fee: nothing is restored before that, and what the service owed, is paid.
/// </summary>
public sealed class RecoveryDesk
{
    private readonly IPanel panel;
    private readonly ILedger ledger;
    private readonly BillingPolicy policy;
    private readonly BackupChecks checks;
    private readonly Reader reader;

    internal RecoveryDesk(IPanel panel, ILedger ledger, Hands hands, BillingPolicy policy, DateOnly today)
    {
        (this.panel, this.ledger, this.policy) = (panel, ledger, policy);
        checks = new BackupChecks(panel, ledger, hands, policy, 1);
        reader = new Reader(panel, ledger, policy, today);
    }

    /// <summary>Every backup that is kept of what is not in use any more, the oldest first.</summary>
    public async Task<IReadOnlyList<Recoverable>> ListAsync(CancellationToken cancel)
    {
        List<Recoverable> list = [];
        Dictionary<int, ClientFacts?> clients = [];
        foreach (KeptBackup backup in await ledger.Backups.KeptAsync(null, cancel))
        {
            if (!clients.TryGetValue(backup.Client, out ClientFacts? facts)) clients[backup.Client] = facts = await reader.ReadAsync(backup.Client, cancel);
            if (facts?.Find(backup.Target) is not { Status: ServiceStatus.Terminated }) continue;
            list.Add(new Recoverable(backup, facts.Client, await NameAsync(backup.Target, cancel), Offers.Of(facts, policy, reader.Today, backup.Target), backup.Made.AddDays(policy.Recovery.KeepBackupsDays)));
        }
        return list;
    }

    /// <summary>Records that the client wants it back, or says in one line why that cannot be.</summary>
    public async Task<(Recoverable? Offered, string? Refused)> OfferAsync(Target target, CancellationToken cancel)
    {
        if ((await ledger.Backups.KeptAsync(null, cancel)).LastOrDefault(kept => kept.Target == target) is not { } backup)
            return (null, $"{target}: no backup of it is kept: either we did not remove it, or its backup's time is over");
        if (await reader.ReadAsync(backup.Client, cancel) is not { } facts) return (null, $"{target}: the panel cannot tell of its client {backup.Client}; see `billing check`");
        RecoveryOffer offer = Offers.Of(facts, policy, reader.Today, target);
        if (Refusal(facts, offer) is { } no) return (null, $"{target}: {no}");
        BackupCheck check = await checks.CheckAsync(facts, backup, reader.Today, Seat.Alone, cancel);
        if (check.Found == BackupFound.Gone) return (null, $"{target}: its backup is not at {backup.Place} any more");
        await ledger.AskRecoveryAsync(facts.Client.Id, target, reader.Today, cancel);
        return (new Recoverable(backup with { Check = check }, facts.Client, await NameAsync(target, cancel), offer with { State = RecoveryState.Asked, AskedOn = reader.Today }, offer.Until!.Value), null);
    }

    private static string? Refusal(ClientFacts facts, RecoveryOffer offer) => offer.State switch
    {
        RecoveryState.Open => null,
        RecoveryState.NotOurs => facts.Find(offer.Target) is { } service ? $"the panel shows it as {service.Status}: only what was removed for a debt is recovered" : "the panel does not have it any more",
        RecoveryState.NoBackup => offer.Until is { } until ? $"its backup was kept until {Day(until)}" : "there is no backup of its removal",
        RecoveryState.NoFee => $"the policy has no recovery fee in {facts.Client.Currency} (recovery.fee)",
        _ => $"it was asked for on {Day(offer.AskedOn!.Value)} already{(offer.FeeInvoice is { } id ? string.Create(CultureInfo.InvariantCulture, $"; invoice {id} is over the fee") : "")}",
    };

    private async Task<string> NameAsync(Target target, CancellationToken cancel) => await panel.ReadHandleAsync(target, cancel) is { } handle
        ? string.Join(" — ", new[] { handle["name"], handle.Domain.Length > 0 ? handle.Domain : handle["domain"] }.Where(part => part.Length > 0)) : "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A backup of something that was removed, and what can become of it.</summary>
/// <param name="Backup">Where it lies, and what is known of it.</param>
/// <param name="Client">Whose.</param>
/// <param name="Name">What the client calls the service; empty when the panel does not say.</param>
/// <param name="Offer">How far its recovery has come.</param>
/// <param name="KeptUntil">The last day of that backup.</param>
public sealed record Recoverable(KeptBackup Backup, Client Client, string Name, RecoveryOffer Offer, DateOnly KeptUntil);
