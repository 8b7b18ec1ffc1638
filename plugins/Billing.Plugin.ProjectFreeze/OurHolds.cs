using System.Collections.Concurrent;
using Billing.Plugin.ProjectFreeze.Trackers;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>
/// What this process froze and has not seen online since. Only a help until the next start: what lasts is the snapshot that the engine keeps.
/// </summary>
internal sealed class OurHolds
{
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The reason of our freeze; null when we know of none.</summary>
    public string? Of(Project project, Sighting.Held held) =>
        Marked(held.Reason) ? held.Reason
        : held.Reason.Length == 0 && held.How == project.Tracker.Frozen ? _reasons.GetValueOrDefault(project.Key) : null;

    public Kept? KeptFor(Project project) => _kept.GetValueOrDefault(project.Key);

    public void Keep(Project project, Kept kept) => _kept[project.Key] = kept;

    public void Remember(Project project, string reason) => _reasons[project.Key] = reason;

    public void Forget(Project project)
    {
        _reasons.TryRemove(project.Key, out _);
        _kept.TryRemove(project.Key, out _);
    }

    /// <summary>Billing's marker is in it.</summary>
    public static bool Marked(string reason) => reason.Contains("[billing:", StringComparison.Ordinal);
}
