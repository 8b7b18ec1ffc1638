using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Trackers;

/// <summary>One system that holds projects: how to look at one, freeze it and thaw it. Knows nothing of whose freeze it is.</summary>
internal interface ITracker : IDisposable
{
    /// <summary>In words, for lines that people read.</summary>
    string Name { get; }

    /// <summary>What our freeze looks like when one looks: <c>closed</c>, <c>archived</c>, <c>frozen</c>.</summary>
    string Frozen { get; }

    Task<Sighting> LookAsync(string project, CancellationToken cancel);

    Task<Reply> FreezeAsync(string project, string reason, CancellationToken cancel);

    /// <param name="project">Which.</param>
    /// <param name="how">How it was found to be frozen.</param>
    /// <param name="cancel">Stops waiting.</param>
    Task<Reply> ThawAsync(string project, string how, CancellationToken cancel);

    /// <summary>One line for each finding; nothing when all is well.</summary>
    Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel);
}

/// <summary>A system whose freeze reaches into the parts of a project and whose thaw does not know how they were.</summary>
internal interface IHasParts
{
    /// <summary>The parts as they are now, each behind the part that it belongs to; or why that cannot be said.</summary>
    Task<(IReadOnlyList<Part> Parts, AdapterOutcome? Problem)> PartsAsync(string project, CancellationToken cancel);

    /// <summary>Makes every part as it was, and says how many were not.</summary>
    Task<(int Changed, AdapterOutcome? Problem)> PutBackAsync(IReadOnlyList<Part> parts, CancellationToken cancel);
}

/// <summary>One part of a project and its status, in the system's own numbers.</summary>
internal sealed record Part(int Id, int Status);

/// <summary>What one look at a project found.</summary>
internal abstract record Sighting
{
    private Sighting() { }

    /// <summary>It is there, and people work in it.</summary>
    public sealed record Online : Sighting;

    /// <summary>It is there and frozen.</summary>
    /// <param name="How">In which way: <c>closed</c>, <c>archived</c>, <c>frozen</c>.</param>
    /// <param name="Reason">What the system says why; empty where it keeps nothing of the kind.</param>
    public sealed record Held(string How, string Reason = "") : Sighting;

    /// <summary>The system does not have it.</summary>
    public sealed record Missing : Sighting;

    /// <summary>It cannot be said; the outcome says why.</summary>
    public sealed record Unclear(AdapterOutcome Why) : Sighting;
}
