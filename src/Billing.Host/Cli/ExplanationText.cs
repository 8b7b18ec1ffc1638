using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Evidence;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;

namespace Billing.Host.Cli;

/// <summary>An explanation for a person, at most <see cref="Prose.Width"/> columns wide.</summary>
internal static class ExplanationText
{
    /// <summary>So many of the latest acts are told; all of them are in the JSON.</summary>
    private const int Latest = 25;

    private const string Indent = "  ";

    public static void Say(Screen screen, Explanation of, TimeZoneInfo zone)
    {
        Client client = of.Facts.Client;
        Heading(screen, $"{(of.Asked.Target is { } target ? $"{target}: " : of.Asked.Invoice is { } invoice ? $"{Invoice(invoice)}: " : "")}{Say(client)}, on {Day(of.Today)}");
        foreach (ServiceWhy service in of.Why.Services) Service(screen, service, client);
        if (of.Asked.Whole && of.Why.Invoices.All(each => each.Timeline is null)) screen.Line("Owes nothing.");
        foreach (InvoiceWhy each in of.Why.Invoices) Invoice(screen, each, client, of.Today);
        Part(screen, "What was sent, and what was seen of it:", of.Notices.SelectMany(notice => Notice(notice, zone)));
        Part(screen, "What a run would do now, and what not:", of.Decisions.Select(decision => Prose.Of(Indent, What(decision, of), ": ", decision.Because)));
        Part(screen, "What comes, if nobody pays and nothing changes:", of.Ahead.Select(ahead => Prose.At(Indent, Day(ahead.On), ahead.Because.Length > 0 ? $"{ahead.What}; {ahead.Because}" : ahead.What)));
        Entry[] acts = [.. of.History.Where(entry => entry.Action is not BillingAction.Notify)];
        if (acts.Length > Latest) screen.Line(string.Create(CultureInfo.InvariantCulture, $"Done before ({acts.Length - Latest} earlier ones are in --json):"));
        Part(screen, acts.Length > Latest ? "" : "Done before:", acts.TakeLast(Latest).Select(entry => Prose.At(Indent, Day(entry.On), $"{entry.Action.Key}, {State(entry)}: {entry.Because}")));
        Reports.Unreadable(screen, of.Unreadable);
    }

