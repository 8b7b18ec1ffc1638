using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Engine.Evidence;
using Billing.Engine.Tracking;

namespace Billing.Host.Cli;

/// <summary>The evidence as data: what was concluded, and the entries as they stand in the chain, so that anybody can reckon them again.</summary>
internal static class EvidenceJson
{
    public static JsonObject Of(InvoiceStory story, ChainReport chain) => new()
    {
        ["invoice"] = story.Invoice,
        ["client"] = story.Client,
        ["grades"] = Grades.Version,
        ["judgement"] = Judgement.Version,
        ["notices"] = new JsonArray([.. story.Notices.Select(notice => new JsonObject
        {
            ["key"] = notice.Key, ["notice"] = notice.Name, ["channel"] = notice.Channel, ["to"] = notice.To, ["grade"] = notice.Grade, ["bounced"] = notice.Bounced,
            ["opened"] = Count(notice.Hits.Opens), ["clicked"] = Count(notice.Hits.Clicks), ["entries"] = new JsonArray([.. notice.Entries.Select(entry => (JsonNode)entry.Number)]),
        })]),
        ["entries"] = new JsonArray([.. story.Entries.Select(entry => new JsonObject
        {
            ["number"] = entry.Number, ["body"] = entry.Body, ["hash"] = entry.Hash, ["personal"] = entry.Personal is null ? null : JsonNode.Parse(entry.Personal),
        })]),
        ["chain"] = Of(chain, null),
    };

    public static JsonObject Of(ChainReport chain, string? lost) => new()
    {
        ["holds"] = chain.Holds && lost is null,
        ["entries"] = chain.Entries,
        ["end"] = string.Create(CultureInfo.InvariantCulture, $"{chain.End.Number}:{chain.End.Hash}"),
        ["stamps"] = chain.Stamps,
        ["findings"] = new JsonArray([.. chain.Findings.Select(finding => new JsonObject { ["entry"] = finding.Entry, ["what"] = finding.What }), .. lost is null ? [] : new JsonNode[] { new JsonObject { ["what"] = lost } }]),
        ["how"] = "hash = SHA-256 over the hash of the entry before, a line feed and the body; 64 zeros stand before the first. personal: [salt, value]; its digest in the body = SHA-256 over salt, line feed, value.",
    };

    private static JsonObject Count(HitCount count) => new() { ["human"] = count.Human, ["machine"] = count.Machine, ["unknown"] = count.Unknown };
}
