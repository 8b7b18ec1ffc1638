using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>Placing our hold on a zone and lifting it; nobody else's is ever touched.</summary>
internal sealed class Suspension(Parking parking, KeptCopies copies, int ttl, bool disable)
{
    public ObservedState State(Zone zone)
    {
        if (Restoration.Unfinished(zone)) return new ObservedState(Presence.Suspended, Holder.Other, Restoration.NotYet);
        string hold = Hold.Read(zone) ?? "";
        bool ours = Hold.Marker(hold) is not null, offline = parking.Offline(zone);
        if (ours && (offline || !parking.HasSite(zone))) return new ObservedState(Presence.Suspended, Holder.Billing, hold);
        return offline ? new ObservedState(Presence.Suspended, Holder.Other, hold) : new ObservedState(Presence.Online);
    }

    public string Snapshot(Zone zone) => State(zone).Presence == Presence.Online ? KeptCopies.Write(parking.Plan(zone, "")) : "";

    public async Task<AdapterOutcome> PlaceAsync(ServedZone place, string reason, CancellationToken cancel)
    {
        if (Hold.Marker(reason) is not { } marker)
            return new AdapterOutcome.Refused(FailureKind.InvalidInput, "a reason has the marker [billing:…] in it; without it the hold could not be told from another's");
        Sighting seen = await place.LookAsync(cancel);
        if (seen is not Sighting.There { Zone: var zone }) return place.Absent(seen);
        if (State(zone) is { Presence: Presence.Suspended } held)
            return held.Holder == Holder.Billing ? new AdapterOutcome.AlreadySo($"offline: {held.Reason}") : Foreign(place, held.Reason);
        Kept kept = parking.Plan(zone, marker);
        if (kept.Parked.Count == 0 && parking.Spared(zone) is { Count: > 0 } spared)
            return new AdapterOutcome.Refused(FailureKind.Precondition, $"zone {place.Plain}: mail or the zone itself needs {Names(spared)}, so parking would stop it; give mail and name servers names of their own");
        if (copies.Save(place.Name, kept) is { } obstacle) return obstacle;
        AdapterOutcome? said = await place.Server.WriteAsync(zone, [Marked(zone, marker), .. Parked(zone, kept)], cancel);
        if (said is AdapterOutcome.Refused) return said;
        return await place.LookAsync(cancel) switch
        {
            Sighting.There there when State(there.Zone) is { Holder: Holder.Billing } => new AdapterOutcome.Changed(Told("parked", kept, parking.Spared(zone), "stays, because mail or the zone itself needs it")),
            Sighting.There there when State(there.Zone) is { Holder: Holder.Other } other => new AdapterOutcome.Conflict($"zone {place.Plain}: somebody else took it offline: {other.Reason}"),
            Sighting.Missing => new AdapterOutcome.Conflict($"zone {place.Plain} is no longer on {place.Server.Place}"),
            _ => place.Invisible(said),
        };
    }

    public async Task<AdapterOutcome> LiftAsync(ServedZone place, string? adoptedReason, string? snapshot, CancellationToken cancel)
    {
        Sighting seen = await place.LookAsync(cancel);
        if (seen is not Sighting.There { Zone: var zone }) return place.Absent(seen);
        string hold = Hold.Read(zone) ?? "";
        if (Hold.Marker(hold) is not { } marker) return State(zone) switch
        {
            { Presence: Presence.Online } => new AdapterOutcome.AlreadySo("online"),
            _ when adoptedReason is not null && (hold == adoptedReason || hold.Length == 0) => NobodyKept(place, zone, hold),
            _ => Foreign(place, hold),
        };
        if (copies.Of(place.Name, marker, snapshot) is not { } kept) return NotKept(place);
        Merge merge = Merge.Back(kept, zone);
        AdapterOutcome? said = await place.Server.WriteAsync(zone, [Hold.Gone(zone), .. merge.Changes], cancel);
        if (said is AdapterOutcome.Refused) return said;
        switch (await place.LookAsync(cancel))
        {
            case Sighting.There there when Hold.Marker(Hold.Read(there.Zone) ?? "") is null && State(there.Zone).Presence == Presence.Online:
                copies.Forget(place.Name);
                return new AdapterOutcome.Changed(Told("put back", kept, merge.Conflicts, "Conflict: edited meanwhile, left as found"));
            case Sighting.Missing: return new AdapterOutcome.Conflict($"zone {place.Plain} is no longer on {place.Server.Place}");
            default: return place.Invisible(said);
        }
    }

    /// <summary>The zone as it is when nothing holds it offline; null when what stood there is not known.</summary>
    public Zone? Free(Zone zone)
    {
        if (Hold.Read(zone) is not { } hold || Hold.Marker(hold) is not { } marker) return zone;
        return copies.Of(zone.Name, marker, null) is { } kept
            ? zone.With([Hold.Gone(zone), .. Merge.Back(kept, zone).Changes])
            : null;
    }

    public static AdapterOutcome.Refused NotKept(ServedZone place) => new(FailureKind.Precondition,
        $"{place.Service.Target}: what stood in zone {place.Plain} before it was taken offline is neither in the folder of the configuration nor in the ledger: put it back by hand, then remove TXT _billing.{place.Plain}");

    // Neither way is exact without a copy: an address says nothing of the one before it, and of a zone switched off nobody knows which records were off already.
    private AdapterOutcome.Refused NobodyKept(ServedZone place, Zone zone, string hold)
    {
        IReadOnlyList<string> parked = parking.Parked(zone);
        string what = parked.Count > 0 ? $"write the records of {Names(parked)} anew by hand" : "switch the records that belong to it on again by hand";
        return new AdapterOutcome.Refused(FailureKind.Precondition,
            $"{place.Service.Target}: zone {place.Plain} was taken offline by somebody else{(hold.Length > 0 ? $" ({hold})" : "")}, and nobody kept what stood there: {what}");
    }

    private static AdapterOutcome.Refused Foreign(ServedZone place, string reason) => new(FailureKind.HeldByOther,
        $"{place.Service.Target}: somebody else took zone {place.Plain} offline ({(reason.Length > 0 ? reason : "no reason given")}); it is left as it is");

    private Change Marked(Zone zone, string marker) => new(zone.Find(Hold.Key(zone.Name)), Hold.Record(zone.Name, marker, ttl, disable));

    private static IEnumerable<Change> Parked(Zone zone, Kept kept) => kept.Saved.Concat(kept.Parked).Select(set => set.Key).Distinct()
        .Select(key => new Change(zone.Find(key), kept.Parked.FirstOrDefault(set => set.Key == key)));

    private static string Told(string what, Kept kept, IReadOnlyList<string> odd, string why)
    {
        string sets = Names([.. kept.Saved.Select(set => set.ToString())]);
        string text = sets.Length == 0 ? "the zone has no site" : $"{what}: {sets}";
        return odd.Count == 0 ? text : $"{text}; {Names(odd)}: {why}";
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(20).Select(name => name.TrimEnd('.'))) + (names.Count > 20 ? $" and {names.Count - 20} more" : "");
}
