using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Sdk;

namespace Billing.Engine.Runs;

/// <summary>What is otherwise on the server than the panel and our ledger have it.</summary>
internal enum DriftKind
{
    /// <summary>We hold it offline, and it is online.</summary>
    CameOnline,
    /// <summary>We brought it back and nothing speaks against it, and its server still shows our hold.</summary>
    StayedOffline,
    /// <summary>Somebody else holds it, on the server only.</summary>
    HeldByOther,
    /// <summary>It is not on its server.</summary>
    Missing,
}

/// <summary>One service that drifted.</summary>
/// <param name="Service">Which.</param>
/// <param name="Episode">The last time that it was offline because of us.</param>
/// <param name="Kind">What is otherwise.</param>
/// <param name="Seen">What its server said.</param>
internal sealed record Drift(Service Service, Episode Episode, DriftKind Kind, ObservedState Seen)
{
    /// <summary>Whether a service can have drifted: it was offline because of us once, and it is clear whether it should be now.</summary>
    public static bool IsCertain(Situation situation, Service service) =>
        service.Adapter is not null && situation.Past.Episodes(service.Target).Count > 0
        && situation.StandingOf(service) is Core.Decisions.Standing.Ours or Core.Decisions.Standing.Online;

    /// <summary>What its server says held against what should be; null when they agree.</summary>
    public static Drift? Of(Situation situation, Service service, ObservedState seen)
    {
        Episode last = situation.Past.Episodes(service.Target)[^1];
        bool ours = situation.StandingOf(service) == Core.Decisions.Standing.Ours;
        DriftKind? kind = (ours, seen.Presence, seen.Holder) switch
        {
            (true, Presence.Online, _) => DriftKind.CameOnline,
            (true, Presence.Suspended, Holder.Other) when last.Adopted is null => DriftKind.HeldByOther,
            (false, Presence.Suspended, Holder.Billing) when Suspensions.HoldsOn(situation, service).Count == 0 => DriftKind.StayedOffline,
            (false, Presence.Suspended, Holder.Other) => DriftKind.HeldByOther,
            (_, Presence.Gone, _) => DriftKind.Missing,
            _ => null,
        };
        return kind is { } what ? new Drift(service, last, what, seen) : null;
    }

    public string Words => Kind switch
    {
        DriftKind.CameOnline => "we hold it offline, and its server shows it online: the panel shows it so now, and the next run decides anew",
        DriftKind.StayedOffline => "it is paid and was brought back, and its server still showed our suspension: lifted",
        DriftKind.HeldByOther => $"its server shows a suspension that is not ours (\"{Seen.Reason}\"): it is left as it is",
        DriftKind.Missing => "it is not on its server",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
