using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>Finds the adapter of a service and puts what it answers into the ledger's words.</summary>
internal sealed class Hands(IPanel panel, IReadOnlyDictionary<string, IServiceAdapter> adapters)
{
    /// <summary>Lets the service's adapter do something, if it has that ability.</summary>
    /// <param name="turn">Whose turn it is.</param>
    /// <param name="target">The service.</param>
    /// <param name="ability">The ability in words: <c>suspend</c>.</param>
    /// <param name="use">What to ask of it.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<Outcome> UseAsync<TAbility>(Turn turn, Target target, string ability, Func<TAbility, ServiceHandle, Task<AdapterOutcome>> use, CancellationToken cancel)
        where TAbility : class, IServiceAdapter
    {
        string? name = turn.Facts.Find(target)?.Adapter;
        if (name is null || !adapters.TryGetValue(name, out IServiceAdapter? adapter))
            return new Outcome.Refused($"{target}: the adapter {name ?? "(none)"} is not loaded; see `billing check`");
        if (adapter is not TAbility able)
            return new Outcome.Refused($"{target}: the adapter {name} cannot {ability}");
        if (await panel.ReadHandleAsync(target, cancel) is not { } handle)
            return new Outcome.Refused($"{target}: the panel does not have it any more");
        if (turn.Token is { } token && able is ICanPoll poll)
            return Say(await poll.PollAsync(handle, token, cancel));
        return Say(await use(able, handle));
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

    private static Outcome Say(AdapterOutcome outcome) => outcome switch
    {
        AdapterOutcome.Changed changed => new Outcome.Done(true, changed.Details, Place: changed.Details),
        AdapterOutcome.AlreadySo so => new Outcome.Done(false, so.Details, Place: so.Details),
        AdapterOutcome.Pending pending => new Outcome.TryLater("the server is at it", pending.Token),
        AdapterOutcome.Refused refused => new Outcome.Refused($"{refused.Kind}: {refused.Message}"),
        AdapterOutcome.Failed failed => new Outcome.TryLater($"{failed.Kind}: {failed.Message}"),
        AdapterOutcome.Unknown unknown => new Outcome.InDoubt(unknown.Message),
        AdapterOutcome.Conflict conflict => new Outcome.Refused($"somebody else changed it meanwhile: {conflict.Current}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
