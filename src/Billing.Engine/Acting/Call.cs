using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>One call of an adapter, with the time that it may take, and whether it goes before others.</summary>
internal sealed record Call(string Adapter, Target Target, TimeSpan Deadline, bool First, Func<ServiceHandle, CancellationToken, Task<AdapterOutcome>> Work)
{
    /// <summary>It asks about work that was begun before.</summary>
    public bool Resumes { get; init; }

    /// <summary>What is asked of the adapter, in a word.</summary>
    public required string Ability { get; init; }

    /// <summary>Begins it: the work itself, and its answer. The answer comes in time in any case; the work may go on when the adapter does not heed its end.</summary>
    public (Task Under, Task<AdapterOutcome> Answer) Begin(ServiceHandle handle, TimeSpan grace)
    {
        CancellationTokenSource end = new(Deadline);
        CancellationToken over = end.Token;
        Task<AdapterOutcome> work = WorkAsync(handle, over);
        _ = work.ContinueWith(_ => end.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return (work, AnswerAsync(work, grace, over));
    }

    /// <summary>What went wrong inside of an adapter, in one line.</summary>
    public static string Words(Exception mistake) => $"{mistake.GetType().Name}: {OneLine(mistake.Message)}";

    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    // Also what is thrown before the first wait, and an answer that is none, come as the end of the work.
    private async Task<AdapterOutcome> WorkAsync(ServiceHandle handle, CancellationToken end) => await Work(handle, end) ?? throw new InvalidOperationException("it answered nothing");

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
        catch (Exception mistake) when (mistake is not (PanelException or LedgerException))   // those two have their words on the road
        {
            return new AdapterOutcome.Unknown($"{Target}: the adapter {Adapter} broke off by a mistake of its own, and it may have happened: {Words(mistake)}");
        }
    }

    private AdapterOutcome.Unknown Late() => new(string.Create(CultureInfo.InvariantCulture, $"{Target}: no answer within {Deadline.TotalSeconds:0.#} seconds; it may have happened"));
}
