using Billing.Engine.Tracking;

namespace Billing.Engine.Evidence;

/// <summary>
/// How much a notice's evidence says, from A1 to E. Derived when it is read, never stored: whoever doubts a grade has the entries. An open or a click of a machine
/// is never more than B2; absence of a higher grade proves nothing.
/// </summary>
public static class Grades
{
    /// <summary>Changes whenever the same entries would get another grade.</summary>
    public const string Version = "1";

    private static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["A1"] = "taken by our own mail server, by WhatsApp or by the panel",
        ["A2"] = "accepted by the recipient's mail server",
        ["B1"] = "delivered to the mailbox or the device",
        ["B2"] = "opened or followed by a machine, or by nobody knows whom",
        ["C1"] = "opened, in all likelihood by a person",
        ["C2"] = "a link in it was followed, in all likelihood by a person",
        ["D"] = "a receipt or a reply of the recipient",
        ["E"] = "answered by an express act of the client",
    };

    /// <summary>All of them, the least first.</summary>
    public static IReadOnlyList<string> All { get; } = ["A1", "A2", "B1", "B2", "C1", "C2", "D", "E"];

    /// <summary>What a grade says; empty for one that is none.</summary>
    public static string Say(string grade) => Words.GetValueOrDefault(grade) ?? "";

    /// <summary>The best grade of a notice; empty when nothing shows that it left.</summary>
    public static string Of(IEnumerable<Statement> notice, HitTally hits)
    {
        string best = hits.Grade ?? "";
        foreach (Statement said in notice)
            if (!said.OfCopy && Of(said.Kind) is { } grade && string.CompareOrdinal(grade, best) > 0) best = grade;
        return best;
    }

    private static string? Of(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Accepted => "A1",
        EvidenceKind.Relayed => "A2",
        EvidenceKind.Delivered => "B1",
        EvidenceKind.Displayed or EvidenceKind.Replied => "D",
        EvidenceKind.Objected => "E",
        _ => null,
    };
}
