using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>Removing a zone for good.</summary>
internal sealed class Removal(Backups backups)
{
    public async Task<AdapterOutcome> RemoveAsync(ServedZone place, string? backup, CancellationToken cancel)
    {
        if (place.Server is not IZoneKeeper keeper) return CannotHere(place, "removed");
        Sighting seen = await place.LookAsync(cancel);
        if (seen is Sighting.Missing) return new AdapterOutcome.AlreadySo($"there is no zone {place.Plain} on {place.Server.Place}");
        if (seen is not Sighting.There { Zone: var zone }) return place.Absent(seen);
        if (backups.Find(place.Name, backup) is not { } saved) return Backups.Missing(place, backup);
        if (await Backups.CloseAsync(place, backup!, saved, zone, cancel) is { } obstacle) return obstacle;
        AdapterOutcome? said = await keeper.DeleteAsync(place.Name, cancel);
        if (said is AdapterOutcome.Refused) return said;
        string signed = zone.Head is { Dnssec: true } ? "; it was signed: only a restoration from this backup fits its DS at the registrar" : "";
        return await place.LookAsync(cancel) is Sighting.Missing ? new AdapterOutcome.Changed($"zone {place.Plain} removed{signed}") : place.Invisible(said);
    }

    public static AdapterOutcome.Refused CannotHere(ServedZone place, string what) => new(FailureKind.Unsupported,
        $"{place.Service.Target}: zones on {place.Server.Place} cannot be {what} by updates; only record sets can be changed there");
}
