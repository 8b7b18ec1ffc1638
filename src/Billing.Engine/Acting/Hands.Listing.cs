using System.Globalization;
using Billing.Engine.Measuring;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>A look at a whole server: by the same way as all else that goes there.</summary>
internal sealed partial class Hands
{
    /// <summary>Whether that adapter can say which accounts of a server are suspended.</summary>
    public bool CanListSuspended(string adapter) => adapters.GetValueOrDefault(adapter) is ICanListSuspended;

    /// <summary>Every suspended account of that server; a server that is left alone, or gives no answer in time, is a failure.</summary>
    public async Task<SuspendedList> ListSuspendedAsync(string adapter, ServerHandle server, CancellationToken cancel)
    {
        if (adapters.GetValueOrDefault(adapter) is not ICanListSuspended able)
            return Failed(new AdapterOutcome.Failed(FailureKind.Unsupported, $"the adapter {adapter} cannot list what is suspended"));
        ServerLane lane = lanes.Of(adapter, server);
        if (!await lane.EnterAsync(first: false, cancel)) return Failed(new AdapterOutcome.Failed(FailureKind.Unreachable, lane.Words));
        AdapterOutcome? seen = null;
        try
        {
            using Measured measured = Measures.Adapter(adapter, "list-suspended");
            SuspendedList list = await AskAsync(able, server, cancel);
            seen = measured.Of(list.Failure ?? new AdapterOutcome.AlreadySo());
            return list;
        }
        finally
        {
            lane.Leave(seen);
        }
    }

    private async Task<SuspendedList> AskAsync(ICanListSuspended able, ServerHandle server, CancellationToken cancel)
    {
        TimeSpan deadline = lanes.DeadlineOf<IServiceAdapter>();
        CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        end.CancelAfter(deadline);
        Task<SuspendedList> asked = able.ListSuspendedAsync(server, end.Token);
        _ = asked.ContinueWith(_ => end.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await asked.WaitAsync(deadline + lanes.Options.Grace, cancel);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return Failed(new AdapterOutcome.Unknown(string.Create(CultureInfo.InvariantCulture, $"no answer within {deadline.TotalSeconds:0.#} seconds")));
        }
    }

    private static SuspendedList Failed(AdapterOutcome why) => new([], why);
}
