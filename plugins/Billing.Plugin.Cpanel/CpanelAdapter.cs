using Billing.Sdk;

namespace Billing.Plugin.Cpanel;

/// <summary>
/// cPanel accounts through WHM. Every verb looks, compares, changes at most once, and looks again; what the second look finds is the answer.
/// </summary>
internal sealed partial class CpanelAdapter(WhmServers servers) : ICanSuspend, ICanBackUp, ICanPoll, ICanTerminate, ICanRestore, ICanCreate, ICanCheckBackups, ICanTestConnection, IKnowServers, ITellAddresses, IDisposable
{
    private readonly Backups _backups = new(servers.Backup);
    private readonly Restoration _restoration = new(servers.Backup.PollEvery);

    public async Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel)
    {
        (Account? account, AdapterOutcome.Refused? problem) = servers.Find(service);
        if (account is null) return new ObservedState(Presence.Unknown, Failure: problem);
        return await account.LookAsync(cancel) switch
        {
            Sighting.There { Suspended: false } => new ObservedState(Presence.Online),
            Sighting.There there => new ObservedState(Presence.Suspended, there.Ours ? Holder.Billing : Holder.Other, there.Reason),
            Sighting.Missing => new ObservedState(Presence.Gone),
            Sighting.Unclear unclear => new ObservedState(Presence.Unknown, Failure: unclear.Why),
            var other => throw new InvalidOperationException($"unknown sighting {other}"),
        };
    }

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) =>
        ForAsync(service, account => Suspension.PlaceAsync(account, reason, cancel), cancel);

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) =>
        ForAsync(service, account => Suspension.LiftAsync(account, adoptedReason, cancel), cancel);

    public Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel) =>
        ForAsync(service, account => _backups.StartAsync(account, cancel), cancel);

    public async Task<BackupState> CheckBackupAsync(ServiceHandle service, string backup, CancellationToken cancel)
    {
        (Account? account, AdapterOutcome.Refused? problem) = servers.Find(service);
        return account is null ? new BackupState(BackupPresence.Unknown, Failure: problem) : await Archives.CheckAsync(account, backup, servers.Time.GetUtcNow(), cancel);
    }

    public Task<AdapterOutcome> PollAsync(ServiceHandle service, string token, CancellationToken cancel) =>
        ForAsync(service, account => token.StartsWith(Restoration.Mark, StringComparison.Ordinal)
            ? _restoration.PollAsync(account, token, cancel)
            : _backups.PollAsync(account, token, cancel), cancel);

    public Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) =>
        ForAsync(service, account => Termination.RemoveAsync(account, backup, cancel), cancel);

    public Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel) =>
        ForAsync(service, account => _restoration.StartAsync(account, backup, cancel), cancel);

    public Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel) =>
        ForAsync(service, account => Creation.MakeAsync(account, servers.Plans, cancel), cancel);

    public IReadOnlyCollection<Uri> Addresses => servers.Addresses;

    public bool Knows(ServerHandle? server) => server is not null && servers.Of(server) is not null;

    public async Task<IReadOnlyList<string>> TestConnectionAsync(CancellationToken cancel)
    {
        IReadOnlyList<string>[] findings = await Task.WhenAll(servers.All.Select(whm => Rights.CheckAsync(whm, creating: servers.Plans.Count > 0, cancel)));
        return [.. findings.SelectMany(f => f)];
    }

    public void Dispose() => servers.Dispose();

    private async Task<AdapterOutcome> ForAsync(ServiceHandle service, Func<Account, Task<AdapterOutcome>> act, CancellationToken cancel)
    {
        (Account? account, AdapterOutcome.Refused? problem) = servers.Find(service);
        if (account is null) return problem!;
        using IDisposable turn = await servers.TurnAsync(account, cancel);
        return await act(account);
    }
}
