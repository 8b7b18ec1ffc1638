using System.Collections.Concurrent;
using Billing.Sdk;

namespace Billing.System.Tests.Acting;

/// <summary>What a server does with a call that would change something: its answer, or null to carry it out.</summary>
internal delegate Task<AdapterOutcome?> Mood(string target, int call);

/// <summary>Servers in memory behind one adapter. Each may be in a mood; what changed is counted for each thing.</summary>
internal sealed class FarmOfServers : ICanSuspend
{
    private readonly ConcurrentDictionary<string, ObservedState> states = new();
    private readonly ConcurrentDictionary<string, int> calls = new(), under = new();

    /// <summary>Moods by the server's name; a server without one is well.</summary>
    public ConcurrentDictionary<string, Mood> Moods { get; } = new();

    /// <summary>How often each thing was changed, and to what.</summary>
    public ConcurrentQueue<string> Changes { get; } = new();

    /// <summary>Things on which two calls were under way at once.</summary>
    public ConcurrentQueue<string> Overlaps { get; } = new();

    /// <summary>Told of each change.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>Whether a call for that thing is under way.</summary>
    public bool Under(string target) => under.GetValueOrDefault(target) > 0;

    public int CallsOf(string server) => calls.GetValueOrDefault(server);

    public ObservedState this[string target]
    {
        get => states.GetValueOrDefault(target, new ObservedState(Presence.Online));
        set => states[target] = value;
    }

    public static Mood Refusing(AdapterOutcome outcome) => (_, _) => Task.FromResult<AdapterOutcome?>(outcome);

    public Task<ObservedState> ObserveAsync(ServiceHandle service, CancellationToken cancel) => Task.FromResult(this[service.Target]);

    public Task<AdapterOutcome> SuspendAsync(ServiceHandle service, string reason, CancellationToken cancel) =>
        ChangeAsync(service, "suspended", new ObservedState(Presence.Suspended, Holder.Billing, reason));

    public Task<AdapterOutcome> UnsuspendAsync(ServiceHandle service, string? adoptedReason, CancellationToken cancel) =>
        ChangeAsync(service, "lifted", new ObservedState(Presence.Online));

    private async Task<AdapterOutcome> ChangeAsync(ServiceHandle service, string word, ObservedState wanted)
    {
        string server = service.Server!.Name;
        int call = calls.AddOrUpdate(server, 1, (_, before) => before + 1);
        if (under.AddOrUpdate(service.Target, 1, (_, now) => now + 1) > 1) Overlaps.Enqueue(service.Target);
        try
        {
            if (Moods.TryGetValue(server, out Mood? mood) && await mood(service.Target, call) is { } answer) return answer;
            return Make(service.Target, word, wanted);
        }
        finally
        {
            under.AddOrUpdate(service.Target, 0, (_, now) => now - 1);
        }
    }

    private AdapterOutcome Make(string target, string word, ObservedState wanted)
    {
        if (this[target].Presence == wanted.Presence) return new AdapterOutcome.AlreadySo();
        this[target] = wanted;
        Changes.Enqueue($"{target} {word}");
        Changed(target);
        return new AdapterOutcome.Changed();
    }
}
