using System.Net.Sockets;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// What must be put back exactly, kept before anything is sent. While an attempt may have happened its snapshot stays, as what stands now may be our own work;
/// for any other attempt a new one replaces it, as somebody may have changed the thing since.
/// </summary>
internal sealed class Snapshots(ILedger ledger)
{
    /// <summary>The snapshot of that key; null when there is none.</summary>
    public async Task<string?> OfAsync(string key, CancellationToken cancel) => await ledger.ReadSnapshotAsync(key, cancel) is { Length: > 0 } kept ? kept : null;

    /// <summary>Makes sure that one is kept.</summary>
    /// <param name="turn">Whose turn it is.</param>
    /// <param name="adapter">Whom to ask for it.</param>
    /// <param name="handle">What it is of.</param>
    /// <param name="stop">Cancelled when the call's time is over.</param>
    /// <param name="cancel">Stops waiting for the ledger.</param>
    /// <returns>The snapshot from before an earlier attempt that may have happened; null when there was none. And why none could be taken now: then nothing may be sent.</returns>
    public async Task<(string? Earlier, AdapterOutcome? Problem)> KeepAsync(Turn turn, ICanSnapshot adapter, ServiceHandle handle, CancellationToken stop, CancellationToken cancel)
    {
        string? before = turn.Begun is Begun.Again ? await OfAsync(turn.Key, cancel) : null;
        if (before is not null && turn.Facts.Past.Find(turn.Key) is { State: DeedState.InDoubt }) return (before, null);
        string now;
        try
        {
            now = await adapter.SnapshotAsync(handle, stop);
            stop.ThrowIfCancellationRequested();
        }
        catch (Exception unread) when (unread is not PanelException)
        {
            return (null, Why(unread, handle, turn));
        }
        if (now is { Length: > 0 } || before is not null) await ledger.SaveSnapshotAsync(turn.Key, now ?? "", cancel);
        return (null, null);
    }

    private static AdapterOutcome.Failed Why(Exception unread, ServiceHandle handle, Turn turn) => unread switch
    {
        OperationCanceledException => new(FailureKind.Unreachable, $"{handle.Target}: how it stands now was not told in time, and nothing was sent"),
        IOException or HttpRequestException or SocketException or TimeoutException => new(FailureKind.Unreachable, Call.OneLine(unread.Message)),
        _ => new(FailureKind.Precondition, $"{handle.Target}: the adapter {turn.Facts.Find(turn.Action.About!.Value)?.Adapter} could not say how it stands now, and nothing was sent: {Call.Words(unread)}"),
    };
}
