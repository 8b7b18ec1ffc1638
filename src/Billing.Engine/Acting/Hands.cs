using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Measuring;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// Finds the adapter of a service, waits until its server and the thing itself are free, and puts what the adapter answers into the ledger's words. Whether it
/// is still wanted is asked after the waiting, right before the call.
/// </summary>
internal sealed partial class Hands(IPanel panel, IReadOnlyDictionary<string, IServiceAdapter> adapters, Lanes lanes)
{
    /// <summary>Lets the service's adapter do something, if it has that ability.</summary>
    /// <param name="turn">Whose turn it is.</param>
    /// <param name="target">The service.</param>
    /// <param name="ability">The ability in words: <c>suspend</c>.</param>
    /// <param name="use">What to ask of it; the token is cancelled when its time is over.</param>
    /// <param name="unwanted">Why it is wanted no more; null when it still is. Null: it is wanted in any case, by who paid, and goes before others.</param>
    /// <param name="cancel">Stops waiting for the panel.</param>
    public async Task<Outcome> UseAsync<TAbility>(
        Turn turn, Target target, string ability, Func<TAbility, ServiceHandle, CancellationToken, Task<AdapterOutcome>> use, Func<Task<Outcome?>>? unwanted, CancellationToken cancel)
        where TAbility : class, IServiceAdapter
    {
        string? name = turn.Facts.Find(target)?.Adapter;
        if (name is null || !adapters.TryGetValue(name, out IServiceAdapter? adapter))
            return new Outcome.Refused($"{target}: the adapter {name ?? "(none)"} is not loaded; see `billing check`");
        if (adapter is not TAbility able)
            return new Outcome.Refused($"{target}: the adapter {name} cannot {ability}");
        if (await panel.ReadHandleAsync(target, cancel) is not { } handle)
            return new Outcome.Refused($"{target}: the panel does not have it any more");
        bool first = unwanted is null;
        Call call = turn.Token is { } token && able is ICanPoll poll
            ? new Call(name, target, lanes.DeadlineOf<ICanPoll>(), first, (now, stop) => poll.PollAsync(now, token, stop)) { Ability = "poll" }
            : new Call(name, target, lanes.DeadlineOf<TAbility>(), first, (now, stop) => use(able, now, stop)) { Ability = ActionCodec.Word(turn.Action) };
        try
        {
            return await turn.Seat.AwayAsync(DoAsync(call with { Resumes = turn.Token is not null }, handle, unwanted, turn.Stopping, cancel));
        }
        catch (OperationCanceledException) when (turn.Stopping.IsCancellationRequested)
        {
            return new Outcome.TryLater("stopped while it waited for its server");
        }
    }

    /// <summary>How a service is on its server; <see cref="Presence.Unknown"/> with the reason when that cannot be found out now.</summary>
    public async Task<ObservedState> ObserveAsync(Service service, Seat seat, CancellationToken cancel)
    {
        if (service.Adapter is not { } name || !adapters.TryGetValue(name, out IServiceAdapter? adapter) || await panel.ReadHandleAsync(service.Target, cancel) is not { } handle)
            return new ObservedState(Presence.Unknown, Failure: new AdapterOutcome.Failed(FailureKind.Unsupported, "there is no adapter for it, or the panel has it no more"));
        ObservedState? seen = null;
        Call look = new(name, service.Target, lanes.DeadlineOf<IServiceAdapter>(), First: false, async (now, stop) =>
        {
            seen = await adapter.ObserveAsync(now, stop);
            return seen.Presence == Presence.Unknown ? seen.Failure ?? new AdapterOutcome.Failed(FailureKind.BadResponse, "no answer that could be understood") : new AdapterOutcome.AlreadySo();
        }) { Ability = "observe" };
        Outcome outcome = await seat.AwayAsync(DoAsync(look, handle, null, cancel, cancel));
        return outcome is Outcome.Done && seen is not null ? seen : new ObservedState(Presence.Unknown, Failure: seen?.Failure ?? new AdapterOutcome.Unknown(outcome.Words));
    }

