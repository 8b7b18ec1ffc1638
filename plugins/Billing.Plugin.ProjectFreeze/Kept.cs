using System.Text.Json;
using Billing.Plugin.ProjectFreeze.Trackers;

namespace Billing.Plugin.ProjectFreeze;

/// <summary>
/// The snapshot: how a project and its parts were before our freeze. It is also the proof that the freeze is ours, since these systems keep none.
/// </summary>
/// <param name="Version">Of this form.</param>
/// <param name="System">The system's name in the configuration.</param>
/// <param name="Project">Its name there.</param>
/// <param name="Found">How it was: <c>online</c>, or how it was frozen already.</param>
/// <param name="Frozen">What our freeze looks like.</param>
/// <param name="Parts">Its parts, parent first.</param>
internal sealed record Kept(int Version, string System, string Project, string Found, string Frozen, IReadOnlyList<Part> Parts)
{
    public const string Online = "online";

    /// <summary>It is of this project, which was in use then and stands now exactly as our freeze leaves it.</summary>
    public bool Proves(Project project, Sighting.Held held) => Of(project) && Found == Online && held.How == Frozen && held.Reason.Length == 0;

    public bool Of(Project project) => System == project.System && Project == project.Id;

    public string Written() => JsonSerializer.Serialize(this);

    /// <summary>Null when there is none, or it is not of this form.</summary>
    public static Kept? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            return JsonSerializer.Deserialize<Kept>(text) is { Version: 1, Parts: not null } kept ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
