using System.Collections.Concurrent;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Engine.Runs;
using Billing.Sdk;

namespace Billing.Engine.Recovering;

/// <summary>
/// Looks at backups where they lie: after they were made, and once more when their end is near; before one is offered, the desk asks for a look. After the daily run
/// and outside of it: nobody waits for this. A backup that is gone is reported once.
/// </summary>
internal sealed class BackupChecks(IPanel panel, ILedger ledger, Hands hands, BillingPolicy policy, int parallel)
{
    /// <summary>So many days after it was made, a backup of which nothing could be found out is asked about again each night.</summary>
    private const int Patience = 7;

    private readonly ConcurrentQueue<Performed> found = new();
    private readonly ConcurrentQueue<ClientFailure> failures = new();

    /// <summary>Looks, and puts what was found into the run's report.</summary>
    public async Task<RunReport> AfterAsync(RunReport report, CancellationToken cancel)
    {
        try
        {
            Reader reader = new(panel, ledger, policy, report.Today);
            ILookup<int, KeptBackup> due = (await ledger.Backups.KeptAsync(null, cancel)).Where(backup => IsDue(backup, report.Today)).ToLookup(backup => backup.Client);
            await Seat.ForEachAsync([.. due.Select(each => each.Key)], parallel, (client, seat) => CheckAsync(report, reader, client, due[client], seat, cancel), cancel);
        }
        catch (Exception failure) when (failure is LedgerException or PanelException)
        {
            failures.Enqueue(new ClientFailure(0, $"the backups could not be looked at: {failure.Message}"));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The run itself is over: what was not looked at is tomorrow.
        }
        return report with { Acts = [.. report.Acts, .. found.OrderBy(act => act.Act.Client)], Failures = [.. report.Failures, .. failures.OrderBy(failure => failure.Client)] };
    }

    /// <summary>One look at one backup, kept in the ledger.</summary>
    public async Task<BackupCheck> CheckAsync(ClientFacts facts, KeptBackup backup, DateOnly today, Seat seat, CancellationToken cancel)
    {
        BackupState? seen = facts.Find(backup.Target) is { } service ? await hands.CheckBackupAsync(service, backup.Place, seat, cancel) : null;
        BackupCheck check = seen switch
        {
            null => new(today, BackupFound.Unknown, "its adapter cannot say"),
            { Presence: BackupPresence.There } => new(today, BackupFound.There, ""),
            { Presence: BackupPresence.Gone } => new(today, BackupFound.Gone, "it is not there any more"),
            _ => new(today, BackupFound.Unknown, Words(seen.Failure)),
        };
        await ledger.Backups.CheckedAsync(backup.Number, check, seen?.Size, cancel);
        return check;
    }

    private async Task CheckAsync(RunReport report, Reader reader, int client, IEnumerable<KeptBackup> backups, Seat seat, CancellationToken cancel)
    {
        try
        {
            if (await reader.ReadAsync(client, cancel) is not { } facts) return;
            foreach (KeptBackup backup in backups)
                if ((await CheckAsync(facts, backup, report.Today, seat, cancel)).Found == BackupFound.Gone) await TellAsync(report, facts, backup, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            failures.Enqueue(new ClientFailure(client, $"the look at its backups failed: {failure.Message}"));
        }
    }

    private async Task TellAsync(RunReport report, ClientFacts facts, KeptBackup backup, CancellationToken cancel)
    {
        BillingAction.Report gone = new(ReportKind.BackupExpires, facts.Client.Id, backup.Target, null, FormattableString.Invariant($"gone/{backup.Number}"));
        if (facts.Past.Did(gone.Key)) return;
        Planned act = new(facts.Client.Id, gone, FormattableString.Invariant($"the backup of {backup.Target} that was made on {backup.Made:yyyy-MM-dd} is not at {backup.Place} any more: it cannot be recovered from it"));
        await ledger.RecordAsync([new Intent(report.Number, facts.Client.Id, gone, act.Because, report.Today)], cancel);
        found.Enqueue(new Performed(act, new Outcome.Done(true)));
    }

    private bool IsDue(KeptBackup backup, DateOnly today)
    {
        DateOnly warned = backup.Made.AddDays(policy.Recovery.KeepBackupsDays - policy.Recovery.WarnDays);
        return backup.Check is not { } last || last.On < today
            && (today >= warned && last.On < warned || last.Found == BackupFound.Unknown && backup.Made.AddDays(Patience) >= today);
    }

    private static string Words(AdapterOutcome? failure) => failure switch
    {
        AdapterOutcome.Failed failed => $"{failed.Kind}: {failed.Message}",
        AdapterOutcome.Refused refused => $"{refused.Kind}: {refused.Message}",
        AdapterOutcome.Unknown unknown => unknown.Message,
        _ => "it could not be found out",
    };
}
