using Billing.Engine.Calls;
using Billing.Engine.Ledger;

namespace Billing.Host.Worker;

/// <summary>What is said of one client and was not answered yet.</summary>
internal sealed class Caller
{
    private List<Call> said = [];
    private TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource paid = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is said that somebody may have paid.</summary>
    public Task Paid => paid.Task;

    /// <summary>Whether nothing is left to answer.</summary>
    public bool Silent => said.Count == 0;

    public void Say(Call call)
    {
        said.Add(call);
        if (HookEvents.MayBePayment(call)) paid.TrySetResult();
        again.TrySetResult();
    }

    /// <summary>All that was said: a look that begins after this answers it.</summary>
    public IReadOnlyList<Call> Listen()
    {
        List<Call> told = said;
        said = [];
        again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return told;
    }

    /// <summary>That was not answered. What comes back ends when something new is said.</summary>
    public Task PutBack(IReadOnlyList<Call> told)
    {
        said.InsertRange(0, told);
        return again.Task;
    }
}

/// <summary>How long to wait before the next try.</summary>
internal sealed class Waits
{
    private static readonly TimeSpan[] AfterFailure = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)];
    private static readonly TimeSpan[] UntilSaved = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private int failures, looks;

    /// <summary>Whether the last wait is longer than the one before: afterwards it is always the same, and not worth a line.</summary>
    public bool New => failures <= AfterFailure.Length;

    /// <summary>Something did not answer: for as long as it takes, in the end every minute.</summary>
    public TimeSpan Failed() => AfterFailure[Math.Min(failures++, AfterFailure.Length - 1)];

    /// <summary>The panel does not show yet what it told; null when it had time enough.</summary>
    public TimeSpan? Shown() => looks < UntilSaved.Length ? UntilSaved[looks++] : null;
}
