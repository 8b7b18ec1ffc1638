using Billing.Plugin.Dns.Configuration;
using Billing.Plugin.Dns.Zones;
using Billing.Sdk;

namespace Billing.Plugin.Dns;

/// <summary>
/// Zones whose records we may change. Every verb looks, compares, changes at most once and all at once, and looks again; what the second look finds is
/// the answer. Only a restoration may need more changes than one.
/// </summary>
internal class RecordAdapter : ICanSuspend, ICanPutBack, ICanCheckBackups, ICanDiscardBackups, ICanTestConnection, IKnowServers, IDisposable
{
    private readonly DnsServers _servers;
    private readonly Suspension _suspension;

    public RecordAdapter(DnsServers servers, DnsSettings settings, TimeProvider time)
    {
        _servers = servers;
        _suspension = new Suspension(new Parking(settings.Suspend), new KeptCopies(settings.Folder), settings.Suspend.Ttl, settings.Suspend.Disable);
        Backups = new Backups(settings.Folder, _suspension, time);
        Removal = new Removal(Backups);
        Restoration = new Restoration(Backups, _suspension);
    }

    protected Backups Backups { get; }

    protected Removal Removal { get; }

    protected Restoration Restoration { get; }

    public async Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel)
    {
        (ServedZone? place, AdapterOutcome.Refused? problem) = _servers.Find(service);
        if (place is null) return new ObservedState(Presence.Unknown, Failure: problem);
        return await place.LookAsync(cancel) switch
        {
            Sighting.There there => _suspension.State(there.Zone),
            Sighting.Missing => new ObservedState(Presence.Gone),
            Sighting.Unclear unclear => new ObservedState(Presence.Unknown, Failure: unclear.Why),
            var other => throw new InvalidOperationException($"unknown sighting {other}"),
        };
    }

    public async Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel) =>
        _servers.Find(service).Zone is { } place && await place.LookAsync(cancel) is Sighting.There there ? _suspension.Snapshot(there.Zone) : "";

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) =>
        ForAsync(service, place => _suspension.PlaceAsync(place, reason, cancel), cancel);

    // The zone itself says whether it was us: nothing else is needed to know an earlier attempt of ours.
    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, string? snapshot, CancellationToken cancel) => SuspendAsync(service, reason, cancel);

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) =>
        UnsuspendAsync(service, adoptedReason, null, cancel);

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, string? snapshot, CancellationToken cancel) =>
        ForAsync(service, place => _suspension.LiftAsync(place, adoptedReason, snapshot, cancel), cancel);

    public Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel) =>
        ForAsync(service, place => Backups.SaveAsync(place, cancel), cancel);

    public Task<BackupState> CheckBackupAsync(ServiceHandle service, string backup, CancellationToken cancel) => Task.FromResult(
        _servers.Find(service) switch
        {
            ({ } place, _) => Backups.Check(place, backup),
            (_, var problem) => new BackupState(BackupPresence.Unknown, Failure: problem),
        });

    public Task<AdapterOutcome> DiscardBackupAsync(ServiceHandle service, string backup, CancellationToken cancel) =>
        ForAsync(service, place => Task.FromResult(Backups.Discard(place, backup)), cancel);

    public bool Knows(ServerHandle? server) => _servers.Of(server) is not null;

    public async Task<IReadOnlyList<string>> TestConnectionAsync(CancellationToken cancel)
    {
        IReadOnlyList<string>[] findings = await Task.WhenAll(_servers.All.Select(server => server.TestAsync(cancel)));
        return [.. findings.SelectMany(f => f)];
    }

    public void Dispose()
    {
        _servers.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<AdapterOutcome> ForAsync(ServiceHandle service, Func<ServedZone, Task<AdapterOutcome>> act, CancellationToken cancel)
    {
        (ServedZone? place, AdapterOutcome.Refused? problem) = _servers.Find(service);
        if (place is null) return problem!;
        using IDisposable turn = await _servers.TurnAsync(place, cancel);
        return await act(place);
    }
}

/// <summary>With a server on which whole zones can be removed and made again.</summary>
internal sealed class ZoneAdapter(DnsServers servers, DnsSettings settings, TimeProvider time) : RecordAdapter(servers, settings, time), ICanTerminate, ICanRestore
{
    public Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) =>
        ForAsync(service, place => Removal.RemoveAsync(place, backup, cancel), cancel);

    public Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel) =>
        ForAsync(service, place => Restoration.RestoreAsync(place, backup, cancel), cancel);
}
