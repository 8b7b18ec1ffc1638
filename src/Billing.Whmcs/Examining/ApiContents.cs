using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Api;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Examining;

/// <summary>
/// The panel's contents from its API, a page of 250 at a time. It does not tell from which day the panel invoices, nor an addon without its service, nor a
/// telephone without a call for its client: those are not looked at.
/// </summary>
internal sealed class ApiContents(WhmcsApi api, AdapterMap adapters) : IPanelContents
{
    private readonly ApiPages pages = new(api);

    /// <summary>A service's currency is its client's, which no list tells: a price in any currency counts.</summary>
    public async Task<Func<int, int, BillingCycle, bool>> SoldAsync(CancellationToken cancel)
    {
        ApiCatalogue catalogue = await ApiCatalogue.ReadAsync(api, cancel);
        return (product, _, cycle) => catalogue.Products.TryGetValue(product, out ApiProduct? known) && known.Prices.Values.Any(prices => prices.ContainsKey(cycle));
    }

    public async Task EachThingAsync(Action<Thing> see, CancellationToken cancel)
    {
        HashSet<string> ended = new(StringComparer.Ordinal);
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetCancelledPackages"), "packages", "package", cancel))
            foreach (ApiAnswer row in page) ended.Add(row.Text("relid"));
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClientsProducts"), "products", "product", cancel))
            foreach (ApiAnswer row in page)
                if (!ended.Contains(row.Text("id")) && Service(row) is { } thing) see(thing);
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClientsDomains"), "domains", "domain", cancel))
            foreach (ApiAnswer row in page)
                if (!row.Flag("donotrenew") && Domain(row) is { } thing) see(thing);
    }

    public async IAsyncEnumerable<ClientReach> ReadReachAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        ApiCatalogue catalogue = await ApiCatalogue.ReadAsync(api, cancel);
        Dictionary<string, List<HostedName>> alive = new(StringComparer.Ordinal);
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClientsProducts"), "products", "product", cancel))
            foreach (ApiAnswer row in page)
                if (Statuses.Service(row.Text("status")) is ServiceStatus.Active or ServiceStatus.Suspended)
                    Take(alive, row.Text("clientid"), TargetKind.Service, row, Whole(row, "pid"), catalogue.Products.GetValueOrDefault(Whole(row, "pid"))?.Module ?? "", row.Text("domain"));
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClientsDomains"), "domains", "domain", cancel))
            foreach (ApiAnswer row in page)
                if (Statuses.Domain(row.Text("status")) is ServiceStatus.Active) Take(alive, row.Text("userid"), TargetKind.Domain, row, 0, "", row.Text("domainname"));
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClients").With("orderby", "id"), "clients", "client", cancel))
            foreach (ApiAnswer row in page)
                if (alive.TryGetValue(row.Text("id"), out List<HostedName>? hosted) && Statuses.Client(row.Text("status")) is not ClientStatus.Closed)
                    yield return new ClientReach(Whole(row, "id"), PanelText.Plain(row.Text("email")), null, "", false, hosted);
    }

    private static Thing? Service(ApiAnswer row)
    {
        ServiceStatus? status = Statuses.Service(row.Text("status"));
        return status is ServiceStatus.Terminated or ServiceStatus.Cancelled or ServiceStatus.Fraud or ServiceStatus.Completed ? null
            : new Thing(new Target(TargetKind.Service, Whole(row, "id")), Whole(row, "pid"), Cycles.Read(row.Text("billingcycle")), Money(row), status, PanelDates.Day(row.Text("nextduedate")), null, false,
                PanelText.Plain(row.Text("suspensionreason")), 0);
    }

    private static Thing? Domain(ApiAnswer row)
    {
        ServiceStatus? status = Statuses.Domain(row.Text("status"));
        return status is ServiceStatus.Completed or ServiceStatus.Cancelled or ServiceStatus.Fraud or ServiceStatus.Terminated ? null
            : new Thing(new Target(TargetKind.Domain, Whole(row, "id")), 0, Whole(row, "regperiod") is >= 1 and <= 10 and int years ? BillingCycle.Years(years) : null, Money(row), status,
                PanelDates.Day(row.Text("nextduedate")), null, false, "", 0);
    }

    private void Take(Dictionary<string, List<HostedName>> alive, string client, TargetKind kind, ApiAnswer row, int product, string module, string domain)
    {
        if (!alive.TryGetValue(client, out List<HostedName>? names)) alive[client] = names = [];
        if (adapters.For(kind, product, module) is not null && domain.Trim().TrimEnd('.') is { Length: > 0 } name) names.Add(new HostedName(new Target(kind, Whole(row, "id")), name));
    }

    private static int Whole(ApiAnswer row, string field) => int.TryParse(row.Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static decimal? Money(ApiAnswer row) => decimal.TryParse(row.Text("recurringamount"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) ? amount : null;
}
