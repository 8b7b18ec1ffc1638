using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Core.Planning;
using Billing.Core.Policy;
using Billing.Engine.Ledger;

namespace Billing.Engine.Acting;

/// <summary>One action at the moment of its turn: the act, the facts it was decided on, and what the ledger says of earlier tries.</summary>
internal sealed record Turn(Planned Act, ClientFacts Facts, BillingPolicy Policy, DateOnly Today, Begun Begun)
{
    public BillingAction Action => Act.Action;
    public string Key => Act.Action.Key;
    public string? Token => (Begun as Begun.Again)?.Token;

    /// <summary>The client's place, given up while a server is waited for.</summary>
    public Seat Seat { get; init; } = Seat.Alone;

    /// <summary>Why nothing may go offline at this moment: a brake, or facts that grew old. Asked right before it does.</summary>
    public Func<CancellationToken, Task<Outcome?>> NotNow { get; init; } = _ => Task.FromResult<Outcome?>(null);

    /// <summary>Says that nothing new begins any more; what was begun goes on.</summary>
    public CancellationToken Stopping { get; init; }
}

/// <summary>Carries one sort of action out. Never retries; says what came of it.</summary>
internal interface IExecutor
{
    Task<Outcome> ExecuteAsync(Turn turn, CancellationToken cancel);
}
