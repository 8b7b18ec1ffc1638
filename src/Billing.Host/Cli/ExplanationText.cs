using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary>An explanation for a person, and for a program.</summary>
internal static class ExplanationText
{
    public static void Say(Screen screen, Explanation of)
    {
        Client client = of.Facts.Client;
        screen.Heading(string.Create(CultureInfo.InvariantCulture, $"Client {client.Id}, {client.Name}, {client.Status}{(client.Group.Length > 0 ? $", group {client.Group}" : "")}, on {Day(of.Today)}"));
        screen.Heading(of.Invoices.Count == 0 ? "Owes nothing." : "Invoices not settled:");
        screen.Table(["invoice", "due", "status", "balance"], [.. of.Invoices.Select(each => new[] { Invoice(each.Invoice.Id), $"due {Day(each.Invoice.Due)}", $"{each.Invoice.Status}", $"{Money(each.Invoice.Balance)} {client.Currency}" })]);
        screen.Heading("Services:");
        screen.Table(["service", "panel", "standing", "adapter", "next due", "holds"], [.. of.Services.Select(each => new[]
        {
            $"{each.Service.Target}", $"{each.Service.Status}", each.Standing, each.Service.Adapter ?? "no adapter", each.Service.NextDue is { } next ? Day(next) : "-", each.Holds.Count == 0 ? "no hold" : string.Join("; ", each.Holds),
        })]);
        screen.Heading("What a run would do now, and what not:");
        screen.Table(["what", "because"], [.. of.Decisions.Select(decision => new[] { What(decision, of), decision.Because })]);
        foreach (ExplainedInvoice invoice in of.Invoices.Where(each => each.Coming.Count > 0))
        {
            screen.Heading($"Timeline of {Invoice(invoice.Invoice.Id)}, if nobody pays:");
            screen.Table(["day", "stage", "what", "not counted"], [.. invoice.Coming.Select(coming => new[] { Day(coming.On), $"{coming.Stage.At}", What(coming), string.Join("; ", coming.Skipped) })]);
        }
        screen.Heading(of.History.Count == 0 ? "Nothing was done before." : "Done before:");
        screen.Table(["day", "what", "state", "because"], [.. of.History.Select(entry => new[] { Day(entry.On), entry.Action.Key, State(entry), entry.Because })]);
        Reports.Unreadable(screen, of.Unreadable);
    }

    public static JsonObject Json(Explanation of) => new()
    {
        ["on"] = Day(of.Today),
        ["client"] = new JsonObject { ["id"] = of.Facts.Client.Id, ["name"] = of.Facts.Client.Name, ["status"] = $"{of.Facts.Client.Status}", ["group"] = of.Facts.Client.Group },
        ["invoices"] = new JsonArray([.. of.Invoices.Select(each => new JsonObject
        {
            ["invoice"] = each.Invoice.Id, ["due"] = Day(each.Invoice.Due), ["status"] = $"{each.Invoice.Status}", ["balance"] = each.Invoice.Balance, ["currency"] = of.Facts.Client.Currency,
            ["timeline"] = new JsonArray([.. each.Coming.Select(coming => new JsonObject { ["on"] = Day(coming.On), ["at"] = $"{coming.Stage.At}", ["do"] = Words(coming.Stage.Do.Select(Outlook.Word)), ["tell"] = Words(coming.Stage.Tell.Select(notice => notice.Key)), ["notCounted"] = Words(coming.Skipped) })]),
        })]),
        ["services"] = new JsonArray([.. of.Services.Select(each => new JsonObject { ["target"] = $"{each.Service.Target}", ["status"] = $"{each.Service.Status}", ["standing"] = each.Standing, ["adapter"] = each.Service.Adapter, ["nextDue"] = each.Service.NextDue is { } next ? Day(next) : null, ["holds"] = Words(each.Holds) })]),
        ["decisions"] = new JsonArray([.. of.Decisions.Select(decision => new JsonObject { ["act"] = (decision as Decision.Act)?.Action.Key, ["about"] = (decision as Decision.Abstain)?.About, ["because"] = decision.Because })]),
        ["history"] = new JsonArray([.. of.History.Select(entry => new JsonObject { ["on"] = Day(entry.On), ["key"] = entry.Action.Key, ["state"] = entry.State, ["words"] = entry.Words, ["because"] = entry.Because, ["attempts"] = entry.Attempts, ["bounced"] = entry.Bounced })]),
    };

    private static string What(Decision decision, Explanation of) => decision switch
    {
        Decision.Act { Action: BillingAction.Note note } => note.Key,
        Decision.Act act => Saying.Shape(new Core.Planning.Planned(of.Facts.Client.Id, act.Action, act.Because), of.Today) is { } shape ? Saying.Action(shape) : act.Action.Key,
        Decision.Abstain abstain => $"nothing: {abstain.About}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string What(Coming coming) => string.Join(", ", coming.Stage.Do.Select(Outlook.Word).Concat(coming.Stage.Tell.Select(notice => $"tell {notice.Key}")));

    private static string State(Entry entry) => $"{entry.State}{(entry.Bounced ? ", came back" : "")}{(entry.Words.Length > 0 ? $": {entry.Words}" : "")}";

    private static string Invoice(int id) => string.Create(CultureInfo.InvariantCulture, $"invoice {id}");

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonArray Words(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)word)];
}
