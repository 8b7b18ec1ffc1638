using System.Globalization;
using Billing.Core.Actions;
using Billing.Core.Facts;
using Billing.Engine.Ledger;
using Billing.Sandbox;

namespace Billing.System.Tests.Runs;

/// <summary>
/// What a world has come to, as lines that can be compared with another world's: the panel, the server and the ledger. Numbers of invoices that were raised
/// in the run are left out, as clients are worked on side by side.
/// </summary>
internal sealed record WorldState(IReadOnlyList<string> Panel, IReadOnlyList<string> Server, IReadOnlyList<string> Done, IReadOnlyList<BillingAction> Doubtful, IReadOnlyList<string> Others)
{
    public static async Task<WorldState> OfAsync(BillingWorld world, CancellationToken cancel)
    {
        Dictionary<int, InvoiceView> invoices = world.Panel.Invoices().ToDictionary(invoice => invoice.Id);
        List<Deed> deeds = [];
        await using (SqlLedger ledger = world.OpenLedger())
            await foreach ((int _, Past past) in ledger.ReadAllAsync(cancel)) deeds.AddRange(past.Deeds);
        return new WorldState(PanelOf(world, invoices.Values), [.. world.Whm.Accounts.Select(account => $"{account.User}: {(account.Suspended ? $"suspended, {account.SuspendReason}" : "online")}")],
            [.. deeds.Where(deed => deed is { State: DeedState.Done, Action: not BillingAction.Report { Kind: ReportKind.InDoubt } }).Select(deed => Say(deed.Action, invoices)).Order(StringComparer.Ordinal)],
            [.. deeds.Where(deed => deed.State == DeedState.InDoubt).Select(deed => deed.Action)],
            [.. deeds.Where(deed => deed.State is DeedState.NotDone or DeedState.GivenUp).Select(deed => $"{Say(deed.Action, invoices)}: {deed.State}")]);
    }

    /// <summary>The key, with the invoice's debtor and due date instead of its number.</summary>
    public static string Say(BillingAction action, IReadOnlyDictionary<int, InvoiceView> invoices) =>
        action is BillingAction.Notify { InvoiceId: { } id } ? action.Key.Replace($"notify/{id}/", $"notify/{Name(invoices[id])}/", StringComparison.Ordinal) : action.Key;

    /// <summary>Lines of which no period of any service may have two.</summary>
    public static IEnumerable<string> PeriodsInvoicedTwice(BillingWorld world) => world.Panel.Invoices().Where(invoice => invoice.Status != "Cancelled")
        .SelectMany(invoice => invoice.Lines.Where(line => line.RelId > 0).Select(line => string.Create(CultureInfo.InvariantCulture, $"client {invoice.ClientId}, {line.Type} {line.RelId}, {line.Due:yyyy-MM-dd}")))
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
}
