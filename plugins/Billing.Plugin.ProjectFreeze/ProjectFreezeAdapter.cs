using System.Diagnostics;
using Billing.Plugin.ProjectFreeze.Trackers;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>
/// Projects on the systems that hold them. Every verb looks, compares, changes, and looks again; what the second look finds is the answer.
/// </summary>
internal sealed class ProjectFreezeAdapter(Projects projects) : ICanSuspend, ICanPutBack, ICanTestConnection, IDisposable
{
    private readonly OurHolds _holds = new();

    public async Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel)
    {
        (Project? project, AdapterOutcome.Refused? problem) = projects.Find(service);
        if (project is null) return new ObservedState(Presence.Unknown, Failure: problem);
        return await project.LookAsync(cancel) switch
        {
            Sighting.Online => new ObservedState(Presence.Online),
            Sighting.Held held => _holds.Of(project, held) is { } reason
                ? new ObservedState(Presence.Suspended, Holder.Billing, reason)
                : new ObservedState(Presence.Suspended, Holder.Other, held.Reason),
            Sighting.Missing => new ObservedState(Presence.Gone),
            Sighting.Unclear unclear => new ObservedState(Presence.Unknown, Failure: unclear.Why),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Empty when there is nothing that could be frozen, which the freeze then says. When the system cannot be read now it throws: a freeze without what was
    /// before could not be undone exactly, and the text of an outcome has no place here.
    /// </summary>
    public async Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel)
    {
        (Project? project, _) = projects.Find(service);
        if (project is null) return "";
        using IDisposable turn = await projects.TurnAsync(project, cancel);
        (Kept? kept, AdapterOutcome? problem) = await ReadAsync(project, cancel);
        if (problem is AdapterOutcome.Failed or AdapterOutcome.Unknown) throw new IOException($"{service.Target}: nothing is frozen, because its state before could not be read: {problem.Line()}");
        if (kept is { Found: Kept.Online }) _holds.Keep(project, kept);
        return kept?.Written() ?? "";
    }

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) =>
        SuspendAsync(service, reason, null, cancel);

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, string? snapshot, CancellationToken cancel) =>
        ForAsync(service, project => Freezing.PlaceAsync(project, _holds, reason, Kept.Read(snapshot), cancel), cancel);

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) =>
        UnsuspendAsync(service, adoptedReason, null, cancel);

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, string? snapshot, CancellationToken cancel) =>
        ForAsync(service, project => new Thawing(project, _holds, adoptedReason, snapshot).LiftAsync(cancel), cancel);

    public async Task<IReadOnlyList<string>> TestConnectionAsync(CancellationToken cancel)
    {
        IReadOnlyList<string>[] findings = await Task.WhenAll(projects.All.Select(tracker => tracker.CheckAsync(cancel)));
        return [.. findings.SelectMany(f => f)];
    }

    public void Dispose() => projects.Dispose();

    private static async Task<(Kept? Kept, AdapterOutcome? Problem)> ReadAsync(Project project, CancellationToken cancel)
    {
        Sighting seen = await project.LookAsync(cancel);
        if (seen is Sighting.Unclear unclear) return (null, unclear.Why);
        if (seen is Sighting.Missing) return (null, null);
        string found = seen is Sighting.Held held ? held.How : Kept.Online;
        (IReadOnlyList<Part> parts, AdapterOutcome? problem) = seen is Sighting.Online && project.Tracker is IHasParts whole ? await whole.PartsAsync(project.Id, cancel) : ([], null);
        return (new Kept(1, project.System, project.Id, found, project.Tracker.Frozen, parts), problem);
    }

    private async Task<AdapterOutcome> ForAsync(ServiceHandle service, Func<Project, Task<AdapterOutcome>> act, CancellationToken cancel)
    {
        (Project? project, AdapterOutcome.Refused? problem) = projects.Find(service);
        if (project is null) return problem!;
        using IDisposable turn = await projects.TurnAsync(project, cancel);
        return await act(project);
    }
}
