using System.Globalization;
using Billing.Engine.Evidence;
using Billing.Host.Cli;

namespace Billing.Host.Documents;

/// <summary>The story of an invoice as a document that one can hand on: what happened, what it proves, and how to check it.</summary>
internal static class EvidencePdf
{
    public static void Write(string file, InvoiceStory story, ChainReport chain, string provider, TimeZoneInfo zone, DateTimeOffset now)
    {
        using Paper paper = new(string.Create(CultureInfo.InvariantCulture, $"Evidence for invoice {story.Invoice}"), provider);
        paper.Title(string.Create(CultureInfo.InvariantCulture, $"Evidence for invoice {story.Invoice}"));
        paper.Text(string.Create(CultureInfo.InvariantCulture, $"{provider}. Client {story.Client}. Made on {EvidenceText.Moment(now, zone)}; all times are those of {zone.Id}."));
        paper.Heading("In short");
        paper.Rows([.. story.Notices.Select(notice => ($"{notice.Name}, {notice.Channel}", EvidenceText.Verdict(notice)))]);
        foreach (NoticeStory notice in story.Notices)
        {
            paper.Heading($"Notice \"{notice.Name}\" by {notice.Channel}");
            paper.Rows([.. EvidenceText.Lines(notice, zone)]);
        }
        if (story.Others.Count > 0) paper.Heading("What else happened");
        paper.Rows([.. story.Others.Select(entry => (EvidenceText.Moment(entry.Says.At, zone), EvidenceText.What(entry.Says)))]);
        paper.Heading("What the grades mean");
        paper.Rows([.. Grades.All.Select(grade => (grade, Grades.Say(grade)))]);
        paper.Text("A grade is the most that the entries show. That a notice was opened or a link followed is an indication, not proof of a person; that no opening was seen proves nothing.");
        paper.Heading("How this can be checked");
        paper.Text("Every step was written down when it happened, as an entry that carries the SHA-256 hash of the entry before it. An entry that is changed, removed or moved breaks the chain from there on. Personal values stand in it as salted digests.");
        paper.Text(EvidenceText.Chain(chain));
        foreach (ChainFinding finding in chain.Findings) paper.Text(string.Create(CultureInfo.InvariantCulture, $"Entry {finding.Entry} {finding.What}."));
        paper.Heading("The entries of this invoice");
        foreach (EvidenceEntry entry in story.Entries) paper.Small(string.Create(CultureInfo.InvariantCulture, $"{entry.Number}  {entry.Hash}  {EvidenceText.Moment(entry.Says.At, zone)}  {entry.Says.Kind.Word()}  {entry.Says.Key}"));
        paper.Save(file);
    }
}
