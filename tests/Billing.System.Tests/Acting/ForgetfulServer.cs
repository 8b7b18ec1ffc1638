using System.Collections.Concurrent;
using Billing.Sdk;

namespace Billing.System.Tests.Acting;

/// <summary>
/// A server that keeps nothing of what it changes: neither who took a site offline, nor what stood there before. What stands on it is a text, and offline is one
/// that says so.
/// </summary>
internal sealed class ForgetfulServer : ICanSuspend, ICanPutBack, ICanBackUp, ICanTerminate, ICanRestore, ICanCreate
{
    private const string Parked = "parked", Gone = "gone";

    private readonly ConcurrentDictionary<string, string> sites = new();

    /// <summary>What becomes of a suspension that was asked for; by default it is carried out.</summary>
    public Func<string, Func<AdapterOutcome>, Task<AdapterOutcome>> Suspends { get; set; } = (_, change) => Task.FromResult(change());

    /// <summary>What becomes of the question how a site stands.</summary>
    public Func<string, string> Shows { get; set; } = site => site;

    /// <summary>What stands there.</summary>
    public string this[string target]
    {
        get => sites.GetValueOrDefault(target, $"the site of {target}");
        set => sites[target] = value;
    }

    /// <summary>Somebody takes it offline on the server itself.</summary>
    public void TakeOffline(string target) => this[target] = Parked;

    public bool IsOffline(string target) => this[target] == Parked;

    public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel) => Task.FromResult(Shows(this[service.Target]) switch
    {
        Parked => new ObservedState(Presence.Suspended, Holder.Other),
        Gone => new ObservedState(Presence.Gone),
        _ => new ObservedState(Presence.Online),
    });

    public Task<string> SnapshotAsync(ServiceHandle service, CancellationToken cancel) => Task.FromResult(Shows(this[service.Target]));

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) => SuspendAsync(service, reason, null, cancel);

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, string? snapshot, CancellationToken cancel) => Suspends(service.Target, () =>
        !IsOffline(service.Target) ? Make(service, Parked)
        : snapshot is not (null or Parked) ? new AdapterOutcome.AlreadySo()
        : new AdapterOutcome.Refused(FailureKind.HeldByOther, $"{service.Target} is offline, and nothing says that it was us"));

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) => UnsuspendAsync(service, adoptedReason, null, cancel);

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, string? snapshot, CancellationToken cancel) => Task.FromResult(
        !IsOffline(service.Target) ? new AdapterOutcome.AlreadySo()
        : snapshot is null or Parked ? new AdapterOutcome.Refused(FailureKind.HeldByOther, $"{service.Target}: nothing says what stood there")
        : Make(service, snapshot));

    public Task<AdapterOutcome> BackUpAsync(ServiceHandle service, CancellationToken cancel) => Task.FromResult<AdapterOutcome>(new AdapterOutcome.Changed($"backup of {service.Target}"));

    public Task<AdapterOutcome> TerminateAsync(ServiceHandle service, string? backup, CancellationToken cancel) => Task.FromResult(Make(service, Gone));

    public Task<AdapterOutcome> RestoreAsync(ServiceHandle service, string backup, CancellationToken cancel) => Task.FromResult(Make(service, $"from {backup}"));

    public Task<AdapterOutcome> CreateAsync(ServiceHandle service, CancellationToken cancel) => Task.FromResult(Make(service, "new"));

    private AdapterOutcome Make(ServiceHandle service, string site)
    {
        if (this[service.Target] == site) return new AdapterOutcome.AlreadySo();
        this[service.Target] = site;
        return new AdapterOutcome.Changed();
    }
}
