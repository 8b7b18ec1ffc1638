using System.Collections.Concurrent;
using Billing.Sdk;

namespace Billing.Engine.Acting;

/// <summary>
/// The ways to all servers. One for as long as a process lives: what was learnt of a server in one run holds in the next. A changed configuration is read by
/// a new process, for which no circuit is open.
/// </summary>
internal sealed class Lanes(AdapterLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ServerLane> shared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Adapter, int Server), ServerLane> lanes = new();

    /// <summary>The usual ones. How long things may take is the same for all.</summary>
    public LaneOptions Options { get; } = limits.Usual;

    /// <summary>One at a time on one thing, through one adapter; what is wanted of it last replaces what still waits.</summary>
    public OneAtATime<(string Adapter, string Target)> Things { get; } = new();

    /// <summary>The way to a server; without one, to whatever that adapter talks to.</summary>
    public ServerLane Of(string adapter, ServerHandle? server) => lanes.GetOrAdd((adapter, server?.Id ?? 0), _ => new ServerLane(
        server is null ? $"adapter {adapter}" : $"server {(server.Name.Length > 0 ? server.Name : server.Hostname)}", limits.For(adapter), time, AllOf(adapter)) { Server = server is null ? "" : server.Name.Length > 0 ? server.Name : server.Hostname });

    /// <summary>What the ways to all servers of an adapter share.</summary>
    private ServerLane AllOf(string adapter) => shared.GetOrAdd(adapter, _ => new ServerLane($"adapter {adapter}", limits.ForAllOf(adapter), time));

    /// <summary>Every way there is, each with its adapter.</summary>
    public IEnumerable<(string Adapter, ServerLane Lane)> All => lanes.Select(each => (each.Key.Adapter, each.Value));

    /// <summary>How many wait for an adapter, and the first of them how long: for a server of it, or because too much is under way over all of them.</summary>
    public IEnumerable<(string Adapter, int Waiting, TimeSpan Oldest)> Waiting => All.Concat(shared.Select(each => (each.Key, each.Value)))
        .GroupBy(each => each.Item1, each => each.Item2.Standing).Select(each => (each.Key, each.Sum(way => way.Waiting), each.Max(way => way.Oldest)));

    /// <summary>How long that ability may take.</summary>
    public TimeSpan DeadlineOf<TAbility>() where TAbility : IServiceAdapter =>
        typeof(TAbility) == typeof(ICanTerminate) ? Options.Removing
        : typeof(TAbility) == typeof(ICanPoll) || typeof(TAbility) == typeof(IServiceAdapter) ? Options.Looking
        : Options.Changing;
}
