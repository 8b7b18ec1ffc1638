using System.Globalization;
using Billing.Engine.Evidence;

namespace Billing.Engine.Tracking;

/// <summary>How a hit stands in the evidence: <c>Opened</c> for pictures, <c>Clicked</c> for links. What says something of a person is personal.</summary>
internal static class HitEvidence
{
    public const string Id = "hit", Seen = "seen", Link = "link", Method = "method", Marks = "marks", JudgedBy = "judgement", Signals = "signals", Times = "times", Of = "of";
    private const string Moment = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private const string From = "address", Agent = "agent", Headers = "headers";

    public static EvidenceRecord Record(NoticeLinks links, Hit hit, IEnumerable<string> marks) => new(Kind(hit.Purpose), links.Client, links.Invoice, links.Key,
        Proof.Of((Id, hit.Id), (Seen, hit.At.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)), (Link, Word(hit.Purpose)), (Method, hit.Method), (Marks, string.Join(' ', marks)),
                (JudgedBy, Judgement.Version), (Signals, string.Join(' ', SignalsOf(hit))), (Times, hit.Times > 1 ? hit.Times.ToString(CultureInfo.InvariantCulture) : ""))
            .WithPersonal(From, hit.Address).WithPersonal(Agent, hit.Agent).WithPersonal(Headers, string.Join("; ", hit.Headers.Select(header => $"{header.Key}: {header.Value}"))))
    { Once = $"hit/{hit.Id}" };

    /// <summary>A mark that became known after the hit was written.</summary>
    public static EvidenceRecord Afterwards(NoticeLinks links, TokenPurpose purpose, string hit, string mark) =>
        new(Kind(purpose), links.Client, links.Invoice, links.Key, Proof.Of((Of, hit), (Link, Word(purpose)), (Marks, mark), (JudgedBy, Judgement.Version))) { Once = $"hit/{hit}/{mark}" };

    public static EvidenceKind Kind(TokenPurpose purpose) => purpose == TokenPurpose.Open ? EvidenceKind.Opened : EvidenceKind.Clicked;

    public static string Word(TokenPurpose purpose) => purpose switch
    {
        TokenPurpose.Open => "open",
        TokenPurpose.Pay => "pay",
        TokenPurpose.Object => "object",
        TokenPurpose.Bounce => "bounce",
        TokenPurpose.Receipt => "receipt",
        TokenPurpose.Promise => "promise",
        TokenPurpose.Recover => "recover",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static TokenPurpose? Purpose(string word) => Enum.GetValues<TokenPurpose>().Where(each => Word(each) == word).Select(each => (TokenPurpose?)each).FirstOrDefault();

    public static DateTimeOffset SeenAt(Statement said) =>
        DateTimeOffset.TryParseExact(said[Seen], Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : said.At;

    private static IEnumerable<string> SignalsOf(Hit hit)
    {
        if (hit.Navigated) yield return "navigated";
        if (hit.Cookies) yield return "cookies";
    }
}