    private static void Service(Screen screen, ServiceWhy each, Client client)
    {
        Service service = each.Service;
        Heading(screen, $"{service.Target}: {each.Standing}{(each.Since is { } since ? $" since {Day(since)}" : "")}; the panel shows it {service.Status}{(service.SuspendReason.Length > 0 ? $" (\"{service.SuspendReason}\")" : "")}");
        Prose.Say(screen, Indent, $"{service.Cycle.Name}, {Money(service.Amount, client)}{(service.NextDue is { } next ? $", next due {Day(next)}" : "")}; {(service.Adapter is { } adapter ? $"reached by {adapter}" : "nothing reaches its server")}");
        Prose.Say(screen, Indent, $"follows {Follows(each.Timeline)}");
        foreach (HoldWhy hold in each.Holds)
            Prose.Say(screen, Indent, $"hold since {Day(hold.Since)}: {(hold.Cause.Kind == CauseKind.Client ? "the client's debt" : "its own invoice")}, {hold.Because} ({hold.Stage.Place}); {hold.Strength}");
        if (each.Holds.Count == 0) Prose.Say(screen, Indent, "no hold");
    }

    private static void Invoice(Screen screen, InvoiceWhy each, Client client, DateOnly today)
    {
        Invoice invoice = each.Invoice;
        Heading(screen, $"{Invoice(invoice.Id)}, due {Day(invoice.Due)}: {invoice.Status}{(invoice.Owed ? $", {Money(invoice.Balance, client)} owed" : "")}{(each.Standing.Length > 0 ? $"; {each.Standing}" : "")}");
        if (each.Timeline is { } timeline) Prose.Say(screen, Indent, $"follows {Follows(timeline)}; its stages, counted from {Day(invoice.Due)}:");
        foreach (StageWhy stage in each.Stages) Stage(screen, stage, today);
        foreach (Objection objection in each.Objections)
            Prose.Say(screen, Indent, $"the client objected on {Day(objection.On)}, {(objection.Answered is { } answered ? $"answered on {Day(answered)}" : "not answered yet")}");
        foreach (Promise promise in each.Promises) Prose.Say(screen, Indent, $"the client promised on {Day(promise.On)} to pay by {Day(promise.Until)}");
        if (each.MayPromise.Length > 0) Prose.Say(screen, Indent, $"a promise to pay: {each.MayPromise}");
    }

    private static void Heading(Screen screen, string text)
    {
        foreach (string line in Prose.Of("", text)) screen.Heading(line);
    }

    private static void Stage(Screen screen, StageWhy each, DateOnly today)
    {
        string what = string.Join(", ", each.Stage.Do.Select(Outlook.Word).Concat(each.Stage.Tell.Select(notice => $"tell {notice.Key}")));
        Prose.Say(screen, Prose.At($"{Indent}{(each.On < today ? "past  " : each.On == today ? "today " : "      ")}", Day(each.On), $"{each.Stage.At,-10} {what} ({each.Stage.Place}){(each.Note.Length > 0 ? $"; {each.Note}" : "")}"));
        foreach (string line in Counted(each.Days)) Prose.Say(screen, Inner, line);
        foreach (string why in each.Moved) Prose.Say(screen, Inner, why);
    }

    private const string Inner = "                           ";

    /// <summary>Days that count one after the other on one line; each that does not on its own, with the reason.</summary>
    private static IEnumerable<string> Counted(IReadOnlyList<CountedDay> days)
    {
        for (int at = 0; at < days.Count; at++)
        {
            CountedDay first = days[at];
            if (first.WhyNot is { } why)
            {
                yield return $"{Short(first.Day)} not counted: {why}";
                continue;
            }
            while (at + 1 < days.Count && days[at + 1].WhyNot is null) at++;
            yield return first == days[at]
                ? string.Create(CultureInfo.InvariantCulture, $"{Short(first.Day)}: business day {first.Number}")
                : string.Create(CultureInfo.InvariantCulture, $"{Short(first.Day)} to {Short(days[at].Day)}: business days {first.Number} to {days[at].Number}");
        }
    }

    private static IEnumerable<IEnumerable<string>> Notice(ExplainedNotice each, TimeZoneInfo zone)
    {
        string moment = TimeZoneInfo.ConvertTime(each.Entry.At, zone).ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
        string about = each.Notice.InvoiceId is { } invoice ? $", {Invoice(invoice)}" : each.Notice.Subject is { } subject ? $", {subject}" : "";
        yield return Prose.At(Indent, moment, $"{each.Notice.Notice} by {each.Notice.Channel}{about}: {(each.Story.Entries.Count > 0 ? EvidenceText.Verdict(each.Story) : State(each.Entry))}");
        foreach (Statement bounced in each.Story.Entries.Select(entry => entry.Says).Where(said => said is { Kind: EvidenceKind.Bounced, OfCopy: false }))
            yield return Prose.Of(Inner, $"came back: {bounced["why"]}");
        if (each.Story.Hits.Opens.All > 0) yield return Prose.Of(Inner, $"opened: {EvidenceText.Times(each.Story.Hits.Opens)}");
        if (each.Story.Hits.Clicks.All > 0) yield return Prose.Of(Inner, $"links followed: {EvidenceText.Times(each.Story.Hits.Clicks)}");
    }

    private static void Part(Screen screen, string heading, IEnumerable<IEnumerable<string>> parts)
    {
        bool first = heading.Length > 0;
        foreach (IEnumerable<string> lines in parts)
        {
            if (first) screen.Heading(heading);
            first = false;
            Prose.Say(screen, lines);
        }
    }

    private static string What(Decision decision, Explanation of) => decision switch
    {
        Decision.Act { Action: BillingAction.Note note } => note.Key,
        Decision.Act act => Saying.Shape(new Core.Planning.Planned(of.Facts.Client.Id, act.Action, act.Because), of.Today) is { } shape ? Saying.Action(shape) : act.Action.Key,
        Decision.Abstain abstain => $"nothing: {abstain.About}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Say(Client client) => string.Create(CultureInfo.InvariantCulture,
        $"client {client.Id}, {client.Name}, {client.Status}{(client.Group.Length > 0 ? $", group {client.Group}" : "")}{(client.Country.Length > 0 ? $", {client.Country}" : "")}, {client.Currency}");

    private static string Follows(Timeline timeline) => $"{timeline.Place} ({timeline.When})";

    private static string State(Entry entry) => $"{entry.State}{(entry.Bounced ? ", came back" : "")}{(entry.Words.Length > 0 ? $": {entry.Words}" : "")}";

    private static string Invoice(int id) => string.Create(CultureInfo.InvariantCulture, $"invoice {id}");

    private static string Money(decimal amount, Client client) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00} {client.Currency}");

    private static string Day(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Short(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.InvariantCulture);
}
