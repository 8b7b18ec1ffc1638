using System.Collections.Concurrent;
using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Runs;

/// <summary>
/// Looks at the servers themselves, once after the daily run: is what we took offline still offline, and what we brought back online? Only services that we
/// ever touched are asked about. What drifted is reported; our own part of it is put right, somebody else's is left alone.
/// </summary>
internal sealed class DriftCheck(IPanel panel, ILedger ledger, Hands hands, BillingPolicy policy, int parallel, OneAtATime<int> clientsAtWork)
{
    private readonly ConcurrentQueue<Performed> found = new();
    private readonly ConcurrentDictionary<string, (int Client, Target Target, int Times)> unseen = new(StringComparer.Ordinal);

    /// <summary>Looks, and puts what was found into the run's report.</summary>
    public async Task<RunReport> AfterAsync(RunReport report, CancellationToken cancel)
    {
        ConcurrentQueue<ClientFailure> failures = new();
        try
        {
            await CheckAllAsync(report, failures, cancel);
        }
        catch (LedgerException failure)
        {
            failures.Enqueue(new ClientFailure(0, $"the servers could not be looked at: {failure.Message}"));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The run itself is over: what was found until now goes into its report, the rest is looked at tomorrow.
        }
        return report with
        {
            Acts = [.. report.Acts, .. found.OrderBy(act => act.Act.Client)],
            Failures = [.. report.Failures, .. failures.OrderBy(failure => failure.Client), .. Unseen()],
        };
    }

    private async Task CheckAllAsync(RunReport report, ConcurrentQueue<ClientFailure> failures, CancellationToken cancel)
    {
        List<int> clients = [];
        await foreach ((int client, Past past) in ledger.ReadAllAsync(cancel))
            if (past.AllEpisodes.Any()) clients.Add(client);
        Reader reader = new(panel, ledger, policy, report.Today);
        await Seat.ForEachAsync(clients, parallel, async (client, seat) =>
        {
            try
            {
                await CheckAsync(report, reader, client, seat, cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                failures.Enqueue(new ClientFailure(client, $"the look at its servers failed: {failure.Message}"));
            }
        }, cancel);
    }

    private async Task CheckAsync(RunReport report, Reader reader, int client, Seat seat, CancellationToken cancel)
    {
        if (await reader.ReadAsync(client, cancel) is not { } facts) return;
        foreach (Service service in facts.Services.Where(service => Drift.IsCertain(On(facts, report), service)))
            if (await FindAsync(facts, service.Target, report, seat, cancel) is not null)
                await MendAsync(report, reader, client, service.Target, seat, cancel);
    }

    /// <summary>A difference counts when it is there twice: the second time with nobody else at work on that client.</summary>
    private async Task MendAsync(RunReport report, Reader reader, int client, Target target, Seat seat, CancellationToken cancel)
    {
        using IDisposable alone = await seat.AwayAsync(clientsAtWork.EnterAsync(client, cancel));
        if (await reader.ReadAsync(client, cancel) is not { } facts || await FindAsync(facts, target, report, seat, cancel) is not { } drift) return;
        string occasion = string.Create(CultureInfo.InvariantCulture, $"{drift.Kind}/{drift.Episode.Cause.Key}/{drift.Episode.Number}");
        Planned act = new(client, new BillingAction.Report(ReportKind.Drift, client, target, null, occasion), $"{target}: {drift.Words}");
        bool known = facts.Past.Did(act.Action.Key);
        Intent intent = new(report.Number, client, act.Action, act.Because, report.Today);
        Outcome outcome = drift.Kind switch
        {
            DriftKind.CameOnline => await ShowAsync(drift, intent, cancel),
            DriftKind.StayedOffline => await LiftAsync(act, facts, drift, report.Today, seat, cancel),
            _ => new Outcome.Done(false),
        };
        if (outcome is Outcome.Done && !known) await ledger.RecordAsync([intent], cancel);
        if (!known || outcome is not Outcome.Done { Changed: false }) found.Enqueue(new Performed(act, outcome));
    }

    private async Task<Drift?> FindAsync(ClientFacts facts, Target target, RunReport report, Seat seat, CancellationToken cancel)
    {
        Situation situation = On(facts, report);
        if (facts.Find(target) is not { } service || !Drift.IsCertain(situation, service)) return null;
        ObservedState seen = await hands.ObserveAsync(service, seat, cancel);
        if (seen.Presence != Presence.Unknown) return Drift.Of(situation, service, seen);
        unseen.AddOrUpdate(Say(seen.Failure), (facts.Client.Id, target, 1), (_, first) => first with { Times = first.Times + 1 });
        return null;
    }

    /// <summary>The panel shows what is. To the decider it was then put back by hand; a domain, of which the panel shows no such thing, is noted so.</summary>
    private async Task<Outcome> ShowAsync(Drift drift, Intent intent, CancellationToken cancel)
    {
        Target target = drift.Service.Target;
        if (target.Kind == TargetKind.Domain)
            await ledger.RecordAsync([intent with { Action = new BillingAction.Note(NoteKind.UndoneByHand, target, null, string.Create(CultureInfo.InvariantCulture, $"{drift.Episode.Cause.Key}/{drift.Episode.Number}")) }], cancel);
        else await panel.MarkAsync(target, ServiceStatus.Active, "", cancel);
        return new Outcome.Done(true);
    }

    private Task<Outcome> LiftAsync(Planned act, ClientFacts facts, Drift drift, DateOnly today, Seat seat, CancellationToken cancel) =>
        hands.UseAsync<ICanSuspend>(new Turn(act, facts, policy, today, new Begun.Fresh()) { Seat = seat, Stopping = cancel }, drift.Service.Target, "unsuspend",
            (adapter, handle, stop) => adapter.UnsuspendAsync(handle, null, stop), null, cancel);

    /// <summary>Servers that could not be asked, one line for each reason.</summary>
    private IEnumerable<ClientFailure> Unseen() => unseen.OrderBy(each => each.Value.Client).Select(each => new ClientFailure(each.Value.Client,
        string.Create(CultureInfo.InvariantCulture, $"{each.Value.Target} could not be looked at on its server{(each.Value.Times > 1 ? $", nor {each.Value.Times - 1} others" : "")}: {each.Key}")));

    private Situation On(ClientFacts facts, RunReport report) => new(facts, policy, report.Today, Occasion.Look, explain: false);

    private static string Say(AdapterOutcome? failure) => failure switch
    {
        AdapterOutcome.Unknown unknown => unknown.Message,
        AdapterOutcome.Failed failed => failed.Message,
        AdapterOutcome.Refused refused => refused.Message,
        _ => "no answer that could be understood",
    };
}
