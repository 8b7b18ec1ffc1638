using Billing.Plugin.ProjectFreeze.Trackers;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>One project on its system.</summary>
/// <param name="System">The system's name in the configuration.</param>
/// <param name="Tracker">The system.</param>
/// <param name="Id">The project's name there.</param>
/// <param name="Service">What the panel knows of it.</param>
internal sealed record Project(string System, ITracker Tracker, string Id, ServiceHandle Service)
{
    public string Key => $"{System}/{Id}";

    public string Words => $"project {Id} on {Tracker.Name}";

    public Task<Sighting> LookAsync(CancellationToken cancel) => Tracker.LookAsync(Id, cancel);
}
