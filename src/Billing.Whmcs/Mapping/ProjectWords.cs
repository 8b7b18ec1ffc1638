using Billing.Core.Facts;

namespace Billing.Whmcs.Mapping;

/// <summary>What a project's free status text means here: each panel has its own words, so the configuration names them.</summary>
/// <param name="InProgress">The texts of a project that is worked on.</param>
/// <param name="Frozen">The text that a freeze writes.</param>
internal sealed record ProjectWords(IReadOnlyList<string> InProgress, string Frozen)
{
    public static readonly ProjectWords Default = new(["In Progress"], "Frozen");

    /// <summary>Neither worked on nor frozen is over, as far as this program has anything to do with it.</summary>
    public ServiceStatus Read(string text, bool completed)
    {
        string status = PanelText.Plain(text);
        if (completed) return ServiceStatus.Completed;
        if (status.Equals(Frozen, StringComparison.OrdinalIgnoreCase)) return ServiceStatus.Suspended;
        return InProgress.Contains(status, StringComparer.OrdinalIgnoreCase) ? ServiceStatus.Active : ServiceStatus.Completed;
    }
}
