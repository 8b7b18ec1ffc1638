using System.Collections.Concurrent;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// The ways to all servers. One for as long as a process lives: what was learnt of a server in one run holds in the next. A changed configuration is read by
/// a new process, for which no circuit is open.
/// </summary>
internal sealed class Lanes(LaneOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Adapter, int Server), ServerLane> lanes = new();

    public LaneOptions Options { get; } = options;

    /// <summary>One at a time on one thing, through one adapter; what is wanted of it last replaces what still waits.</summary>
    public OneAtATime<(string Adapter, string Target)> Things { get; } = new();

    /// <summary>The way to a server; without one, to whatever that adapter talks to.</summary>
    public ServerLane Of(string adapter, ServerHandle? server) =>
        lanes.GetOrAdd((adapter, server?.Id ?? 0), _ => new ServerLane(server is null ? $"adapter {adapter}" : $"server {(server.Name.Length > 0 ? server.Name : server.Hostname)}", Options, time));

    /// <summary>How long that ability may take.</summary>
    public TimeSpan DeadlineOf<TAbility>() where TAbility : IServiceAdapter =>
        typeof(TAbility) == typeof(ICanTerminate) ? Options.Removing
        : typeof(TAbility) == typeof(ICanPoll) || typeof(TAbility) == typeof(IServiceAdapter) ? Options.Looking
        : Options.Changing;
}
