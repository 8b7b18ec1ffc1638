namespace Billing.Engine.Ledger.Nodes;

/// <summary>Nobody else is at that client, in this process or on another node, until this is disposed or lost.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>Cancelled when it could not be kept: nothing new may begin. What is written from then on is refused by the ledger.</summary>
    CancellationToken Lost { get; }

    /// <summary>Cancelled when somebody who goes first waits for that client: what can wait is left for later.</summary>
    CancellationToken Asked { get; }
}

/// <summary>One name for what is leased that is no client.</summary>
public static class Leased
{
    /// <summary>Where a client's number would be: whoever plans the daily run. No client has it.</summary>
    public const int DailyRun = 0;
}
