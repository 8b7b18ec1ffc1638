using System.Diagnostics;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Acting;
using Billing.Engine.Braking;
using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;
using Billing.Engine.Measuring;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>One client's part of the road: alone with it, read, decided, done and recorded, round after round until it wants nothing more.</summary>
internal sealed class Settling(IPanel panel, ILedger ledger, Executors executors, BillingPolicy policy, Brakes brakes)
{
    /// <summary>A client settles in two or three rounds; one that still wants something after them is an anomaly.</summary>
    private const int Rounds = 4;

    /// <summary>So often a run makes way for looks at one client; then it finishes with that client first.</summary>
    private const int MostWays = 3;

    /// <summary>Who waits so long for a server that the facts grow old is read and decided on again, so many times.</summary>
    private const int MostAnew = 100;

    /// <summary>What may hold it all.</summary>
    public Brakes Brakes => brakes;

    /// <summary>Alone at one client. Who is called for goes first: a run that is at the client makes way between two acts, and with what waits for its server, and comes back.</summary>
    public async Task VisitAsync(Pass pass, Reader reader, int client, Func<ClientFacts, Wanted> wanted, Seat seat, CancellationToken cancel, bool first = false)
    {
        try
        {
            for (int ways = 0; ; ways++)
            {
                await using ILease alone = await seat.AloneAsync(ledger, client, first, cancel);
                using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, alone.Lost);
                using Activity? span = Tracing.Client(client);
                if (await SettleAsync(pass, reader, client, wanted, seat, ways < MostWays && !first ? alone.Asked : CancellationToken.None, stop.Token)) return;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            pass.Failures.Enqueue(new ClientFailure(client, "this node lost its lease on the client: nothing more was begun, and the next who looks observes what became of it"));
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            pass.Failures.Enqueue(new ClientFailure(client, failure is PanelException or LedgerException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}"));
        }
    }

    /// <summary>Rounds until the client wants nothing more: only what happened is told, and no action needs to know its successor. False: it made way, and is to be done again.</summary>
    private async Task<bool> SettleAsync(Pass pass, Reader reader, int client, Func<ClientFacts, Wanted> wanted, Seat seat, CancellationToken asked, CancellationToken cancel)
    {
        HashSet<string> tried = new(StringComparer.Ordinal);
        Wanted? decide = null;
        int anew = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            Instant read = brakes.Now;
            if (await reader.ReadAsync(client, cancel) is not { } facts) return true;
            if (round == 1 && await Answers.NoteAsync(panel, ledger, facts, pass.Today, cancel) && await reader.ReadAsync(client, cancel) is { } answered) facts = answered;
            decide ??= wanted(facts);
            Planned[] wants = [.. decide.By(facts)];
            Planned[] acts = TellLast([.. wants.Where(act => !tried.Contains(act.Action.Key) && pass.Brake.Allows(act.Action))]);
            if (acts.Length == 0)
            {
                await Interrupted.SettleAsync(panel, ledger, facts, decide.Everything ? wants.Select(act => act.Action.Key).Concat(tried).ToHashSet(StringComparer.Ordinal) : null, pass, cancel);
                return true;
            }
            if (round == Rounds)
                throw new InvalidOperationException($"client {client} still wants {acts[0].Action.Key} after {Rounds - 1} rounds: an anomaly, stopped here");
            bool stale = false;
            foreach (Planned act in acts)
            {
                cancel.ThrowIfCancellationRequested();   // between two acts: whoever stops us does not leave one half done
                if (asked.IsCancellationRequested) return false;
                tried.Add(act.Action.Key);
                if (await HeldAsync(pass, act, cancel)) continue;
                using CancellationTokenSource way = CancellationTokenSource.CreateLinkedTokenSource(cancel, Plan.TakesOffline(act.Action) ? asked : CancellationToken.None);
                Performed performed = await PerformAsync(pass, facts, act, read, seat, stopping: way.Token, CancellationToken.None);
                if (asked.IsCancellationRequested && performed.Outcome is Outcome.TryLater) return false;
                if (performed.Outcome is Outcome.TryLater { Held: true }) pass.Held.Enqueue(act with { Because = $"{performed.Outcome.Words}: {act.Because}" });
                else if (performed.Outcome is Outcome.TryLater { Stale: true } && anew++ < MostAnew) stale = tried.Remove(act.Action.Key);
                else pass.Acts.Enqueue(performed);
            }
            if (stale) round = 0;
            if (acts.All(act => Plan.Settles(act.Action)))
            {
                await Interrupted.SettleAsync(panel, ledger, facts, decide.Everything ? wants.Select(act => act.Action.Key).Concat(tried).ToHashSet(StringComparer.Ordinal) : null, pass, cancel);
                return true;
            }
        }
        return true;
    }

