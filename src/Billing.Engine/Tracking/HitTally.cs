using System.Globalization;
using Billing.Engine.Evidence;

namespace Billing.Engine.Tracking;

/// <summary>How often something was done, and by whom.</summary>
public sealed record HitCount(int Human, int Machine, int Unknown)
{
    /// <summary>All together.</summary>
    public int All => Human + Machine + Unknown;
}

/// <summary>One hit as it is judged with all that is known by now.</summary>
/// <param name="At">When.</param>
/// <param name="Link">What was used: the picture, or which link.</param>
/// <param name="Marks">What speaks against a person.</param>
/// <param name="Times">How many hits it stands for.</param>
/// <param name="Said">The entry.</param>
public sealed record JudgedHit(DateTimeOffset At, TokenPurpose Link, IReadOnlyList<string> Marks, int Times, Statement Said)
{
    /// <summary>Who it was.</summary>
    public HitMaker By => Judgement.By(Marks);

    /// <summary>What it proves: <c>B2</c>, <c>C1</c> or <c>C2</c>.</summary>
    public string Grade => Judgement.Grade(Link, By);
}

/// <summary>
/// The hits of one notice, counted. The one place where they are judged with what became known after they were written: when the notice was accepted, which
/// other links were used within the same seconds, and marks added later.
/// </summary>
public sealed class HitTally
{
    /// <summary>So many sorts of links (the picture is one) within <see cref="Together"/> are a machine's.</summary>
    private const int Many = 3;
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(10);

    private HitTally(IReadOnlyList<JudgedHit> hits) => Hits = hits;

    /// <summary>Every hit, oldest first.</summary>
    public IReadOnlyList<JudgedHit> Hits { get; }

    /// <summary>How often it was opened.</summary>
    public HitCount Opens => Count(hit => hit.Link == TokenPurpose.Open);

    /// <summary>How often a link in it was followed.</summary>
    public HitCount Clicks => Count(hit => hit.Link != TokenPurpose.Open);

    /// <summary>The best that the hits prove: <c>C2</c>, <c>C1</c>, <c>B2</c>; null when there are none.</summary>
    public string? Grade => Hits.Select(hit => hit.Grade).Max(StringComparer.Ordinal);

    /// <summary>How often that link was followed.</summary>
    public HitCount Of(TokenPurpose link) => Count(hit => hit.Link == link);

    /// <summary>Counts.</summary>
    /// <param name="notice">Every statement about the notice.</param>
    /// <param name="options">How early is too early.</param>
    public static HitTally Of(IReadOnlyCollection<Statement> notice, JudgingOptions options)
    {
        DateTimeOffset? accepted = notice.Where(said => said.Kind == EvidenceKind.Accepted).Select(said => (DateTimeOffset?)said.At).FirstOrDefault();
        Statement[] hits = [.. notice.Where(said => said.Kind is EvidenceKind.Opened or EvidenceKind.Clicked)];
        ILookup<string, string> later = hits.Where(said => said[HitEvidence.Of].Length > 0).ToLookup(said => said[HitEvidence.Of], said => said[HitEvidence.Marks], StringComparer.Ordinal);
        JudgedHit[] first = [.. hits.Where(said => said[HitEvidence.Of].Length == 0).Select(said => Read(said, accepted, options, later)).OrderBy(hit => hit.At)];
        bool[] many = OfMany(first);
        return new HitTally([.. first.Select((hit, n) => many[n] ? hit with { Marks = [.. hit.Marks, Mark.ManyLinks] } : hit)]);
    }

    private static JudgedHit Read(Statement said, DateTimeOffset? accepted, JudgingOptions options, ILookup<string, string> later)
    {
        DateTimeOffset seen = HitEvidence.SeenAt(said);
        TokenPurpose link = HitEvidence.Purpose(said[HitEvidence.Link]) ?? (said.Kind == EvidenceKind.Opened ? TokenPurpose.Open : TokenPurpose.Pay);
        IEnumerable<string> marks = said[HitEvidence.Marks].Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(later[said[HitEvidence.Id]]);
        if (accepted is { } at && seen < at + options.Soon) marks = marks.Append(Mark.TooSoon);
        return new JudgedHit(seen, link, [.. marks.Distinct()], int.TryParse(said[HitEvidence.Times], NumberStyles.None, CultureInfo.InvariantCulture, out int times) ? times : 1, said);
    }

    /// <summary>Which of them lie in a stretch of <see cref="Together"/> that holds many sorts of links.</summary>
    private static bool[] OfMany(JudgedHit[] inOrder)
    {
        bool[] many = new bool[inOrder.Length];
        for (int from = 0, behind = 0; from < inOrder.Length; from++)
        {
            while (behind < inOrder.Length && inOrder[behind].At - inOrder[from].At <= Together) behind++;
            if (inOrder[from..behind].Select(hit => hit.Link).Distinct().Take(Many).Count() == Many) many.AsSpan(from, behind - from).Fill(true);
        }
        return many;
    }

    private HitCount Count(Func<JudgedHit, bool> which)
    {
        int By(HitMaker maker) => Hits.Where(hit => which(hit) && hit.By == maker).Sum(hit => hit.Times);
        return new HitCount(By(HitMaker.Human), By(HitMaker.Machine), By(HitMaker.Unknown));
    }
}
