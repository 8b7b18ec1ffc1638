using Billing.Engine.Acting;

namespace Billing.Engine.Ledger.Nodes;

/// <summary>Who is at which client. Within a process its order of coming decides; among nodes a row of the database beside.</summary>
internal sealed class Leases(NodeLeases? nodes)
{
    private readonly OneAtATime<int> here = new();

    /// <summary>Waits until nobody else is at that client.</summary>
    /// <param name="client">Whom.</param>
    /// <param name="first">Before all who wait in this process.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<ILease> EnterAsync(int client, bool first, CancellationToken cancel)
    {
        OneAtATime<int>.Inside place = await (first ? here.EnterFirstAsync(client, cancel) : here.EnterAsync(client, cancel));
        if (nodes is null) return new Place(place);
        try
        {
            return await nodes.TakeAsync(client, place, cancel);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>The same without waiting: null when somebody else is there.</summary>
    public async Task<ILease?> TryEnterAsync(int client, CancellationToken cancel)
    {
        if (here.TryEnter(client) is not { } place) return null;
        if (nodes is null) return new Place(place);
        try
        {
            if (await nodes.TryTakeAsync(client, place, cancel) is { } lease) return lease;
        }
        catch
        {
            place.Dispose();
            throw;
        }
        place.Dispose();
        return null;
    }

    private sealed class Place(OneAtATime<int>.Inside here) : ILease
    {
        public CancellationToken Asked => here.Asked;

        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync()
        {
            here.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
