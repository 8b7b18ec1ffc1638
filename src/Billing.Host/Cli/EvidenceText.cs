using System.Globalization;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;

namespace Billing.Host.Cli;

/// <summary>The evidence in words. The document says the same.</summary>
internal static class EvidenceText
{
    public static void Say(Screen screen, InvoiceStory story, ChainReport chain, TimeZoneInfo zone)
    {
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Invoice {story.Invoice}, client {story.Client}; times of {zone.Id}"));
        foreach (NoticeStory notice in story.Notices)
        {
            screen.Heading($"{notice.Name} by {notice.Channel}: {Verdict(notice)}");
            screen.Table(["when", "what"], [.. Lines(notice, zone).Select(line => new[] { line.At, line.What })]);
        }
        if (story.Others.Count > 0) screen.Heading("What else happened:");
        screen.Table(["when", "what"], [.. story.Others.Select(entry => new[] { Moment(entry.Says.At, zone), What(entry.Says) })]);
        Say(screen, chain, null);
    }

    public static void Say(Screen screen, ChainReport chain, string? lost)
    {
        foreach (ChainFinding finding in chain.Findings) screen.Line(string.Create(CultureInfo.InvariantCulture, $"wrong  entry {finding.Entry} {finding.What}"));
        if (chain.Wrong > chain.Findings.Count) screen.Line(string.Create(CultureInfo.InvariantCulture, $"wrong  … and {chain.Wrong - chain.Findings.Count} more"));
        if (lost is not null) screen.Line($"wrong  {lost}");
        screen.Line(Chain(chain));
    }

    /// <summary>What came of reckoning the chain, in one sentence.</summary>
    public static string Chain(ChainReport chain) => string.Create(CultureInfo.InvariantCulture,
        $"The chain of {chain.Entries} entries {(chain.Holds ? "holds" : "does not hold")}; its end is {chain.End.Number}:{chain.End.Hash}{(chain.Stamps > 0 ? $", and {chain.Stamps} time stamps of an authority confirm it" : "")}.");

    /// <summary>The most that can be said of a notice's arrival.</summary>
    public static string Verdict(NoticeStory notice) => notice.Bounced ? "it came back"
        : notice.Grade.Length > 0 ? $"{Grades.Say(notice.Grade)} (grade {notice.Grade})"
        : notice.First(EvidenceKind.Refused) is not null ? "refused" : notice.First(EvidenceKind.InDoubt) is not null ? "nobody knows whether it arrived" : "handed over";

    /// <summary>A notice, line by line; its hits are counted instead of listed.</summary>
    public static IEnumerable<(string At, string What)> Lines(NoticeStory notice, TimeZoneInfo zone)
    {
        foreach (Statement said in notice.Entries.Select(entry => entry.Says).Where(said => said.Kind is not (EvidenceKind.Opened or EvidenceKind.Clicked)))
            yield return (Moment(said.At, zone), What(said));
        foreach ((string what, HitCount count, IEnumerable<JudgedHit> hits) in new[]
        {
            ("opened", notice.Hits.Opens, notice.Hits.Hits.Where(hit => hit.Link == TokenPurpose.Open)), ("link followed", notice.Hits.Clicks, notice.Hits.Hits.Where(hit => hit.Link != TokenPurpose.Open)),
        })
            if (count.All > 0) yield return (Moment(hits.Min(hit => hit.At), zone), $"{what}, first: {Times(count)}");
    }

    /// <summary>How often, by whom.</summary>
    public static string Times(HitCount count) => string.Create(CultureInfo.InvariantCulture, $"{count.Human} by a person in all likelihood, {count.Machine} by machines, {count.Unknown} by nobody knows whom");

    /// <summary>One statement in words.</summary>
    public static string What(Statement said) => said.OfCopy ? $"a copy: {Happened(said)}" : Happened(said);

    private static string Happened(Statement said) => said.Kind switch
    {
        EvidenceKind.Queued => $"handed over{To(said)}{Some(", message ", said["message-id"])}{Some(", digest ", said["content"])}",
        EvidenceKind.Accepted => $"accepted{Some(" by ", said["server"])}{Words(said)}",
        EvidenceKind.Relayed => $"accepted by the recipient's mail server{Some(" ", said["remote"])}{Words(said)}",
        EvidenceKind.Delivered => $"delivered{Words(said)}",
        EvidenceKind.Delayed => $"not arrived yet{Words(said)}",
        EvidenceKind.Bounced => $"came back{Some(": ", said["why"])}",
        EvidenceKind.Displayed => $"a receipt says that it was shown{Words(said)}",
        EvidenceKind.Replied => "the recipient wrote back",
        EvidenceKind.Refused => $"{Action(said)} refused{Words(said)}",
        EvidenceKind.InDoubt => $"{Action(said)}: nobody knows whether it happened{Words(said)}",
        EvidenceKind.Objected => $"the client objected: {(said.Personal.GetValueOrDefault("said") is { } text ? $"\"{text}\"" : "(the words were erased)")}",
        EvidenceKind.Resolved => "the objection was answered",
        EvidenceKind.Promised => $"the client promised to pay by {said["until"]}",
        EvidenceKind.AskedBack => $"the client asked for {said["target"]} back",
        EvidenceKind.Done => $"{Action(said)}: {said["because"]}",
        EvidenceKind.Opened => "opened",
        EvidenceKind.Clicked => "a link was followed",
        EvidenceKind.Stamped => $"confirmed by {said["by"]}",
        EvidenceKind.Released => $"the brake {said["brake"]} was released by {said["by"]}: {said["because"]}",
        EvidenceKind.Erased => $"personal values erased: {said["why"]}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A moment as the provider's clock shows it.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo? zone = null) =>
        (zone is null ? at : TimeZoneInfo.ConvertTime(at, zone)).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string To(Statement said) => said.Personal.TryGetValue("to", out string? to) ? $" to {to ?? "(the address was erased)"}{Some(", copies to ", said["cc"])}" : "";

    private static string Action(Statement said) => $"{said["action"]}{Some(" ", said["target"])}";

    private static string Words(Statement said) => Some(": ", said["words"]);

    private static string Some(string before, string text) => text.Length > 0 ? before + text : "";
}
