using System.Globalization;
using System.Text.Json;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>A zone in a file, as it is when nothing holds it offline.</summary>
/// <param name="Zone">All of it, but for the keys that sign it.</param>
/// <param name="LastSerial">The highest serial that other servers may have seen: what is restored must be above it.</param>
internal sealed record Backup(Zone Zone, uint LastSerial);

/// <summary>Whole zones as files in the configured folder.</summary>
internal sealed class Backups(string folder, Suspension suspension, TimeProvider time)
{
    public async Task<AdapterOutcome> SaveAsync(ServedZone place, CancellationToken cancel)
    {
        Sighting seen = await place.LookAsync(cancel);
        if (seen is not Sighting.There { Zone: var zone }) return place.Absent(seen);
        if (suspension.Free(zone) is not { } free) return Suspension.NotKept(place);
        string file = Path.Combine(Folder(place.Name), $"{time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fffffff", CultureInfo.InvariantCulture)}.json");
        if (Write(file, new Backup(free, Serial(zone))) is { } trouble) return new AdapterOutcome.Failed(FailureKind.Precondition, trouble);
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

    /// <summary>Writes down the last serial before the zone goes. Null, or why that was not possible.</summary>
    public static string? Close(string place, Backup backup, Zone zone) =>
        Write(place.Trim(), backup with { LastSerial = Math.Max(backup.LastSerial, Serial(zone)) });

    public static AdapterOutcome.Refused Missing(ServedZone place, string? backup) => new(FailureKind.Precondition, string.IsNullOrWhiteSpace(backup)
        ? $"{place.Service.Target}: no backup was named; without one nothing is removed or restored"
        : $"{place.Service.Target}: there is no backup of zone {place.Plain} at {backup}");

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

    private static uint Serial(Zone zone) =>
        zone.Soa?.Records[0].Content.Split(' ') is { Length: > 2 } parts && uint.TryParse(parts[2], CultureInfo.InvariantCulture, out uint serial) ? serial : 0;
}
