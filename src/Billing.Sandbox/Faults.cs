namespace Billing.Sandbox;

/// <summary>How a call is to go wrong.</summary>
public enum FaultKind
{
    /// <summary>Refused with <see cref="Fault.Message"/>; nothing is done. A failing Module* action also writes the panel's module queue.</summary>
    Fail,
    /// <summary>Waits <see cref="Fault.Seconds"/>, does the work if <see cref="Fault.Work"/> says so (also when the caller has gone), and cuts the connection.</summary>
    Hang,
    /// <summary>Waits <see cref="Fault.Seconds"/>, then does the work and answers, also when the caller has gone.</summary>
    Slow,
    /// <summary>Does the work, then cuts the connection instead of answering.</summary>
    CutAfterWork,
    /// <summary>An HTML page with status 200; nothing is done.</summary>
    Html,
    /// <summary>Status 500 with HTML; nothing is done.</summary>
    ServerError,
    /// <summary>Status 403 as when the caller's role lacks the action; nothing is done.</summary>
    Forbidden,
}

/// <summary>One thing that shall go wrong: for an action (panel) or function (WHM), or for all with "*".</summary>
public sealed record Fault(string Action, FaultKind Kind)
{
    /// <summary>Only calls about this id: any id parameter of a panel action, the account's name for WHM. Null: any call.</summary>
    public string? Id { get; init; }
    public string Message { get; init; } = "The sandbox was told to fail here";
    public double Seconds { get; init; }

    /// <summary>For <see cref="FaultKind.Hang"/>: whether the work is done after the wait.</summary>
    public bool Work { get; init; } = true;

    /// <summary>How many calls it meets; null: all, until cleared.</summary>
    public int? Count { get; init; }
}

/// <summary>What shall go wrong, in the order given; the first that fits a call meets it. Safe from any thread.</summary>
public sealed class Faults
{
    readonly Lock gate = new();
    readonly List<Fault> waiting = [];

    /// <summary>How a fault waits; tests that must not depend on time put their own here.</summary>
    internal Func<TimeSpan, Task> Wait { get; set; } = Task.Delay;

    public void Add(Fault fault)
    {
        lock (gate) waiting.Add(fault);
    }

    public void Clear()
    {
        lock (gate) waiting.Clear();
    }

    /// <summary>What is still to go wrong.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get { lock (gate) return [.. waiting]; }
    }

    internal Fault? Take(string action, Func<IEnumerable<string>> ids)
    {
        lock (gate)
        {
            if (waiting.Count is 0) return null;
            int at = waiting.FindIndex(f => (f.Action is "*" || f.Action.Equals(action, StringComparison.OrdinalIgnoreCase)) && (f.Id is null || ids().Contains(f.Id)));
            if (at < 0) return null;
            Fault fault = waiting[at];
            if (fault.Count is { } count)
            {
                if (count > 1) waiting[at] = fault with { Count = count - 1 };
                else waiting.RemoveAt(at);
            }
            return fault;
        }
    }
}
