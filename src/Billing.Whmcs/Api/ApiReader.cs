using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>
/// Reads everything through the API, for a provider who gives no access to the panel's database. The lists are read for the whole panel, a page of 250 at a
/// time, and joined here; one call each is made only for the clients and invoices that matter.
/// </summary>
internal sealed class ApiReader(WhmcsApi api, WhmcsOptions options, TimeProvider time) : IPanelReader
{
    private const int AddonBatch = 250;

    /// <summary>An order's invoice is due on its day, or so much later where the panel or a person gave it time.</summary>
    private const int OrderDays = 31;

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);
    private static readonly string[] OpenStatuses = ["Draft", "Payment Pending", "Unpaid", "Collections"];

    private readonly ApiPages pages = new(api);
    private readonly ApiInvoices invoices = new(api);
    private readonly ApiClients clients = new(api, options.Consent);
    private readonly ApiHandles handles = new(api);
    private readonly ApiChanges changes = new(api);
    private readonly ApiSource source = new(api, time, options.Zone);

    // A single client is read in the middle of a run or when a hook calls: then these are as the run found them, or a few minutes old.
    private readonly Remembered<ApiCatalogue> catalogues = new(time, Age, cancel => ApiCatalogue.ReadAsync(api, cancel));
    private readonly ProjectWords words = new(options.ProjectsInProgress, options.ProjectFrozen);

    public async IAsyncEnumerable<ClientFacts> ReadAllAsync(PanelReading reading, [EnumeratorCancellation] CancellationToken cancel)
    {
        ApiCatalogue catalogue = await catalogues.AgainAsync(cancel);
        ApiRows rows = new(options.Adapters, words, catalogue, reading);
        PanelLists lists = new(reading);
        await ThingsAsync(lists, rows, null, cancel);
        reading.ActiveServices = lists.Active;
        foreach (string status in OpenStatuses)
            await HeadsAsync(lists, rows, () => new ApiCall("GetInvoices").With("status", status).With("orderby", "id").With("order", "asc"), null, cancel);
        await NearAsync(lists, rows, reading, cancel);
        foreach (Tuple<int> closed in await pages.ReadAsync(() => new ApiCall("GetClients").With("status", "Closed"), "clients", "client", row => Tuple.Create(row.Number("id")), null, cancel)) lists.Closed(closed.Item1);
        foreach (int client in lists.Wanted.ToArray())
        {
            (bool gone, Client? known) = await clients.ReadAsync(client, catalogue, reading, cancel);
            if (gone) lists.Orphaned(client);
            if (known is not null) yield return await FactsAsync(known, lists, catalogue, reading, cancel);
        }
    }

    public async Task<ClientFacts?> ReadClientAsync(int client, PanelReading reading, CancellationToken cancel)
    {
        ApiCatalogue catalogue = await catalogues.GetAsync(cancel);
        if (await clients.ReadAsync(client, catalogue, reading, cancel) is not (_, { } known)) return null;
        ApiRows rows = new(options.Adapters, words, catalogue, reading);
        PanelLists lists = new(reading);
        lists.Whole.Add(client);
        await ThingsAsync(lists, rows, client, cancel);
        await HeadsAsync(lists, rows, () => OwnInvoices(client), null, cancel);
        return await FactsAsync(known, lists, catalogue, reading, cancel);
    }

    public Task<IReadOnlyList<string>> ReadBillingContactsAsync(int client, CancellationToken cancel) => clients.BillingContactsAsync(client, cancel);

    public Task<ServiceHandle?> ReadHandleAsync(Target target, CancellationToken cancel) => handles.ReadAsync(target, cancel);

    /// <summary>The API has the names of all templates, and not which of them is a product's.</summary>
    public Task<(bool Known, string? Template)> FindWelcomeAsync(Target target, CancellationToken cancel) => Task.FromResult((false, (string?)null));

    public async IAsyncEnumerable<ServiceInUse> ReadInUseAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        ApiCatalogue catalogue = await catalogues.GetAsync(cancel);
        ApiRows rows = new(options.Adapters, words, catalogue, new PanelReading(DateOnly.MinValue, DateOnly.MinValue));
        await foreach (ServiceInUse service in new ApiInUse(api, pages, rows, options.Adapters).ReadAsync(cancel)) yield return service;
    }

    public Task<PanelChanges> ReadChangesAsync(PanelMark after, CancellationToken cancel) => changes.ReadAsync(after, cancel);

    public Task<IReadOnlyList<WatchedInvoice>> ReadOpenInvoicesAsync(IReadOnlyCollection<int> clients, IReadOnlyCollection<int> numbers, CancellationToken cancel) =>
        ApiInvoices.ReadOpenAsync(pages, clients, numbers, cancel);

    public Task<SourceReading> ReadSourceAsync(bool counts, CancellationToken cancel) => source.ReadAsync(counts, cancel);

    public async Task<IReadOnlyList<ServiceGroup>> CountServicesAsync(CancellationToken cancel)
    {
        ApiCatalogue catalogue = await catalogues.AgainAsync(cancel);
        PanelReading reading = new(DateOnly.MinValue, DateOnly.MinValue);
        PanelLists lists = new(reading);
        await ThingsAsync(lists, new ApiRows(options.Adapters, words, catalogue, reading), null, cancel);
        return ServiceGroup.Of(lists.Services.Where(service => service.Status is ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending).Select(service =>
        {
            string module = service.Target.Kind == TargetKind.Service && catalogue.Products.TryGetValue(service.Product, out ApiProduct? product) ? product.Module : "";
            return (service.Target.Kind, service.Product, module, service.Adapter, lists.ServerOf(service), service.Target.Id);
        }));
    }

    public async Task<PanelNames> ReadNamesAsync(CancellationToken cancel)
    {
        ApiCatalogue catalogue = await catalogues.AgainAsync(cancel);
        PanelLists lists = new(new PanelReading(DateOnly.MinValue, DateOnly.MinValue));
        await ThingsAsync(lists, new ApiRows(options.Adapters, words, catalogue, new PanelReading(DateOnly.MinValue, DateOnly.MinValue)), null, cancel);
        return new PanelNames([.. catalogue.Groups.Values.Select(group => group.Name)], [.. lists.Services.Select(service => service.ProductGroup).Where(name => name.Length > 0).Distinct()],
            [.. catalogue.Products.Keys], [.. catalogue.Currencies.Values]);
    }

    /// <summary>The invoice that bills these items for that due date, whatever its status.</summary>
    public async Task<int?> FindRenewalAsync(int client, IReadOnlyList<Target> items, DateOnly due, CancellationToken cancel)
    {
        PanelReading reading = new(due, due);
        ApiRows rows = new(options.Adapters, words, ApiCatalogue.Nothing, reading);
        PanelLists lists = new(reading);
        await HeadsAsync(lists, rows, () => OwnInvoices(client), null, cancel);
        var found = new List<Invoice>();
        // One that was granted a later due date while open still bills the day it was raised for.
        foreach (InvoiceHead head in lists.InvoicesOf(client).Where(head => head.Due == due || (head.Due > due && ApiInvoices.Open(head.Status))))
            if (await invoices.ReadAsync(head, reading, cancel) is { } invoice && items.Any(invoice.Targets.Contains)) found.Add(invoice);
        // Several where the panel splits them by payment method: the one with most of the items, one that still counts, the oldest.
        if (found.Count > 0)
            return found.OrderByDescending(invoice => invoice.Due == due).ThenByDescending(invoice => items.Count(invoice.Targets.Contains))
                .ThenBy(invoice => invoice.Status is InvoiceStatus.Cancelled or InvoiceStatus.Refunded).ThenBy(invoice => invoice.Id).First().Id;
        return reading.Unreadable is [{ } row, ..]
            ? throw new PanelException(PanelFailure.BadAnswer, $"GetInvoice at {api.Host}: invoice {row.Id} of client {client} cannot be understood ({row.Why}), so nobody can say whether the renewal exists")
            : null;
    }

    private async Task ThingsAsync(PanelLists lists, ApiRows rows, int? client, CancellationToken cancel)
    {
        foreach (ServiceEnd end in await pages.ReadAsync(() => new ApiCall("GetCancelledPackages"), "packages", "package", rows.End, null, cancel)) lists.Add(end);
        foreach (OwnedService service in await pages.ReadAsync(() => Of("GetClientsProducts", "clientid", client), "products", "product", rows.Service, null, cancel)) lists.Add(service);
        foreach (OwnedService domain in await pages.ReadAsync(() => Of("GetClientsDomains", "clientid", client), "domains", "domain", rows.Domain, null, cancel)) lists.Add(domain);
        foreach (int[] batch in lists.Products().Chunk(AddonBatch)) await AddonsAsync(lists, rows, batch, cancel);
        await ProjectsAsync(lists, rows, client, cancel);
    }

    private async Task AddonsAsync(PanelLists lists, ApiRows rows, int[] services, CancellationToken cancel)
    {
        ApiCall call = new ApiCall("GetClientsAddons").With("serviceid", string.Join(',', services.Select(id => id.ToString(CultureInfo.InvariantCulture))));
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        foreach (ApiAnswer row in api.Understand(call, answer, fields => fields.List("addons", "addon")))
            if (rows.Addon(row) is { } addon) lists.Add(addon);
    }

    /// <summary>A panel without the project addon has no projects.</summary>
    private async Task ProjectsAsync(PanelLists lists, ApiRows rows, int? client, CancellationToken cancel)
    {
        try
        {
            foreach (OwnedService project in await pages.ReadAsync(() => Of("GetProjects", "userid", client), "projects", null, rows.Project, null, cancel)) lists.Add(project);
        }
        catch (PanelException no) when (no.Failure == PanelFailure.Rejected && no.Message.Contains("not active", StringComparison.OrdinalIgnoreCase))
        {
        }
    }

    private async Task HeadsAsync(PanelLists lists, ApiRows rows, Func<ApiCall> call, Func<IReadOnlyList<InvoiceHead>, bool>? enough, CancellationToken cancel)
    {
        foreach (InvoiceHead head in await pages.ReadAsync(call, "invoices", "invoice", rows.Invoice, enough, cancel)) lists.Add(head);
    }

    /// <summary>
    /// Settled invoices that could bill a near renewal: the latest due dates first, until none can. Where something is offline or not done with, the
    /// client's own list instead, which is one moment.
    /// </summary>
    private async Task NearAsync(PanelLists lists, ApiRows rows, PanelReading reading, CancellationToken cancel)
    {
        DateOnly floor = reading.Today.AddDays(-options.RecentDays);
        if (lists.Near.Count > 0)
        {
            DateOnly oldest = lists.Near.Min(near => near.Due) is var min && min > floor ? min : floor;
            foreach (int client in lists.Near.Where(near => near.Due < floor).Select(near => near.Client)) lists.Apart.Add(client);
            await HeadsAsync(lists, rows, () => new ApiCall("GetInvoices").With("orderby", "duedate").With("order", "desc"), page => page.Count > 0 && page[^1].Due < oldest && Falling(page), cancel);
        }
        foreach (int client in lists.Apart.Order().ToArray()) await HeadsAsync(lists, rows, () => OwnInvoices(client), null, cancel);
    }

    private static bool Falling(IReadOnlyList<InvoiceHead> page) => page.Zip(page.Skip(1)).All(pair => pair.First.Due >= pair.Second.Due);

    private async Task<ClientFacts> FactsAsync(Client client, PanelLists lists, ApiCatalogue catalogue, PanelReading reading, CancellationToken cancel)
    {
        Service[] services = [.. lists.ServicesOf(client.Id).Select(service => Priced(service, client.Currency, catalogue))];
        var whole = new List<Invoice>();
        foreach (InvoiceHead head in lists.InvoicesOf(client.Id).Where(head => Matters(head, lists, reading)))
            if (await invoices.ReadAsync(head, reading, cancel) is { } invoice) whole.Add(invoice);
        return new ClientFacts { Client = client, Services = services, Invoices = ApiInvoices.WithPeriods(whole, services) };
    }

    private bool Matters(InvoiceHead head, PanelLists lists, PanelReading reading) =>
        ApiInvoices.Open(head.Status) || lists.Near.Contains((head.Client, head.Due))
        || (head.Status == InvoiceStatus.Paid && lists.Orders[head.Client].Any(order => Begins(head, order)))
        || (lists.Whole.Contains(head.Client) && head.Latest >= reading.Today.AddDays(-options.RecentDays));

    /// <summary>Whether it may be the first invoice of an order of that day: raised, or due, on it or not long after. Only its lines say which service it is of.</summary>
    private static bool Begins(InvoiceHead head, DateOnly order) =>
        new[] { head.Raised, head.Due }.Any(day => day.DayNumber >= order.DayNumber - 1 && (order == DateOnly.MinValue || day.DayNumber <= order.DayNumber + OrderDays));

    private static Service Priced(Service service, string currency, ApiCatalogue catalogue) =>
        service.Target.Kind == TargetKind.Service && catalogue.Products.TryGetValue(service.Product, out ApiProduct? product)
            && product.Prices.TryGetValue(currency, out IReadOnlyDictionary<BillingCycle, decimal>? prices) ? service with { Prices = prices } : service;

    private static ApiCall Of(string action, string owner, int? client) => client is { } id ? new ApiCall(action).With(owner, id) : new ApiCall(action);

    private static ApiCall OwnInvoices(int client) => new ApiCall("GetInvoices").With("userid", client).With("orderby", "id").With("order", "asc");
}
