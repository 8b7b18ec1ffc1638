using System.Threading.Channels;
using Billing.Engine.Ledger;

namespace Billing.Host.Worker;

/// <summary>
/// Where something outside says whom to look at now: the panel's hook, the watcher of the panel, an objection. Whoever calls does not wait. What stands in the ledger is not
/// lost here: it is looked for there at the start and every few seconds.
/// </summary>
internal sealed class Calls
{
    private readonly Channel<Call?> spoken = Channel.CreateBounded<Call?>(new BoundedChannelOptions(20_000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>That client is to be looked at. It stands nowhere else: with the process it is gone, and the next look at open matters makes up for it.</summary>
    public void LookAt(int client) => spoken.Writer.TryWrite(new Call("", "", client, null, default));

    /// <summary>These are in the ledger, and new there.</summary>
    public void Take(IReadOnlyList<Call> calls)
    {
        foreach (Call call in calls) spoken.Writer.TryWrite(call);
    }

    /// <summary>There may be new ones in the ledger.</summary>
    public void Wake() => spoken.Writer.TryWrite(null);

    /// <summary>Calls as they come; null: look into the ledger.</summary>
    public IAsyncEnumerable<Call?> ReadAllAsync(CancellationToken cancel) => spoken.Reader.ReadAllAsync(cancel);
}
