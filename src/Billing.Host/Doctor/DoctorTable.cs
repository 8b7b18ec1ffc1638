using Billing.Engine.Doctor;
using Billing.Engine.Panel;
using Billing.Whmcs;

namespace Billing.Host.Doctor;

/// <summary>Everything that the doctor looks at, in its order: the panel, what it holds, us, the world outside.</summary>
internal static class DoctorTable
{
    /// <summary>Every sort of finding that there is.</summary>
    public static IReadOnlyList<FindingKind> Kinds { get; } = [.. new[] { WhmcsPanel.FindingKinds, Ours.Kinds, Keeping.Kinds, Outside.Kinds, [Rounds.NotSeen, Rounds.LeftOut] }.SelectMany(kinds => kinds).Distinct()];

    public static IReadOnlyList<Examination> All(Parts parts, IPanel panel, DnsTerms dns, TimeProvider time) =>
    [
        .. panel is IExaminablePanel examinable ? examinable.Examinations(parts.Policy, parts.Policy.DayOf(time.GetUtcNow())) : [],
        .. Ours.All(parts, panel, time),
        .. Keeping.All(parts, time),
        .. Outside.All(parts, panel, dns, time),
    ];
}
