using System.Globalization;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>Removing a zone for good, and making it again from its backup.</summary>
internal sealed class Removal(Backups backups, Suspension suspension)
{
    public async Task<AdapterOutcome> RemoveAsync(ServedZone place, string? backup, CancellationToken cancel)
    {
        if (place.Server is not IZoneKeeper keeper) return CannotHere(place, "removed");
        Sighting seen = await place.LookAsync(cancel);
        if (seen is Sighting.Missing) return new AdapterOutcome.AlreadySo($"there is no zone {place.Plain} on {place.Server.Place}");
        if (seen is not Sighting.There { Zone: var zone }) return place.Absent(seen);
        if (backups.Find(place.Name, backup) is not { } saved) return Backups.Missing(place, backup);
        if (Backups.Close(backup!, saved, zone) is { } trouble) return new AdapterOutcome.Failed(FailureKind.Precondition, trouble);
        AdapterOutcome? said = await keeper.DeleteAsync(place.Name, cancel);
        if (said is AdapterOutcome.Refused) return said;
        string signed = zone.Head is { Dnssec: true } ? "; it was signed, and its keys are gone: have the registrar remove its DS" : "";
        return await place.LookAsync(cancel) is Sighting.Missing ? new AdapterOutcome.Changed($"zone {place.Plain} removed{signed}") : place.Invisible(said);
    }

    public async Task<AdapterOutcome> RestoreAsync(ServedZone place, string backup, CancellationToken cancel)
    {
        if (place.Server is not IZoneKeeper keeper) return CannotHere(place, "restored");
        Sighting seen = await place.LookAsync(cancel);
        if (seen is Sighting.There) return new AdapterOutcome.AlreadySo($"zone {place.Plain} is on {place.Server.Place}");
        if (seen is Sighting.Unclear) return place.Absent(seen);
        if (backups.Find(place.Name, backup) is not { Zone.Head: not null } saved) return Backups.Missing(place, backup);
        AdapterOutcome? said = await keeper.CreateAsync(Above(saved), cancel);
        if (said is AdapterOutcome.Refused) return said;
        return await place.LookAsync(cancel) is Sighting.There there && suspension.State(there.Zone).Presence == Presence.Online
            ? new AdapterOutcome.Changed(saved.Zone.Head!.Dnssec ? $"zone {place.Plain} is back, unsigned: sign it anew and give its DS to the registrar" : $"zone {place.Plain} is back")
            : place.Invisible(said);
    }

    // Servers that copied the zone ignore a serial that is not above the one they have.
    private static Zone Above(Backup backup)
    {
        RecordSet soa = backup.Zone.Soa!;
        string[] parts = soa.Records[0].Content.Split(' ');
        parts[2] = unchecked(backup.LastSerial + 1).ToString(CultureInfo.InvariantCulture);
        return backup.Zone.With([new Change(soa, soa with { Records = [new Entry(string.Join(' ', parts))] })]);
    }

    private static AdapterOutcome.Refused CannotHere(ServedZone place, string what) => new(FailureKind.Unsupported,
        $"{place.Service.Target}: zones on {place.Server.Place} cannot be {what} by updates; only record sets can be changed there");
}
