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
public sealed class Recoverables
{
    private readonly IPanel panel;
    private readonly ILedger ledger;
    private readonly BillingPolicy policy;
    private readonly BackupChecks checks;
    private readonly Reader reader;

    internal Recoverables(IPanel panel, ILedger ledger, Hands hands, BillingPolicy policy, DateOnly today)
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
            if (RecoveryOffers.Of(facts, policy, reader.Today, backup.Target) is { } offer)
                list.Add(new Recoverable(backup, facts.Client, await NameAsync(backup.Target, cancel), offer, backup.Made.AddDays(policy.Recovery.KeepBackupsDays)));
        }
        return list;
    }

    /// <summary>Records that the client wants it back, or says in one line why that cannot be.</summary>
    public async Task<(Recoverable? Offered, string? Refused)> OfferAsync(Target target, CancellationToken cancel)
    {
        if ((await ledger.Backups.KeptAsync(null, cancel)).LastOrDefault(kept => kept.Target == target) is not { } backup)
            return (null, $"{target}: no backup of it is kept: either we did not remove it, or its backup's time is over");
        if (await reader.ReadAsync(backup.Client, cancel) is not { } facts) return (null, $"{target}: the panel cannot tell of its client {backup.Client}; see `billing check`");
        if (RecoveryOffers.Of(facts, policy, reader.Today, target) is not { } offer) return (null, $"{target}: only what we removed for a debt is recovered");
        if (Refusal(facts, offer) is { } no) return (null, $"{target}: {no}");
        BackupCheck check = await checks.CheckAsync(facts, backup, reader.Today, Seat.Alone, cancel);
        if (check.Found == BackupFound.Gone) return (null, $"{target}: its backup is not at {backup.Place} any more");
        await ledger.AskRecoveryAsync(facts.Client.Id, target, reader.Today, cancel);
        return (new Recoverable(backup with { Check = check }, facts.Client, await NameAsync(target, cancel), offer with { Stage = RecoveryStage.Asked, Asked = reader.Today }, offer.Until!.Value), null);
    }

    private static string? Refusal(ClientFacts facts, RecoveryOffer offer) => offer.Stage switch
    {
        RecoveryStage.Offered => null,
        RecoveryStage.Restored => $"it was restored already: the panel shows it as {facts.Find(offer.Target)?.Status}",
        RecoveryStage.Gone => offer.Until is { } until ? $"its backup was kept until {Day(until)}" : "there is no backup of its removal",
        RecoveryStage.NoFee => $"the policy has no recovery fee in {facts.Client.Currency} (recovery.fee)",
        _ => $"it was asked for on {Day(offer.Asked!.Value)} already{(offer.FeeInvoice is { } id ? string.Create(CultureInfo.InvariantCulture, $"; invoice {id} is over the fee") : "")}",
    };

    private async Task<string> NameAsync(Target target, CancellationToken cancel) =>
        await panel.ReadHandleAsync(target, cancel) is { } handle ? NoticeMaking.Named(handle) : $"{target}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A backup of something that was removed, and what can become of it.</summary>
/// <param name="Backup">Where it lies, and what is known of it.</param>
/// <param name="Client">Whose.</param>
/// <param name="Name">What the client calls the service; empty when the panel does not say.</param>
/// <param name="Offer">How far its recovery has come.</param>
/// <param name="KeptUntil">The last day of that backup.</param>
public sealed record Recoverable(KeptBackup Backup, Client Client, string Name, RecoveryOffer Offer, DateOnly KeptUntil);
