using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>One zone on one server, and the service that it is for.</summary>
internal sealed record ServedZone(IZoneServer Server, string Name, ServiceHandle Service, bool CompareAccount)
{
    public string Plain => Name.TrimEnd('.');

    /// <summary>The zone as it is now, if it is the one that the panel means.</summary>
    public async Task<Sighting> LookAsync(CancellationToken cancel)
    {
        Sighting seen = await Server.ReadAsync(Name, cancel);
        if (!CompareAccount || seen is not Sighting.There { Zone.Head: { Account.Length: > 0 } head } || Service.Username.Length == 0
            || head.Account.Equals(Service.Username, StringComparison.OrdinalIgnoreCase)) return seen;
        return new Sighting.Unclear(new AdapterOutcome.Refused(FailureKind.NotOwned,
            $"zone {Plain} on {Server.Place} has the account {head.Account}, the panel says {Service.Username}: nothing is done to it until they agree"));
    }

    /// <summary>There is nothing to work on, or it cannot be said.</summary>
    public AdapterOutcome Absent(Sighting seen) => seen switch
    {
        Sighting.Missing => new AdapterOutcome.Refused(FailureKind.NotFound, $"{Service.Target}: there is no zone {Plain} on {Server.Place}"),
        Sighting.Unclear unclear => unclear.Why,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public AdapterOutcome Invisible(AdapterOutcome? said) => said ?? new AdapterOutcome.Unknown($"{Server.Place} says that it is done, but zone {Plain} does not show it");
}
