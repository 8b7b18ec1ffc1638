using Billing.Engine.Channels;
using Billing.Engine.Evidence;
using Billing.Sdk;

namespace Billing.Engine.Simulation;

/// <summary>What fails at the moment, by the scenario's <c>fail</c> events: targets and channels, each until an instant.</summary>
internal sealed class Failing(TimeProvider time)
{
    private readonly Dictionary<string, DateTimeOffset> until = [];

    public void Add(string what, DateTimeOffset instant) => until[what] = instant;

    public bool Is(string what) => until.TryGetValue(what, out DateTimeOffset end) && time.GetUtcNow() < end;
}

/// <summary>An adapter whose server is in memory and does everything at once, unless the scenario says that it fails.</summary>
internal sealed class SimulatedAdapter(Failing failing) : ICanSuspend, ICanCheckBackups, ICanDiscardBackups, ICanTerminate, ICanRestore, ICanCreate
{
    private readonly HashSet<string> offline = [];
    private readonly HashSet<string> kept = [];

    public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel) =>
        Task.FromResult(new ObservedState(offline.Contains(service.Target) ? Presence.Suspended : Presence.Online));

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) => Try(service, () => offline.Add(service.Target));

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => Try(service, () => offline.Remove(service.Target));

    public Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel) => Try(service, () => kept.Add(Place(service)) || true, Place(service));

    public Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) => Try(service, () => true);

    public Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel) => Try(service, () => offline.Remove(service.Target) || true);

    public Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel) => Try(service, () => true);

    public Task<BackupState> CheckBackupAsync(ServiceHandle service, string backup, CancellationToken cancel) =>
        Task.FromResult(new BackupState(kept.Contains(backup) ? BackupPresence.There : BackupPresence.Gone));

    public Task<AdapterOutcome> DiscardBackupAsync(ServiceHandle service, string backup, CancellationToken cancel) => Try(service, () => kept.Remove(backup));

    private static string Place(ServiceHandle service) => $"backup of {service.Target}";

    private Task<AdapterOutcome> Try(ServiceHandle service, Func<bool> change, string details = "")
    {
        AdapterOutcome outcome = failing.Is(service.Target) ? new AdapterOutcome.Failed(FailureKind.Busy, "the scenario says that it fails")
            : change() ? new AdapterOutcome.Changed(details)
            : new AdapterOutcome.AlreadySo();
        return Task.FromResult(outcome);
    }
}

/// <summary>A channel that takes everything at once, unless the scenario says that it fails.</summary>
internal sealed class SimulatedChannel(string name, Failing failing) : INoticeChannel
{
    public string Name => name;

    public async Task<ChannelOutcome> SendAsync(Notice notice, Func<Proof, Task> handOver, CancellationToken cancel)
    {
        if (failing.Is(name)) return new ChannelOutcome.TryLater("the scenario says that it fails");
        await handOver(Proof.None);
        return new ChannelOutcome.Accepted("taken");
    }
}
