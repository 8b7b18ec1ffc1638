using Billing.Plugin.ProjectFreeze.Configuration;
using Billing.Plugin.ProjectFreeze.Trackers;
using Billing.Plugin.ProjectFreeze.Transport;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>The configured systems and the way from the panel's projects to theirs; one change at a time for each system, since a freeze reaches into parts.</summary>
internal sealed class Projects(FreezeSettings settings, TimeProvider time, Action<string> log) : IDisposable
{
    private readonly Dictionary<string, (ITracker Tracker, SemaphoreSlim Turn)> _systems =
        settings.Systems.ToDictionary(system => system.Name, system => (Tracker(system, new SystemClient(system, settings.Patience, time, log), time), new SemaphoreSlim(1)));

    public IEnumerable<ITracker> All => _systems.Values.Select(system => system.Tracker);

    /// <summary>The project that the service means, or why there can be none.</summary>
    public (Project? Project, AdapterOutcome.Refused? Problem) Find(ServiceHandle service)
    {
        if (settings.Projects.Find(service) is not { } place)
            return (null, new(FailureKind.InvalidInput, $"{service.Target} is not in config/plugins/project-freeze.json; add it under \"projects\""));
        if (place.Client is { } owner && owner != service.Client)
            return (null, new(FailureKind.NotOwned, $"{service.Target}: {place.Project} on {place.System} belongs to client {owner}, the panel says {service.Client}: nothing is done to it until they agree"));
        return (new Project(place.System, _systems[place.System].Tracker, place.Project, service), null);
    }

    public async Task<IDisposable> TurnAsync(Project project, CancellationToken cancel)
    {
        SemaphoreSlim turn = _systems[project.System].Turn;
        await turn.WaitAsync(cancel);
        return new Turn(turn);
    }

    public void Dispose()
    {
        foreach ((ITracker tracker, SemaphoreSlim turn) in _systems.Values)
        {
            tracker.Dispose();
            turn.Dispose();
        }
    }

    private static ITracker Tracker(SystemSettings system, SystemClient client, TimeProvider time) => system.Kind switch
    {
        SystemKind.Redmine => new Redmine(system, client),
        SystemKind.GitLab => new GitLab(system, client),
        SystemKind.Gitea => new Gitea(system, client),
        _ => new Webhook(system, client, time),
    };

    private sealed class Turn(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
