using System.Globalization;
using Billing.Sdk;

namespace Billing.Plugin.ProjectFreeze.Configuration;

/// <summary>Where a project of the panel lives.</summary>
/// <param name="System">The system's name in the configuration.</param>
/// <param name="Project">Its name there; in the entry for all others with <c>{client}</c> and <c>{number}</c>.</param>
/// <param name="Client">The client it belongs to; null when that is not said.</param>
internal sealed record Place(string System, string Project, int? Client = null)
{
    public Place For(int client, string number) => this with { Project = Project
        .Replace("{client}", client.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{number}", number, StringComparison.Ordinal) };
}

/// <summary>The panel's projects by number (<c>40</c>), anything else by its name in Billing (<c>service 10</c>), all other projects by a pattern.</summary>
internal sealed class ProjectMap(IReadOnlyDictionary<string, Place> named, Place? others)
{
    private const string Kind = "project ";

    public Place? Find(ServiceHandle service)
    {
        if (named.TryGetValue(service.Target, out Place? place)) return place;
        if (!service.Target.StartsWith(Kind, StringComparison.Ordinal)) return null;
        string number = service.Target[Kind.Length..];
        return named.GetValueOrDefault(number) ?? others?.For(service.Client, number);
    }
}
