using System.Globalization;
using System.Text.Json;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>A zone in a file, as it is when nothing holds it offline.</summary>
/// <param name="Zone">All of its records.</param>
/// <param name="LastSerial">The highest serial that other servers may have seen: what is restored must be above it.</param>
/// <param name="Belongings">The keys that sign it, and its settings; null when the server has no such thing, or the file is older than this.</param>
internal sealed record Backup(Zone Zone, uint LastSerial, Belongings? Belongings = null);

/// <summary>Whole zones as files in the configured folder.</summary>
internal sealed class Backups(string folder, Suspension suspension, TimeProvider time)
{
    public async Task<AdapterOutcome> SaveAsync(ServedZone place, CancellationToken cancel)
    {
        Sighting seen = await place.LookAsync(cancel);
        if (seen is not Sighting.There { Zone: var zone }) return place.Absent(seen);
        if (suspension.Free(zone) is not { } free) return Suspension.NotKept(place);
        if (Restoration.Unfinished(zone)) return Restoration.NotEnded(place);
        (Belongings? belongings, AdapterOutcome? why) = await BelongingsAsync(place, zone, cancel);
        if (why is not null) return why;
        string file = Path.Combine(Folder(place.Name), $"{time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fffffff", CultureInfo.InvariantCulture)}.json");
        if (Write(file, new Backup(free, zone.Serial, belongings)) is { } trouble) return new AdapterOutcome.Failed(FailureKind.Precondition, trouble);
        return Find(place.Name, file) is null
            ? new AdapterOutcome.Failed(FailureKind.Precondition, $"the backup of zone {place.Plain} cannot be read back from {file}")
            : new AdapterOutcome.Changed(file);
    }

    /// <summary>The backup at that place, if it is one of this zone.</summary>
    public Backup? Find(string zone, string? place)
    {
        if (string.IsNullOrWhiteSpace(place) || Path.GetDirectoryName(place.Trim()) != Folder(zone) || Files.Read(place.Trim()) is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize<Backup>(text) is { Zone.Sets.Count: > 0 } backup && backup.Zone.Name == zone && backup.Zone.Soa is not null ? backup : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is there and can be read as a backup of that zone; its size is that of the file.</summary>
    public BackupState Check(ServedZone place, string file) => Find(place.Name, file) is null
        ? new BackupState(BackupPresence.Gone, CheckedAt: time.GetUtcNow())
        : new BackupState(BackupPresence.There, Files.Size(file.Trim()), time.GetUtcNow());

    /// <summary>Deletes the file, if it lies where this zone's backups do.</summary>
    public AdapterOutcome Discard(ServedZone place, string file)
    {
        if (Path.GetDirectoryName(file.Trim()) != Folder(place.Name))
            return new AdapterOutcome.Refused(FailureKind.NotOwned, $"{place.Service.Target}: {file} is no backup of zone {place.Plain}");
        if (!File.Exists(file.Trim())) return new AdapterOutcome.AlreadySo("it is not there");
        Files.Delete(file.Trim());
        return File.Exists(file.Trim())
            ? new AdapterOutcome.Failed(FailureKind.Precondition, $"{place.Service.Target}: {file} could not be deleted: look at the rights of its folder")
            : new AdapterOutcome.Changed(file.Trim());
    }

    /// <summary>Writes down the last serial, and the keys and settings as they are now, before the zone goes. Null, or why that was not possible.</summary>
    public static async Task<AdapterOutcome?> CloseAsync(ServedZone place, string file, Backup backup, Zone zone, CancellationToken cancel)
    {
        Belongings? belongings = backup.Belongings;   // half a restored zone may have half its keys
        if (!Restoration.Unfinished(zone))
        {
            (belongings, AdapterOutcome? why) = await BelongingsAsync(place, zone, cancel);
            if (why is not null) return why;
        }
        return Write(file.Trim(), backup with { LastSerial = Math.Max(backup.LastSerial, zone.Serial), Belongings = belongings }) is { } trouble
            ? new AdapterOutcome.Failed(FailureKind.Precondition, trouble)
            : null;
    }

    public static AdapterOutcome.Refused Missing(ServedZone place, string? backup) => new(FailureKind.Precondition, string.IsNullOrWhiteSpace(backup)
        ? $"{place.Service.Target}: no backup was named; without one nothing is removed or restored"
        : $"{place.Service.Target}: there is no backup of zone {place.Plain} at {backup}");

    private static async Task<(Belongings? Found, AdapterOutcome? Why)> BelongingsAsync(ServedZone place, Zone zone, CancellationToken cancel)
    {
        if (place.Server is not IZoneKeeper keeper) return (null, null);
        (Belongings? found, AdapterOutcome? why) = await keeper.BelongingsAsync(zone, cancel);
        return found is { Presigned: true }
            ? (null, new AdapterOutcome.Refused(FailureKind.Unsupported, $"{place.Service.Target}: the signatures of zone {place.Plain} are made elsewhere, and a restored zone cannot be told so: back it up and remove it by hand"))
            : (found, why);
    }

    private string Folder(string zone) => Path.Combine(folder, Files.Name(zone));

    private static string? Write(string file, Backup backup)
    {
        try
        {
            Files.Write(file, JsonSerializer.Serialize(backup));
            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return $"the backup could not be written to {file}: {trouble.Message}";
        }
    }
}
