using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;

namespace Billing.Core.Decisions;

/// <summary>
/// The reason that a suspension of ours leaves in the panel and on the server. Its marker is how ours are told from somebody else's, and keeps
/// the panel from lifting them by itself.
/// </summary>
public static class SuspensionReason
{
    /// <summary>What every reason of ours contains.</summary>
    public const string Marker = "[billing:";

    /// <summary>The reason: one line, at most 255 characters. Example: <c>Overdue invoice 100 [billing:suspend/service 10/invoice 100/1]</c></summary>
    public static string For(BillingAction.Suspend suspension) =>
        Text(suspension.Cause, suspension.Key);

    /// <summary>The same for a project.</summary>
    public static string For(BillingAction.Freeze freeze) => Text(freeze.Cause, freeze.Key);

    /// <summary>Whether a reason found in the panel is the one of that suspension of ours: it has the marker, or it is the reason that was taken over.</summary>
    public static bool IsOurs(string reason, Episode open) =>
        reason.Contains(Marker, StringComparison.Ordinal) || open.Adopted is { } adopted && string.Equals(adopted, reason, StringComparison.OrdinalIgnoreCase);

    private static string Text(Cause cause, string key) => string.Create(CultureInfo.InvariantCulture,
        $"{(cause.Kind == CauseKind.Client ? "Unpaid debt of the client, invoice" : "Overdue invoice")} {cause.Invoice} {Marker}{key}]");
}
