using Billing.Core.Planning;
using Billing.Engine.Ledger;
using Billing.Engine.Panel;

namespace Billing.Engine.Runs;

/// <summary>One act of a run, and what came of it.</summary>
public sealed record Performed(Planned Act, Outcome Outcome);

/// <summary>What a run did.</summary>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="Today">The local day it was about.</param>
/// <param name="Acts">Every act with its outcome, in the order of the clients.</param>
/// <param name="Held">What a brake held back.</param>
/// <param name="Clients">How many clients were looked at.</param>
/// <param name="Unreadable">Rows of the panel that could not be understood.</param>
/// <param name="Failures">Clients that could not be finished, each with the reason.</param>
public sealed record RunReport(
    long Number, DateOnly Today, IReadOnlyList<Performed> Acts, IReadOnlyList<Planned> Held, int Clients,
    IReadOnlyList<UnreadableRow> Unreadable, IReadOnlyList<ClientFailure> Failures)
{
    /// <summary>The run is over. False: other nodes still work on parts of it.</summary>
    public bool Over { get; init; } = true;

    /// <summary>The brakes that were in force when it began.</summary>
    public IReadOnlyList<BrakeEntry> Brakes { get; init; } = [];

    /// <summary>What happened.</summary>
    public IEnumerable<Planned> Done => Acts.Where(act => act.Outcome is Outcome.Done).Select(act => act.Act);

    /// <summary>What did not, and will be tried again or needs a person.</summary>
    public IEnumerable<Performed> Open => Acts.Where(act => act.Outcome is not (Outcome.Done or Outcome.Dropped));
}

/// <summary>A client that could not be finished. The others were.</summary>
public sealed record ClientFailure(int Client, string Why);
