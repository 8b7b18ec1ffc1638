using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Sdk;
using Standing = Billing.Core.Decisions.Standing;

namespace Billing.Engine.Runs;

/// <summary>What is otherwise on the server than the panel and our ledger have it. The names are part of keys.</summary>
internal enum DriftKind
{
    /// <summary>We hold it offline, and it is online.</summary>
    CameOnline,
    /// <summary>We brought it back and nothing speaks against it, and its server still shows our hold.</summary>
    StayedOffline,
    /// <summary>Somebody else holds it, on the server only.</summary>
    HeldByOther,
    /// <summary>Its server shows a hold of ours, and our ledger never heard of it.</summary>
    Unaccounted,
    /// <summary>Somebody else suspended it in the panel, and on its server it is online.</summary>
    OnlineThere,
    /// <summary>It is not on its server.</summary>
    Missing,
    /// <summary>Its server has something of that name which is not what the panel means.</summary>
    NotTheSame,
}

/// <summary>One service that drifted.</summary>
/// <param name="Service">Which.</param>
/// <param name="Episode">The last time that it was offline because of us; null when it never was.</param>
/// <param name="Kind">What is otherwise.</param>
/// <param name="Seen">What its server said.</param>
internal sealed record Drift(Service Service, Episode? Episode, DriftKind Kind, ObservedState Seen)
{
    /// <summary>Whether it is clear how a service should be: in use, held by us, or held by somebody else. What is in doubt or was put back by hand, the next run decides.</summary>
    public static bool IsCertain(Situation situation, Service service) =>
        service.Adapter is not null && situation.StandingOf(service) is Standing.Ours or Standing.Online or Standing.Others;

    /// <summary>What its server says held against what should be; null when they agree.</summary>
    public static Drift? Of(Situation situation, Service service, ObservedState seen)
    {
        Episode? last = situation.Past.Episodes(service.Target) is [.., { } latest] ? latest : null;
        DriftKind? kind = (situation.StandingOf(service), seen.Presence) switch
        {
            (_, Presence.Gone) => DriftKind.Missing,
            (_, Presence.Unknown) when seen.Failure is AdapterOutcome.Refused { Kind: FailureKind.NotOwned } => DriftKind.NotTheSame,
            (Standing.Ours, Presence.Online) => DriftKind.CameOnline,
            (Standing.Ours, Presence.Suspended) when seen.Holder == Holder.Other && last!.Adopted is null => DriftKind.HeldByOther,
            (Standing.Online, Presence.Suspended) when seen.Holder == Holder.Other => DriftKind.HeldByOther,
            (Standing.Others, Presence.Online) => DriftKind.OnlineThere,
            (Standing.Online or Standing.Others, Presence.Suspended) when seen.Holder == Holder.Billing => OfOurMark(situation, service, seen, last),
            _ => null,
        };
        return kind is { } what ? new Drift(service, last, what, seen) : null;
    }

    /// <summary>Our mark on what we do not hold: of another thing on the same account that we do, what we brought back, or nothing that we know of.</summary>
    private static DriftKind? OfOurMark(Situation situation, Service service, ObservedState seen, Episode? last)
    {
        if (situation.Past.AllEpisodes.Any(other => other.Ended is null && seen.Reason.Contains(Mark(other), StringComparison.Ordinal))) return null;
        if (last is null) return DriftKind.Unaccounted;
        bool online = situation.StandingOf(service) == Standing.Online;
        return online && Suspensions.HoldsOn(situation, service).Count == 0 ? DriftKind.StayedOffline : null;
    }

    private static string Mark(Episode episode)
    {
        BillingAction begun = episode.Target.Kind == TargetKind.Project
            ? new BillingAction.Freeze(episode.Target, episode.Cause, episode.Number)
            : new BillingAction.Suspend(episode.Target, episode.Cause, episode.Number);
        return $"{SuspensionReason.Marker}{begun.Key}]";
    }

    public string Words => Kind switch
    {
        DriftKind.CameOnline => "we hold it offline, and its server shows it online: the panel shows it so now, and the next run decides anew",
        DriftKind.StayedOffline => "it is paid and was brought back, and its server still showed our suspension: lifted",
        DriftKind.HeldByOther => $"its server shows a suspension that is not ours (\"{Seen.Reason}\"): it is left as it is",
        DriftKind.Unaccounted => $"its server shows a suspension with our mark (\"{Seen.Reason}\"), and our ledger has none of it (was it lost, or put back from an older copy?): it is left as it is",
        DriftKind.OnlineThere => $"the panel shows it suspended by somebody else (\"{Service.SuspendReason}\"), and its server shows it online: it is left as it is",
        DriftKind.Missing => "it is not on its server",
        DriftKind.NotTheSame => ((AdapterOutcome.Refused)Seen.Failure!).Message,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
