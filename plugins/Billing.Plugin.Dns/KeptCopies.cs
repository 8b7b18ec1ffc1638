using System.Text.Json;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>
/// What stood in zones that we took offline, one file for each, written right before the change: nearer to it than the snapshot in the ledger.
/// Either is enough to put a zone back.
/// </summary>
internal sealed class KeptCopies(string folder)
{
    public static string Write(Kept kept) => JsonSerializer.Serialize(kept);

    /// <summary>Null, or why it could not be kept: then nothing may be changed.</summary>
    public AdapterOutcome? Save(string zone, Kept kept)
    {
        try
        {
            Files.Write(Place(zone), Write(kept));
            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return new AdapterOutcome.Failed(FailureKind.Precondition, $"what stands in zone {zone.TrimEnd('.')} could not be kept in {folder}: {trouble.Message}");
        }
    }

    /// <summary>What we kept under that marker, else what the ledger kept; null when neither did.</summary>
    public Kept? Of(string zone, string marker, string? snapshot) =>
        Read(Files.Read(Place(zone))) is { } own && own.Marker == marker ? own : Read(snapshot);

    public void Forget(string zone) => Files.Delete(Place(zone));

    private string Place(string zone) => Path.Combine(folder, "offline", Files.Name(zone) + ".json");

    private static Kept? Read(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<Kept>(text) is { Saved: not null, Parked: not null } kept ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
