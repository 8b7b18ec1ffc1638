using Billing.Engine.Ledger;
using Billing.Engine.Ledger.Nodes;

namespace Billing.Engine.Acting;

/// <summary>
/// A client's place among those that are worked on at once. Who waits for a server gives it up meanwhile: a server that hangs keeps nobody else waiting.
/// </summary>
internal sealed class Seat
{
    /// <summary>Nobody else wants it.</summary>
    public static readonly Seat Alone = new(null);

    /// <summary>One of those, which whoever asks has taken and gives back himself.</summary>
    public static Seat Among(SemaphoreSlim seats) => new(seats);

    private readonly SemaphoreSlim? seats;

    private Seat(SemaphoreSlim? seats) => this.seats = seats;

    /// <summary>Works on all of them, so many at once. Ends when the last has; cancelled, no further one begins.</summary>
    public static async Task ForEachAsync(IEnumerable<int> clients, int atOnce, Func<int, Seat, Task> work, CancellationToken cancel)
    {
        using SemaphoreSlim seats = new(atOnce);
        List<Task> working = [];
        try
        {
            foreach (int client in clients)
            {
                await seats.WaitAsync(cancel);
                working.Add(Task.Run(() => SitAsync(client), CancellationToken.None));
            }
        }
        finally
        {
            await Task.WhenAll(working);
        }

        async Task SitAsync(int client)
        {
            try
            {
                await work(client, new Seat(seats));
            }
            finally
            {
                seats.Release();
            }
        }
    }

    /// <summary>Waits until nobody else is at that client: in the seat while nobody is, as asking takes a moment and all others would ask meanwhile; else without it.</summary>
    public async Task<ILease> AloneAsync(ILedger ledger, int client, bool first, CancellationToken cancel) =>
        await ledger.TryLeaseAsync(client, cancel) ?? await AwayAsync(first ? ledger.LeaseFirstAsync(client, cancel) : ledger.LeaseAsync(client, cancel));

    /// <summary>Waits for that without keeping the seat; what is over already costs nothing.</summary>
    public async Task<T> AwayAsync<T>(Task<T> waiting)
    {
        if (seats is null || waiting.IsCompleted) return await waiting;
        seats.Release();
        try
        {
            return await waiting;
        }
        finally
        {
            await seats.WaitAsync(CancellationToken.None);
        }
    }
}
