using System.Globalization;
using Billing.Core.Facts;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>One call of an adapter, with the time that it may take, and whether it goes before others.</summary>
internal sealed record Call(string Adapter, Target Target, TimeSpan Deadline, bool First, Func<ServiceHandle, CancellationToken, Task<AdapterOutcome>> Work)
{
    /// <summary>It asks about work that was begun before.</summary>
    public bool Resumes { get; init; }

    /// <summary>Begins it: the work itself, and its answer. The answer comes in time in any case; the work may go on when the adapter does not heed its end.</summary>
    public (Task Under, Task<AdapterOutcome> Answer) Begin(ServiceHandle handle, TimeSpan grace)
    {
        CancellationTokenSource end = new(Deadline);
        CancellationToken over = end.Token;
        Task<AdapterOutcome> work = Work(handle, over);
        _ = work.ContinueWith(_ => end.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return (work, AnswerAsync(work, grace, over));
    }

    private async Task<AdapterOutcome> AnswerAsync(Task<AdapterOutcome> work, TimeSpan grace, CancellationToken end)
    {
        try
        {
            return await work.WaitAsync(Deadline + grace, CancellationToken.None);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            return Late();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return Late();
        }
    }

    private AdapterOutcome.Unknown Late() => new(string.Create(CultureInfo.InvariantCulture, $"{Target}: no answer within {Deadline.TotalSeconds:0.#} seconds; it may have happened"));
}