    /// <summary>Who tells of a suspension waits for those of the same round.</summary>
    private static Planned[] TellLast(Planned[] acts) => acts.Any(act => Plan.TakesOffline(act.Action)) ? [.. acts.Where(act => !Plan.ToldLast(act.Action))] : acts;

    /// <summary>A brake that came into force while the pass goes on holds what has not begun.</summary>
    private async Task<bool> HeldAsync(Pass pass, Planned act, CancellationToken cancel)
    {
        if (!Plan.TakesOffline(act.Action) || Brakes.Held(await brakes.InForceAsync(pass.Today, cancel)) is not { } held) return false;
        pass.Held.Enqueue(act with { Because = $"{held}: {act.Because}" });
        return true;
    }

    /// <summary>Intent, act, outcome.</summary>
    private async Task<Performed> PerformAsync(Pass pass, ClientFacts facts, Planned act, Instant read, Seat seat, CancellationToken stopping, CancellationToken cancel)
    {
        if (Executors.OnlyRecorded(act.Action)) return await RecordAsync(await pass.RunAsync(), pass.Today, act, cancel);
        Begun begun = await ledger.BeginAsync(new Intent(await pass.RunAsync(), act.Client, act.Action, act.Because, pass.Today), cancel);
        if (begun is Begun.AlreadyDone) return new Performed(act, new Outcome.Dropped("done already"));
        using Activity? span = Tracing.Act(act);
        Outcome outcome;
        try
        {
            outcome = await executors.For(act.Action).ExecuteAsync(new Turn(act, facts, policy, pass.Today, begun) { Seat = seat, Stopping = stopping, NotNow = now => brakes.NotNowAsync(pass.Today, read, now) }, cancel);
        }
        catch (PanelException failure)
        {
            outcome = failure.Failure switch
            {
                PanelFailure.InDoubt => new Outcome.InDoubt(failure.Message),
                PanelFailure.Rejected or PanelFailure.MissingRight => new Outcome.Refused(failure.Message),
                _ => new Outcome.TryLater(failure.Message),
            };
        }
        outcome = StillInDoubt(facts, act.Action, outcome);
        await ledger.FinishAsync(act.Action.Key, outcome, cancel);
        Tracing.Ended(span, outcome);
        if (outcome is Outcome.Refused refused) await ReportRefusalAsync(pass, act, refused, cancel);
        if (outcome is Outcome.Done && Tells(act.Action)) await TellPanelAsync(act, cancel);
        return new Performed(act, outcome);
    }

    /// <summary>What may have happened is not undone by a second try that did not come about: it stays in doubt until it is seen to be done, or is reversed.</summary>
    private static Outcome StillInDoubt(ClientFacts facts, BillingAction action, Outcome outcome) =>
        outcome is Outcome.Refused or Outcome.Dropped or Outcome.TryLater { Token: null }
            && action is not BillingAction.Notify && facts.Past.Find(action.Key) is { State: DeedState.InDoubt }
            ? new Outcome.InDoubt(outcome.Words) : outcome;

    private async Task ReportRefusalAsync(Pass pass, Planned act, Outcome.Refused refused, CancellationToken cancel)
    {
        BillingAction.Report report = new(ReportKind.Refused, act.Client, act.Action.About, null, act.Action.Key);
        if ((await ledger.ReadAsync(act.Client, cancel)).Did(report.Key)) return;
        pass.Acts.Enqueue(await RecordAsync(await pass.RunAsync(), pass.Today, new Planned(act.Client, report, $"{act.Action.Key}: {refused.Words}"), cancel));
    }

    /// <summary>What was done and told leaves a line in the panel's own log beside the client. It is a courtesy: without it the deed stands.</summary>
    private async Task TellPanelAsync(Planned act, CancellationToken cancel)
    {
        try
        {
            await panel.LogAsync(act.Client, $"Billing: {act.Action.Key}: {act.Because}", cancel);
        }
        catch (PanelException)
        {
        }
    }

    /// <summary>A notice over the panel is that line itself; an invoice shows itself.</summary>
    private static bool Tells(BillingAction action) => action is not (BillingAction.Notify { Channel: "panel" } or BillingAction.Invoice);

    /// <summary>Things that happen nowhere but in the ledger.</summary>
    public async Task<Performed> RecordAsync(long run, DateOnly today, Planned act, CancellationToken cancel)
    {
        await ledger.RecordAsync([new Intent(run, act.Client, act.Action, act.Because, today)], cancel);
        return new Performed(act, new Outcome.Done(true));
    }
}
