using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Whmcs.Api;

/// <summary>
/// What the panel's long lists say, joined by client: services, addons, domains, projects, requests to end them, and the heads of the invoices that matter.
/// It also marks the clients for whom something could follow: rather one too many than one too few.
/// </summary>
internal sealed class PanelLists(PanelReading reading)
{
    private readonly Dictionary<int, List<Service>> services = [];
    private readonly Dictionary<int, Dictionary<int, InvoiceHead>> invoices = [];
    private readonly Dictionary<int, ServiceEnd> ends = [];
    private readonly List<(int Client, DateOnly On)> orders = [];
    private readonly Dictionary<ServerHandle, ServerHandle> servers = [];
    private readonly Dictionary<int, ServerHandle> homes = [];
    private readonly SortedSet<int> wanted = [.. reading.Always];

    /// <summary>The clients for whom something could follow, in order.</summary>
    public IReadOnlyCollection<int> Wanted => wanted;

    /// <summary>Next due dates that are near, with their clients.</summary>
    public HashSet<(int Client, DateOnly Due)> Near { get; } = [];

    /// <summary>Clients whose invoices are read from their own list, which is one moment: something of theirs is offline, or our ledger is not done with them.</summary>
    public HashSet<int> Apart { get; } = [.. reading.Always];

    /// <summary>Clients of whom lately settled invoices matter too.</summary>
    public HashSet<int> Whole { get; } = [.. reading.Always];

    /// <summary>The days of the orders that are pending, by client; a day that is not known is the first of all.</summary>
    public ILookup<int, DateOnly> Orders => orders.ToLookup(order => order.Client, order => order.On);

    /// <summary>Things in use that a suspension could take offline.</summary>
    public int Active { get; private set; }

    /// <summary>Requests first: they say which services could matter.</summary>
    public void Add(ServiceEnd end)
    {
        if (!ends.TryGetValue(end.Service, out ServiceEnd? known) || known.Id < end.Id) ends[end.Service] = end;
    }

    public void Add(OwnedService owned)
    {
        (int client, Service service) = (owned.Client, owned.Service);
        if (service.Target.Kind == TargetKind.Service && ends.TryGetValue(service.Target.Id, out ServiceEnd? end)) service = service with { Cancellation = end.Cancellation };
        if (!services.TryGetValue(client, out List<Service>? list)) services[client] = list = [];
        list.Add(service);
        if (owned.Server is { } server) homes[service.Target.Id] = servers.TryAdd(server, server) ? server : servers[server];
        bool soon = RenewsSoon(service);
        if (soon) Near.Add((client, service.NextDue!.Value));
        if (service.Status == ServiceStatus.Suspended) Apart.Add(client);
        if (service is { Status: ServiceStatus.Pending, Target.Kind: TargetKind.Service })
        {
            Apart.Add(client);
            orders.Add((client, owned.Ordered ?? DateOnly.MinValue));
        }
        if (soon || service.Status is ServiceStatus.Suspended or ServiceStatus.Pending || (service.Status == ServiceStatus.Active && service.Cancellation is not null)) wanted.Add(client);
        if (service.Status == ServiceStatus.Active && (service.Adapter is not null || service.Target.Kind is TargetKind.Service or TargetKind.Project)) Active++;
    }

    public void Add(InvoiceHead head)
    {
        if (!invoices.TryGetValue(head.Client, out Dictionary<int, InvoiceHead>? list)) invoices[head.Client] = list = [];
        list[head.Id] = head;
        if (ApiInvoices.Open(head.Status)) wanted.Add(head.Client);
    }

    /// <summary>A closed client is wanted while it still has something that is not over.</summary>
    public void Closed(int client)
    {
        if (ServicesOf(client).Any(service => service.Status is ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending)) wanted.Add(client);
    }

    /// <summary>Notes what belongs to a client that the panel does not have.</summary>
    public void Orphaned(int client)
    {
        foreach (Service service in ServicesOf(client)) reading.CannotRead(Table(service.Target.Kind), service.Target.Id, client, "its client does not exist");
        foreach (InvoiceHead head in InvoicesOf(client)) reading.CannotRead("tblinvoices", head.Id, client, "its client does not exist");
    }

    private static string Table(TargetKind kind) => kind switch
    {
        TargetKind.Service => "tblhosting",
        TargetKind.Addon => "tblhostingaddons",
        TargetKind.Domain => "tbldomains",
        _ => "mod_project",
    };

    public IReadOnlyList<Service> ServicesOf(int client) => services.TryGetValue(client, out List<Service>? list) ? [.. list.OrderBy(service => service.Target)] : [];

    public IReadOnlyList<InvoiceHead> InvoicesOf(int client) => invoices.TryGetValue(client, out Dictionary<int, InvoiceHead>? list) ? [.. list.Values.OrderBy(head => head.Id)] : [];

    /// <summary>Everybody's.</summary>
    public IEnumerable<Service> Services => services.Values.SelectMany(list => list);

    /// <summary>The server that a thing lives on, an addon on that of its service; null when the panel names none, as for domains and projects.</summary>
    public ServerHandle? ServerOf(Service service) =>
        (service.Target.Kind == TargetKind.Service ? service.Target : service.Parent) is { Kind: TargetKind.Service } home ? homes.GetValueOrDefault(home.Id) : null;

    /// <summary>The numbers of all hosting products: addons are only to be had by them.</summary>
    public int[] Products() => [.. services.Values.SelectMany(list => list).Where(service => service.Target.Kind == TargetKind.Service).Select(service => service.Target.Id).Order()];

    private bool RenewsSoon(Service service) =>
        service.NextDue is { } due && due <= reading.RenewalsUntil && service.Cycle.Renews
        && service.Status is ServiceStatus.Active or ServiceStatus.Suspended or ServiceStatus.Pending;
}
