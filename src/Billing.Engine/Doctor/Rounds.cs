using Billing.Engine.Panel;

namespace Billing.Engine.Doctor;

/// <summary>What the doctor found, the worst first.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="Looked">The examinations that were made, by their words.</param>
public sealed record DoctorReport(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Looked)
{
    /// <summary>How bad the worst is; null when nothing was found.</summary>
    public Severity? Worst => Findings.Count == 0 ? null : Findings.Max(finding => finding.Kind.Severity);
}

/// <summary>Makes the examinations one after the other. One that breaks is a finding, and the next one is made.</summary>
public static class Rounds
{
    /// <summary>What belongs to every examination.</summary>
    public static readonly FindingKind NotSeen = new("not-looked-at", Severity.Warning, "What is wrong there stays unseen.", "Mend what is said, and look again.");

    /// <summary>What was known beforehand not to be seen.</summary>
    public static readonly FindingKind LeftOut = new("left-out", Severity.Note, "What is wrong there stays unseen.", "Nothing, if it is meant; else give what is said to be missing, and look again.");

    /// <summary>Looks.</summary>
    /// <param name="all">The examinations.</param>
    /// <param name="only">Words of examinations or of sorts of findings; empty for everything.</param>
    /// <param name="says">Takes what is looked at now.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task<DoctorReport> MakeAsync(IReadOnlyList<Examination> all, IReadOnlyCollection<string> only, IProgress<string>? says, CancellationToken cancel)
    {
        Examination[] wanted = [.. all.Where(one => only.Count == 0 || only.Contains(one.Word) || one.Kinds.Any(kind => only.Contains(kind.Word)))];
        List<Finding> found = [];
        List<(string Title, string Why)> broken = [];
        for (int at = 0; at < wanted.Length; at++)
        {
            Examination one = wanted[at];
            says?.Report(FormattableString.Invariant($"looking at {one.Title} ({at + 1} of {wanted.Length})"));
            try
            {
                await foreach (Finding finding in one.Look(cancel).WithCancellation(cancel))
                    if (only.Count == 0 || only.Contains(one.Word) || only.Contains(finding.Kind.Word) || finding.Kind == LeftOut) found.Add(finding);
            }
            catch (Exception trouble) when (!cancel.IsCancellationRequested)
            {
                broken.Add((one.Title, Say(trouble)));
            }
        }
        found.AddRange(broken.GroupBy(each => each.Why, each => each.Title).Select(same => new Finding(NotSeen, $"could not be looked at: {string.Join("; ", same)}", same.Key)));
        return new DoctorReport([.. found.OrderByDescending(finding => finding.Kind.Severity)], [.. wanted.Select(one => one.Word)]);
    }

    private static string Say(Exception trouble) => trouble is PanelException or Ledger.LedgerException or Configuration.SecretException or IOException or UnauthorizedAccessException
        ? trouble.Message : $"{trouble.GetType().Name}: {trouble.Message}";
}
