using System.Threading.Channels;

namespace Billing.Host.Worker;

/// <summary>Clients of whom something outside says that they are to be looked at now. Whoever calls does not wait; a call that is lost is made up for by the next look.</summary>
internal sealed class Calls
{
    private readonly Channel<int> clients = Channel.CreateBounded<int>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void LookAt(int client) => clients.Writer.TryWrite(client);

    public IAsyncEnumerable<int> ReadAllAsync(CancellationToken cancel) => clients.Reader.ReadAllAsync(cancel);
}

/// <summary>Looks at clients that were called for, one after the other, also while a run is under way.</summary>
internal sealed class CallAnswering(Calls calls, Shift shift) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (int client in calls.ReadAllAsync(stoppingToken)) await shift.LookAtAsync(client);
    }
}
