using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Engine.Tracking;

namespace Billing.Host.Cli;

/// <summary>An explanation for a program.</summary>
internal static class ExplanationJson
{
    public static JsonObject Of(Explanation of) => new()
    {
        ["on"] = Day(of.Today),
        ["client"] = Client(of.Facts.Client),
        ["services"] = List(of.Why.Services, Service),
        ["invoices"] = List(of.Why.Invoices, invoice => Invoice(invoice, of.Facts.Client)),
        ["notices"] = List(of.Notices, Notice),
        ["decisions"] = List(of.Decisions, decision => new JsonObject { ["act"] = (decision as Decision.Act)?.Action.Key, ["about"] = (decision as Decision.Abstain)?.About, ["because"] = decision.Because }),
        ["ahead"] = List(of.Ahead, Ahead),
        ["history"] = List(of.History, Entry),
        ["unreadable"] = List(of.Unreadable, row => new JsonObject { ["table"] = row.Table, ["id"] = row.Id, ["why"] = row.Why }),
    };

    private static JsonObject Client(Client client) => new()
    {
        ["id"] = client.Id, ["name"] = client.Name, ["status"] = $"{client.Status}", ["group"] = client.Group, ["country"] = client.Country, ["currency"] = client.Currency,
        ["exemptInThePanel"] = client.PanelExempt, ["noLateFees"] = client.NoLateFees,
    };

    private static JsonObject Service(ServiceWhy each) => new()
    {
        ["target"] = $"{each.Service.Target}", ["status"] = $"{each.Service.Status}", ["standing"] = each.Standing, ["offlineSince"] = Maybe(each.Since), ["adapter"] = each.Service.Adapter,
        ["cycle"] = each.Service.Cycle.Name, ["amount"] = each.Service.Amount, ["nextDue"] = Maybe(each.Service.NextDue), ["follows"] = Follows(each.Timeline),
        ["holds"] = List(each.Holds, hold => new JsonObject
        {
            ["cause"] = hold.Cause.Kind == CauseKind.Client ? "client" : "invoice", ["invoice"] = hold.Cause.Invoice, ["since"] = Day(hold.Since), ["at"] = $"{hold.Stage.At}", ["stage"] = hold.Stage.Place,
            ["strength"] = hold.Strength, ["because"] = hold.Because,
        }),
        ["coming"] = List(each.Coming, Ahead),
    };

    private static JsonObject Invoice(InvoiceWhy each, Client client) => new()
    {
        ["invoice"] = each.Invoice.Id, ["kind"] = $"{each.Invoice.Kind}", ["date"] = Day(each.Invoice.Date), ["due"] = Day(each.Invoice.Due), ["status"] = $"{each.Invoice.Status}",
        ["balance"] = each.Invoice.Balance, ["currency"] = client.Currency, ["standing"] = each.Standing, ["follows"] = each.Timeline is { } timeline ? Follows(timeline) : null,
        ["timeline"] = List(each.Stages, Stage),
        ["objections"] = List(each.Objections, objection => new JsonObject { ["on"] = Day(objection.On), ["answered"] = Maybe(objection.Answered) }),
        ["promises"] = List(each.Promises, promise => new JsonObject { ["on"] = Day(promise.On), ["until"] = Day(promise.Until) }), ["mayPromise"] = each.MayPromise,
    };

    private static JsonObject Stage(StageWhy each) => new()
    {
        ["on"] = Day(each.On), ["at"] = $"{each.Stage.At}", ["stage"] = each.Stage.Place, ["do"] = Words(each.Stage.Do.Select(Outlook.Word)), ["tell"] = Words(each.Stage.Tell.Select(notice => notice.Key)),
        ["counted"] = Day(each.Counted), ["moved"] = Words(each.Moved), ["note"] = each.Note,
        ["days"] = List(each.Days, day => new JsonObject { ["on"] = Day(day.Day), ["number"] = day.Number, ["notCounted"] = day.WhyNot }),
    };

    private static JsonObject Notice(ExplainedNotice each) => new()
    {
        ["key"] = each.Notice.Key, ["notice"] = each.Notice.Notice, ["channel"] = each.Notice.Channel, ["invoice"] = each.Notice.InvoiceId, ["on"] = Day(each.Entry.On),
        ["at"] = each.Entry.At.ToString("O", CultureInfo.InvariantCulture), ["state"] = each.Entry.State, ["words"] = each.Entry.Words, ["bounced"] = each.Entry.Bounced || each.Story.Bounced,
        ["grade"] = each.Story.Grade, ["seen"] = EvidenceText.Verdict(each.Story), ["to"] = each.Story.To, ["opens"] = Hits(each.Story.Hits.Opens), ["clicks"] = Hits(each.Story.Hits.Clicks),
    };

    private static JsonObject Entry(Entry entry) => new()
    {
        ["on"] = Day(entry.On), ["key"] = entry.Action.Key, ["state"] = entry.State, ["words"] = entry.Words, ["because"] = entry.Because, ["attempts"] = entry.Attempts, ["bounced"] = entry.Bounced,
    };

    private static JsonObject Ahead(Ahead ahead) => new() { ["on"] = Day(ahead.On), ["what"] = ahead.What, ["because"] = ahead.Because };

    private static JsonObject Follows(Timeline timeline) => new() { ["place"] = timeline.Place, ["when"] = $"{timeline.When}" };

    private static JsonObject Hits(HitCount count) => new() { ["human"] = count.Human, ["machine"] = count.Machine, ["unknown"] = count.Unknown };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Maybe(DateOnly? day) => day is { } known ? Day(known) : null;

    private static JsonArray Words(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)word)];

    private static JsonArray List<T>(IEnumerable<T> all, Func<T, JsonObject> each) => [.. all.Select(one => (JsonNode)each(one))];
}
