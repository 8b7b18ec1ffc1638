using System.Collections.Concurrent;
using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Runs;

/// <summary>
/// Looks at the servers themselves, once after the daily run: is what the panel shows suspended offline, and what it shows active online? A server that can
/// list what is suspended on it is asked once, and everything on it is held against that list; on any other only what we took offline is looked at, one by
/// one. What drifted is reported; our own part of it is put right, somebody else's is left alone. Nothing goes offline here.
/// </summary>
internal sealed class DriftCheck(IPanel panel, ILedger ledger, Hands hands, BillingPolicy policy, int parallel)
{
    private const int AtOnce = 1000;   // things held in memory, and at most so many servers asked at once

    private readonly ConcurrentQueue<Performed> found = new();
    private readonly ConcurrentQueue<ClientFailure> failures = new();
    private readonly DriftServers servers = new(hands);

    /// <summary>Looks, and puts what was found into the run's report.</summary>
    public async Task<RunReport> AfterAsync(RunReport report, CancellationToken cancel)
    {
        try
        {
            await CheckAllAsync(report, cancel);
        }
        catch (Exception failure) when (failure is LedgerException or PanelException)
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
            Failures = [.. report.Failures, .. failures.OrderBy(failure => failure.Client), .. servers.Failures],
        };
    }

    private async Task CheckAllAsync(RunReport report, CancellationToken cancel)
    {
        DriftBook book = await DriftBook.ReadAsync(ledger, cancel);
        Reader reader = new(panel, ledger, policy, report.Today);
        await foreach (ServiceInUse[] some in panel.ReadInUseAsync(cancel).Chunk(AtOnce).WithCancellation(cancel))
        {
            await servers.AskAsync(some, cancel);
            ILookup<int, Suspect> suspects = some.Select(service => SuspectOf(book, service)).OfType<Suspect>().ToLookup(suspect => suspect.Service.Handle.Client);
            await Seat.ForEachAsync(suspects.Select(each => each.Key), parallel, (client, seat) => CheckAsync(report, reader, client, suspects[client], seat, cancel), cancel);
        }
    }

    private Suspect? SuspectOf(DriftBook book, ServiceInUse service) => servers.Of(service) switch
    {
        null => book.Concerns(service.Target) ? new Suspect(service, Listed: false) : null,
        { Known: true } listed => book.Differs(service, listed.Account) ? new Suspect(service, Listed: true) : null,
        _ => null,
    };

    private async Task CheckAsync(RunReport report, Reader reader, int client, IEnumerable<Suspect> suspects, Seat seat, CancellationToken cancel)
    {
        try
        {
            ClientFacts? facts = suspects.All(suspect => suspect.Listed) ? null : await reader.ReadAsync(client, cancel);
            foreach (Suspect suspect in suspects)
                if (suspect.Listed || facts is not null && await LooksOtherwiseAsync(report, facts, suspect.Service, seat, cancel)) await MendAsync(report, reader, suspect.Service, seat, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            failures.Enqueue(new ClientFailure(client, $"the look at its servers failed: {failure.Message}"));
        }
    }

    /// <summary>The first look at a thing whose server does not list: whether it differs in a way not told before, or a difference that was told is over.</summary>
    private async Task<bool> LooksOtherwiseAsync(RunReport report, ClientFacts facts, ServiceInUse thing, Seat seat, CancellationToken cancel) =>
        await LookAsync(facts, thing, report, seat, cancel) is { } look && look.Drift?.Kind != DriftReports.Open(facts.Past, thing.Target)?.Kind;

    /// <summary>A difference counts when it is there twice: the second time with nobody else at work on that client.</summary>
    private async Task MendAsync(RunReport report, Reader reader, ServiceInUse thing, Seat seat, CancellationToken cancel)
    {
        await using ILease alone = await seat.AloneAsync(ledger, thing.Handle.Client, first: false, cancel);
        if (await reader.ReadAsync(thing.Handle.Client, cancel) is not { } facts || await LookAsync(facts, thing, report, seat, cancel) is not { } look) return;
        (DriftKind Kind, int Number)? told = DriftReports.Open(facts.Past, thing.Target);
        if (told is { } over && over.Kind != look.Drift?.Kind)
            await TellAsync(report, new Planned(facts.Client.Id, DriftReports.End(facts.Client.Id, thing.Target, over), $"{thing.Target}: what was reported as {over.Kind} is over"), cancel);
        if (look.Drift is not { } drift) return;
        if (DriftReports.IsMended(drift.Kind)) await MendAsync(report, facts, drift, seat, cancel);
        else if (told?.Kind != drift.Kind)
            await TellAsync(report, new Planned(facts.Client.Id, DriftReports.Next(facts.Past, facts.Client.Id, thing.Target, drift.Kind), $"{thing.Target}: {drift.Words}"), cancel);
    }

    /// <summary>Our own part of it: what the road decides anew, or what we failed to bring back.</summary>
    private async Task MendAsync(RunReport report, ClientFacts facts, Drift drift, Seat seat, CancellationToken cancel)
    {
        (int client, Target target, Episode episode) = (facts.Client.Id, drift.Service.Target, drift.Episode!);
        string occasion = string.Create(CultureInfo.InvariantCulture, $"{drift.Kind}/{episode.Cause.Key}/{episode.Number}");
        Planned act = new(client, new BillingAction.Report(ReportKind.Drift, client, target, null, occasion), $"{target}: {drift.Words}");
        bool known = facts.Past.Did(act.Action.Key);
        Intent intent = new(report.Number, client, act.Action, act.Because, report.Today);
        Outcome outcome = drift.Kind == DriftKind.CameOnline ? await ShowAsync(target, episode, intent, cancel) : await LiftAsync(act, facts, episode, report.Today, seat, cancel);
        if (outcome is Outcome.Done && !known) await ledger.RecordAsync([intent], cancel);
        if (!known || outcome is not Outcome.Done { Changed: false }) found.Enqueue(new Performed(act, outcome));
    }

    private async Task TellAsync(RunReport report, Planned act, CancellationToken cancel)
    {
        await ledger.RecordAsync([new Intent(report.Number, act.Client, act.Action, act.Because, report.Today)], cancel);
        found.Enqueue(new Performed(act, new Outcome.Done(false)));
    }

    /// <summary>How it is on its server, and what is otherwise there; null when that is not clear, or cannot be seen.</summary>
    private async Task<Look?> LookAsync(ClientFacts facts, ServiceInUse thing, RunReport report, Seat seat, CancellationToken cancel)
    {
        Situation situation = new(facts, policy, report.Today, Occasion.Look, explain: false);
        if (facts.Find(thing.Target) is not { } service || !Drift.IsCertain(situation, service)) return null;
        ObservedState seen = await hands.ObserveAsync(service, seat, cancel);
        Drift? drift = Drift.Of(situation, service, seen);
        if (seen.Presence != Presence.Unknown || drift is not null) return new Look(drift);
        servers.CannotSee(thing, seen.Failure);
        return null;
    }

    /// <summary>The panel shows what is. To the decider it was then put back by hand; a domain, of which the panel shows no such thing, is noted so.</summary>
    private async Task<Outcome> ShowAsync(Target target, Episode episode, Intent intent, CancellationToken cancel)
    {
        if (target.Kind == TargetKind.Domain)
            await ledger.RecordAsync([intent with { Action = new BillingAction.Note(NoteKind.UndoneByHand, target, null, string.Create(CultureInfo.InvariantCulture, $"{episode.Cause.Key}/{episode.Number}")) }], cancel);
        else await panel.MarkAsync(target, ServiceStatus.Active, "", cancel);
        return new Outcome.Done(true);
    }

    private Task<Outcome> LiftAsync(Planned act, ClientFacts facts, Episode episode, DateOnly today, Seat seat, CancellationToken cancel) =>
        hands.UseAsync<ICanSuspend>(new Turn(act, facts, policy, today, new Begun.Fresh()) { Seat = seat, Stopping = cancel }, episode.Target, "unsuspend",
            async (adapter, handle, stop) => adapter is ICanPutBack keeper
                ? await keeper.UnsuspendAsync(handle, null, await new Snapshots(ledger).OfAsync(Lifting.Placed(episode).Key, cancel), stop)
                : await adapter.UnsuspendAsync(handle, null, stop), null, cancel);

    /// <summary>A thing that takes a closer look.</summary>
    private sealed record Suspect(ServiceInUse Service, bool Listed);

    /// <summary>What a closer look found: what is otherwise, or that nothing is.</summary>
    private sealed record Look(Drift? Drift);
}
