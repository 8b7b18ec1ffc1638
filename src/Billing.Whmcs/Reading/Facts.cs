using Billing.Core.Facts;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Reading;

/// <summary>Makes the facts of one client from the rows that are linked to it.</summary>
internal static class Facts
{
    public static ClientFacts Of(Client client, int currency, Stock stock, Catalogue catalogue)
    {
        ClientMark mark = stock.Clients[client.Id];
        List<Service> services = [];
        for (int at = mark.Services; at != 0; at = stock.Services[at - 1].NextOfClient) services.Add(ServiceOf(stock.Services[at - 1], currency, stock, catalogue));
        List<Invoice> invoices = [];
        for (int at = mark.Invoices; at != 0; at = stock.Invoices[at - 1].NextOfClient) invoices.Add(InvoiceOf(stock.Invoices[at - 1], stock));
        services.Sort(static (one, other) => one.Target.CompareTo(other.Target));
        invoices.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        return new ClientFacts { Client = client, Services = services, Invoices = invoices };
    }

    /// <summary>What a service is, which adapter reaches it, and where it lives.</summary>
    public static (TargetKind Kind, int Product, string Module, string? Adapter, ServerHandle? Server, int Id) Reach(in ServiceRow row, Stock stock, Catalogue catalogue, ServerList servers)
    {
        Terms terms = stock.TermsOf(row);
        string module = ModuleOf(terms, catalogue);
        return (terms.Kind, terms.Product, module, stock.Adapters.For(terms.Kind, terms.Product, module), servers.Of(terms.Kind, terms.Kind == TargetKind.Addon ? row.Parent : row.Id), row.Id);
    }

    private static string ModuleOf(in Terms terms, Catalogue catalogue) => terms.Kind switch
    {
        TargetKind.Service => catalogue.Product(terms.Product).ServerType,
        TargetKind.Addon => catalogue.AddonModule(terms.Product),
        _ => "",
    };

    private static Service ServiceOf(in ServiceRow row, int currency, Stock stock, Catalogue catalogue)
    {
        Terms terms = stock.TermsOf(row);
        bool hosting = terms.Kind == TargetKind.Service;
        SuspensionWords? words = hosting ? stock.Suspensions.GetValueOrDefault(row.Id) : null;
        return new Service
        {
            Target = new Target(terms.Kind, row.Id),
            Product = terms.Product,
            ProductGroup = hosting ? catalogue.Product(terms.Product).Group : "",
            Adapter = stock.Adapters.For(terms.Kind, terms.Product, ModuleOf(terms, catalogue)),
            Cycle = Cycles.Of(terms.Cycle),
            Amount = terms.Amount,
            NextDue = row.Due == 0 ? null : DateOnly.FromDayNumber(row.Due),
            Status = row.Status,
            SuspendReason = row.Status == ServiceStatus.Suspended ? PanelText.Plain(words?.Reason) : "",
            NoSuspend = words?.NoSuspend ?? false,
            NoSuspendUntil = words?.Until,
            Parent = terms.Kind == TargetKind.Addon && row.Parent > 0 ? new Target(TargetKind.Service, row.Parent) : null,
            DoNotRenew = row.DoNotRenew,
            Cancellation = hosting ? stock.Cancellations.GetValueOrDefault(row.Id) : null,
            Prices = hosting ? catalogue.Prices(terms.Product, currency) : NoPrices,
        };
    }

    private static readonly IReadOnlyDictionary<BillingCycle, decimal> NoPrices = new Dictionary<BillingCycle, decimal>();

    private static Invoice InvoiceOf(in InvoiceRow row, Stock stock)
    {
        List<InvoiceLine> lines = [];
        for (int at = row.LastLine; at != 0; at = stock.Lines[at - 1].Before)
        {
            ref LineRow line = ref stock.Lines[at - 1];
            lines.Add(new InvoiceLine(line.Related == 0 ? null : new Target(line.Kind, line.Related), line.Amount, line.Period == 0 ? null : DateOnly.FromDayNumber(line.Period)));
        }
        lines.Reverse();
        return new Invoice
        {
            Id = row.Id, Date = DateOnly.FromDayNumber(row.Date), Due = DateOnly.FromDayNumber(row.Due), Status = row.Status, Balance = row.Balance, Kind = row.Kind, Lines = lines,
            PaidOn = row.Paid == 0 ? null : DateOnly.FromDayNumber(row.Paid),
        };
    }
}
