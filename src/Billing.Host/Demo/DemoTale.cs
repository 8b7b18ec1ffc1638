using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Planning;
using Billing.Engine.Ledger;
using Billing.Engine.Runs;
using Billing.Host.Cli;
using Billing.Sandbox;

namespace Billing.Host.Demo;

/// <summary>Tells the demo day by day: what happened outside, what the service did, and why; at the end what is owed and what came back.</summary>
internal sealed class DemoTale(Screen screen, DemoWorld world, DemoProvider provider)
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> names = [];

    /// <summary>Invoices that took something offline, or had a last warning.</summary>
    private readonly HashSet<int> pressed = [];

    public void Open()
    {
        foreach ((string name, int client) in provider.Clients) names[client] = name;
        screen.Tell("bold", 0, $"A hosting provider with {provider.Clients.Count} clients, 60 days from 20 July 2026, on a virtual clock");
        screen.Tell("grey", 0, $"panel {world.Panel.Url}   server {world.Whm.Url}   mail {world.Folder}/mail");
    }

    public void Day(DateOnly day, RunReport report)
    {
        if (!report.Acts.Any(act => Worth(act.Act.Action) || act.Act.Action is BillingAction.Notify or BillingAction.Invoice)) return;
        screen.Line();
        screen.Tell("bold underline", 0, day.ToString("dddd d MMMM", CultureInfo.InvariantCulture));
        Tell(report);
    }

    public void Outside(Happening happening) => screen.Tell("blue", 2, $"{happening.At:HH\\:mm}  {happening.Told}");

    public void Later(RunReport report) => Tell(report);

    public void Close(DateOnly first, int days)
    {
        IReadOnlyList<InvoiceView> invoices = world.Panel.Invoices();
        decimal raised = invoices.Sum(invoice => invoice.Total), owed = invoices.Where(invoice => invoice.Status is "Unpaid" or "Payment Pending" or "Collections" && invoice.Due < first.AddDays(days)).Sum(invoice => invoice.Balance);
        decimal paid = invoices.Where(invoice => invoice.Status == "Paid").Sum(invoice => invoice.Total);
        screen.Line();
        screen.Tell("bold underline", 0, "After sixty days");
        decimal recovered = invoices.Where(invoice => invoice.Status == "Paid" && pressed.Contains(invoice.Id)).Sum(invoice => invoice.Total);
        screen.Tell("default", 2, $"{invoices.Count} invoices over {Money(raised)} · paid {Money(paid)}, of it recovered by a warning or suspension {Money(recovered)} · owed past due {Money(owed)}");
        foreach ((string word, string what) in Summary)
            screen.Tell("default", 2, $"{counts.GetValueOrDefault(word),4}  {what}");
        screen.Tell("grey", 2, $"every message is in {world.Folder}/mail, every deed in {world.Folder}/ledger.db");
    }

    private static readonly (string Word, string What)[] Summary =
    [
        ("invoice", "renewals invoiced"), ("notify", "notices sent"), ("suspend", "services suspended"), ("freeze", "projects frozen"), ("adopt", "suspensions of the panel taken over"),
        ("unsuspend", "services reactivated"), ("unfreeze", "projects unfrozen"), ("change-cycle", "cycles lengthened"), ("backup", "backups made and verified"),
        ("terminate", "services terminated"), ("report", "things reported to a person"),
    ];

    private void Tell(RunReport report)
    {
        foreach (Planned act in report.Done) counts[ActionShape.Word(act.Action)] = counts.GetValueOrDefault(ActionShape.Word(act.Action)) + 1;
        pressed.UnionWith(report.Done.Select(act => Presses(act.Action)).OfType<int>());
        world.Pending = report.Acts.Any(act => act.Outcome is Outcome.TryLater);
        foreach (Performed act in report.Acts.Where(act => Worth(act.Act.Action))) Act(act);
        Routine(report);
        foreach (ClientFailure failure in report.Failures) screen.Tell("red", 9, $"client {failure.Client}: {failure.Why}");
    }

    private void Act(Performed act)
    {
        string who = names.GetValueOrDefault(act.Act.Client, "");
        string what = $"{ActionShape.Word(act.Act.Action)} {act.Act.Action.About}".TrimEnd();
        if (act.Act.Action is BillingAction.Report report) what = $"report {ReportKinds.Word(report.Kind)}";
        (string style, string tail) = act.Outcome switch
        {
            Outcome.Done => (Style(act.Act.Action), act.Act.Because),
            Outcome.TryLater later => ("yellow", $"later: {later.Words}"),
            { } other => ("red", other.Words),
        };
        screen.Tell(style, 9, $"{what}, {who}: {tail}");
    }

    /// <summary>Invoices and notices of a day in one line.</summary>
    private void Routine(RunReport report)
    {
        int invoices = report.Done.Count(act => act.Action is BillingAction.Invoice);
        string notices = string.Join(", ", report.Done.Select(act => act.Action).OfType<BillingAction.Notify>().Where(notify => notify.Channel == "email")
            .GroupBy(notify => notify.Notice).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"));
        if (invoices + notices.Length > 0)
            screen.Tell("grey", 9, $"{(invoices > 0 ? $"{invoices} {(invoices == 1 ? "renewal" : "renewals")} invoiced" : "")}{(invoices > 0 && notices.Length > 0 ? "; " : "")}{(notices.Length > 0 ? $"mail: {notices}" : "")}");
    }

    private static int? Presses(BillingAction action) => action switch
    {
        BillingAction.Suspend suspend => suspend.Cause.Invoice,
        BillingAction.Adopt adopt => adopt.Cause.Invoice,
        BillingAction.Notify { Notice: "last-warning" } warning => warning.InvoiceId,
        _ => null,
    };

    private static bool Worth(BillingAction action) =>
        action is not (BillingAction.Notify or BillingAction.Invoice or BillingAction.Accept or BillingAction.Note);

    private static string Style(BillingAction action) => action switch
    {
        BillingAction.Suspend or BillingAction.Freeze or BillingAction.Terminate => "red",
        BillingAction.Unsuspend or BillingAction.Unfreeze or BillingAction.ChangeCycle => "green",
        _ => "yellow",
    };

    private static string Money(decimal amount) => $"{amount.ToString("#,0.00", CultureInfo.InvariantCulture)} ARS";

}
