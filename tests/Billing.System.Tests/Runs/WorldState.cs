using System.Globalization;
using System.Text.RegularExpressions;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Sandbox;

namespace Billing.System.Tests.Runs;

/// <summary>
/// What a world has come to, as lines that can be compared with another world's: the panel, the server and the ledger. Invoices are named by debtor and
/// due date, as the order of their numbers is that in which clients were worked on, side by side.
/// </summary>
internal sealed partial record WorldState(IReadOnlyList<string> Panel, IReadOnlyList<string> Server, IReadOnlyList<string> Done, IReadOnlyList<(BillingAction Action, string Key)> Doubtful, IReadOnlyList<string> Others)
{
    public static async Task<WorldState> OfAsync(BillingWorld world, CancellationToken cancel)
    {
        Dictionary<int, InvoiceView> invoices = world.Panel.Invoices().ToDictionary(invoice => invoice.Id);
        List<Deed> deeds = [];
        await using (SqlLedger ledger = world.OpenLedger())
            await foreach ((int _, Past past) in ledger.ReadAllAsync(cancel)) deeds.AddRange(past.Deeds);
        string Say(string text) => Numbered().Replace(text, match => invoices.TryGetValue(int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), out InvoiceView? invoice) ? $"{match.Groups[1]}({Name(invoice)})" : match.Value);
        return new WorldState([.. PanelOf(world, invoices.Values).Select(Say)], [.. world.Whm.Accounts.Select(account => Say($"{account.User}: {(account.Suspended ? $"suspended, {account.SuspendReason}" : "online")}"))],
            [.. deeds.Where(deed => deed is { State: DeedState.Done } && Counts(deed.Action)).Select(deed => Say(deed.Action.Key)).Order(StringComparer.Ordinal)],
            [.. deeds.Where(deed => deed.State == DeedState.InDoubt).Select(deed => (deed.Action, Say(deed.Action.Key)))],
            [.. deeds.Where(deed => deed.State is DeedState.NotDone or DeedState.GivenUp).Select(deed => $"{Say(deed.Action.Key)}: {deed.State}")]);
    }

    /// <summary>
    /// The day on which an overdue invoice was first seen is noted when nothing else says it: by a run that was killed between raising the invoice and its first notice.
    /// </summary>
    private static bool Counts(BillingAction action) => action is not (BillingAction.Report { Kind: ReportKind.InDoubt } or BillingAction.Note { Kind: NoteKind.Seen });

    /// <summary>Lines of which no period of any service may have two.</summary>
    public static IEnumerable<string> PeriodsInvoicedTwice(BillingWorld world) => world.Panel.Invoices().Where(invoice => invoice.Status != "Cancelled")
        .SelectMany(invoice => invoice.Lines.Where(line => line.RelId > 0).Select(line => string.Create(CultureInfo.InvariantCulture, $"client {invoice.ClientId}, {line.Type} {line.RelId}, {line.Due:yyyy-MM-dd}")).Distinct())
        .GroupBy(line => line).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string[] PanelOf(BillingWorld world, IEnumerable<InvoiceView> invoices) =>
    [
        .. world.Panel.Services().Select(service => string.Create(CultureInfo.InvariantCulture,
            $"service {service.Id}: {service.Status} \"{service.SuspendReason}\" {service.Cycle} {service.Amount} next {service.NextDue:yyyy-MM-dd} invoiced to {service.NextInvoice:yyyy-MM-dd} ended {service.Terminated:yyyy-MM-dd}")),
        .. Enumerable.Range(1, 100).Select(world.Panel.Project).OfType<ProjectView>().Select(project => $"project {project.Id}: {project.Status}"),
        .. Enumerable.Range(1, 100).Select(world.Panel.Domain).OfType<DomainView>().Select(domain => $"domain {domain.Id}: {domain.Status}"),
        .. invoices.Select(invoice => string.Create(CultureInfo.InvariantCulture,
            $"invoice of {Name(invoice)}: {invoice.Status} {invoice.Balance} {string.Join(" + ", invoice.Lines.Select(line => $"{line.Type} {line.RelId} {line.Amount}").Order(StringComparer.Ordinal))}")).Order(StringComparer.Ordinal),
    ];

    private static string Name(InvoiceView invoice) => string.Create(CultureInfo.InvariantCulture,
        $"client {invoice.ClientId} due {invoice.Due:yyyy-MM-dd} {string.Join("+", invoice.Lines.Select(line => $"{line.Type} {line.RelId}").Order(StringComparer.Ordinal))}");

    [GeneratedRegex("(invoice |notify/|accept/)([0-9]+)")] private static partial Regex Numbered();
}
