using System.Globalization;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>
/// Making a zone again from its backup. One with keys or settings of its own is made in steps: switched off and marked, then keys and settings, then
/// its records and the mark away in one change. So nobody is answered without the signatures that the DS at the parent asks for, and a restoration
/// that was broken off goes on where it stopped.
/// </summary>
internal sealed class Restoration(Backups backups, Suspension suspension)
{
    public const string NotYet = "its restoration has not ended";

    public async Task<AdapterOutcome> RestoreAsync(ServedZone place, string backup, CancellationToken cancel)
    {
        if (place.Server is not IZoneKeeper keeper) return Removal.CannotHere(place, "restored");
        Sighting seen = await place.LookAsync(cancel);
        if (seen is Sighting.Unclear) return place.Absent(seen);
        if (seen is Sighting.There found && !Unfinished(found.Zone)) return new AdapterOutcome.AlreadySo($"zone {place.Plain} is on {place.Server.Place}");
        if (backups.Find(place.Name, backup) is not { Zone.Head: not null } saved) return Backups.Missing(place, backup);
        Zone zone = Above(saved, null);
        bool inSteps = seen is Sighting.There || saved.Belongings is { } had && (had.Keys.Count > 0 || had.Extra.Any());
        AdapterOutcome? said = seen is Sighting.There ? null : await keeper.CreateAsync(inSteps ? Off(zone) : zone, cancel);
        if (said is AdapterOutcome.Refused or AdapterOutcome.Conflict) return said;
        if (inSteps) return await FinishAsync(keeper, place, saved, said, cancel);
        return await DoneAsync(place, said, saved.Belongings is null && zone.Head!.Dnssec ? ", unsigned: sign it anew and give its DS to the registrar" : "", cancel);
    }

    /// <summary>It was being made and is not whole: our mark is in it, or it never got any record (PowerDNS makes a zone first and writes its records then).</summary>
    public static bool Unfinished(Zone zone) => zone.Head is { Copied: false } && (zone.Sets.Count == 0 || zone.Find(Mark(zone.Name)) is not null);

    public static AdapterOutcome.Refused NotEnded(ServedZone place) => new(FailureKind.Precondition, $"{place.Service.Target}: zone {place.Plain} is not whole: {NotYet}");

    private async Task<AdapterOutcome> FinishAsync(IZoneKeeper keeper, ServedZone place, Backup saved, AdapterOutcome? said, CancellationToken cancel)
    {
        Sighting seen = await place.LookAsync(cancel);
        if (seen is not Sighting.There { Zone: var now }) return seen is Sighting.Missing ? place.Invisible(said) : place.Absent(seen);
        if (!Unfinished(now)) return new AdapterOutcome.Conflict($"zone {place.Plain}: somebody else made it on {place.Server.Place}");
        if (now.Sets.Count == 0)
        {
            Zone off = Off(Above(saved, null));
            if (await keeper.WriteAsync(now, [.. off.Sets.Select(set => new Change(null, set))], cancel) is { } obstacle) return obstacle;
            now = now with { Sets = off.Sets };
        }
        Belongings belongings = saved.Belongings ?? new Belongings([], new Dictionary<string, IReadOnlyList<string>>());
        if (await keeper.GiveKeysAsync(place.Name, belongings, cancel) is { } noKeys) return noKeys;
        (IReadOnlyList<string> leftOut, AdapterOutcome? noSettings) = await keeper.GiveSettingsAsync(saved.Zone, belongings, cancel);
        if (noSettings is not null) return noSettings;
        Change[] changes = [new Change(now.Find(Mark(now.Name)), null), .. Above(saved, now).Sets.Select(set => new Change(now.Find(set.Key), set))];
        said = await keeper.WriteAsync(now, changes, cancel);
        if (said is AdapterOutcome.Refused) return said;
        string told = leftOut.Count > 0 ? $"; {place.Server.Place} does not take its settings {string.Join(", ", leftOut)}: set them by hand" : "";
        if (belongings.Keys.Count == 0) return await DoneAsync(place, said, told, cancel);
        AdapterOutcome? rectified = await keeper.RectifyAsync(place.Name, cancel);
        return await DoneAsync(place, said, $", signed with the keys that it had{told}{(rectified is null ? "" : $"; have {place.Server.Place} rectify it")}", cancel);
    }

    private async Task<AdapterOutcome> DoneAsync(ServedZone place, AdapterOutcome? said, string how, CancellationToken cancel) =>
        await place.LookAsync(cancel) is Sighting.There there && suspension.State(there.Zone).Presence == Presence.Online
            ? new AdapterOutcome.Changed($"zone {place.Plain} is back{how}")
            : place.Invisible(said);

    // No record answers but the SOA, which cannot be switched off; nobody remembers for more than a second that there is nothing, and no other server
    // is told to copy it.
    private static Zone Off(Zone zone)
    {
        RecordSet soa = zone.Soa!;
        string[] parts = soa.Records[0].Content.Split(' ');
        parts[^1] = "1";
        return zone with
        {
            Head = zone.Head! with { Kind = "Native" },
            Sets = [soa with { Ttl = 1, Records = [new Entry(string.Join(' ', parts))] },
                .. zone.Sets.Where(set => set != soa).Select(set => set with { Records = [.. set.Records.Select(entry => entry with { Disabled = true })] }),
                new RecordSet(Mark(zone.Name).Name, "TXT", 60, [new Entry("\"being restored\"", Disabled: true)])],
        };
    }

    private static (string Name, string Type) Mark(string zone) => ($"_billing-restore.{zone}", "TXT");

    // Servers that copied the zone ignore a serial that is not above the one they have.
    private static Zone Above(Backup backup, Zone? now)
    {
        RecordSet soa = backup.Zone.Soa!;
        string[] parts = soa.Records[0].Content.Split(' ');
        parts[2] = unchecked(Math.Max(backup.LastSerial, now?.Serial ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        return backup.Zone.With([new Change(soa, soa with { Records = [new Entry(string.Join(' ', parts))] })]);
    }
}