    /// <summary>What is known of a backup on its server; <see cref="BackupPresence.Unknown"/> with the reason when that cannot be found out now. Null: its adapter cannot say.</summary>
    public async Task<BackupState?> CheckBackupAsync(Service service, string place, Seat seat, CancellationToken cancel)
    {
        if (service.Adapter is not { } name || !adapters.TryGetValue(name, out IServiceAdapter? adapter) || adapter is not ICanCheckBackups able) return null;
        if (await panel.ReadHandleAsync(service.Target, cancel) is not { } handle) return new BackupState(BackupPresence.Unknown, Failure: new AdapterOutcome.Failed(FailureKind.NotFound, "the panel has it no more"));
        BackupState? seen = null;
        Call look = new(name, service.Target, lanes.DeadlineOf<IServiceAdapter>(), First: false, async (now, stop) =>
        {
            seen = await able.CheckBackupAsync(now, place, stop);
            return seen.Presence == BackupPresence.Unknown ? seen.Failure ?? new AdapterOutcome.Failed(FailureKind.BadResponse, "no answer that could be understood") : new AdapterOutcome.AlreadySo();
        }) { Ability = "check-backup" };
        Outcome outcome = await seat.AwayAsync(DoAsync(look, handle, null, cancel, cancel));
        return outcome is Outcome.Done && seen is not null ? seen : new BackupState(BackupPresence.Unknown, Failure: seen?.Failure ?? new AdapterOutcome.Unknown(outcome.Words));
    }

    /// <summary>
    /// Tells the panel what the server is now, once it is so. A panel that cannot be told leaves doubt and not failure: the server has changed, and whoever
    /// pays in between must come back.
    /// </summary>
    public static async Task<Outcome> ShowAsync(Outcome outcome, Func<Task> tell)
    {
        if (outcome is not Outcome.Done) return outcome;
        try
        {
            await tell();
            return outcome;
        }
        catch (PanelException failure)
        {
            return new Outcome.InDoubt($"the server has changed, and the panel could not be told: {failure.Message}");
        }
    }

    /// <summary>Waits for the thing, then for the server; then asks once more whether it is wanted, and calls.</summary>
    private async Task<Outcome> DoAsync(Call call, ServiceHandle handle, Func<Task<Outcome?>>? unwanted, CancellationToken stopping, CancellationToken cancel)
    {
        Task<OneAtATime<(string Adapter, string Target)>.Inside?> thing = lanes.Things.EnterLastAsync((call.Adapter, handle.Target), stopping);
        bool waited = !thing.IsCompleted;
        if (await thing is not { } mine) return new Outcome.Dropped("something newer is wanted of it");
        Task under = Task.CompletedTask;
        try
        {
            ServerLane lane = lanes.Of(call.Adapter, handle.Server);
            Task<bool> place = lane.EnterAsync(call.First, stopping);
            waited |= !place.IsCompleted;
            if (!await place) return new Outcome.TryLater(lane.Words);
            AdapterOutcome? seen = null;
            try
            {
                if (unwanted is not null && await unwanted() is { } dropped) return dropped;
                if (waited)
                {
                    if (await panel.ReadHandleAsync(call.Target, cancel) is not { } now) return new Outcome.Refused($"{call.Target}: the panel does not have it any more");
                    handle = now;
                }
                using Measured measured = Measures.Adapter(call.Adapter, call.Ability);
                (under, Task<AdapterOutcome> answer) = call.Begin(handle, lanes.Options.Grace);
                seen = measured.Of(await answer);
            }
            finally
            {
                lane.Leave(seen);
            }
            return Say(seen, call.Resumes);
        }
        finally
        {
            // What an adapter does not give up goes on: nothing else begins on the same thing before it has ended.
            _ = under.ContinueWith(_ => mine.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>
    /// The answer in the ledger's words. Of slow work that was begun before, a failure which is none of reaching the server means that the work has ended: its
    /// token goes, and it begins anew.
    /// </summary>
    public static Outcome Say(AdapterOutcome outcome, bool resumes) => outcome switch
    {
        AdapterOutcome.Failed { Kind: FailureKind.Precondition or FailureKind.NoSpace or FailureKind.NotFound or FailureKind.BadResponse } ended when resumes =>
            new Outcome.TryLater($"{ended.Kind}: {ended.Message}", Token: ""),
        AdapterOutcome.Changed changed => new Outcome.Done(true, changed.Details, Place: changed.Details),
        AdapterOutcome.AlreadySo so => new Outcome.Done(false, so.Details, Place: so.Details),
        AdapterOutcome.Pending pending => new Outcome.TryLater("the server is at it", pending.Token),
        AdapterOutcome.Refused { Kind: FailureKind.AuthFailed } refused => new Outcome.TryLater($"{refused.Kind}: {refused.Message}"),
        AdapterOutcome.Refused refused => new Outcome.Refused($"{refused.Kind}: {refused.Message}"),
        AdapterOutcome.Failed failed => new Outcome.TryLater($"{failed.Kind}: {failed.Message}"),
        AdapterOutcome.Unknown unknown => new Outcome.InDoubt(unknown.Message),
        AdapterOutcome.Conflict conflict => new Outcome.Refused($"somebody else changed it meanwhile: {conflict.Current}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
