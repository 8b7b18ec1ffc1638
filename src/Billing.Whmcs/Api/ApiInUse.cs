using System.Globalization;
using System.Runtime.CompilerServices;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Sdk;

namespace Billing.Whmcs.Api;

/// <summary>
/// What is in use and has an adapter, a page of the panel's long lists at a time. Addons are to be had by their services only: one call more for each page, and
/// none where no adapter reaches addons. A row that cannot be understood is left out; the run before this has reported it.
/// </summary>
internal sealed class ApiInUse(WhmcsApi api, ApiPages pages, ApiRows rows, AdapterMap adapters)
{
    public async IAsyncEnumerable<ServiceInUse> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClientsProducts"), "products", "product", cancel))
        {
            Dictionary<int, ServiceHandle> services = [];
            foreach (ApiAnswer row in page)
                if (rows.Service(row) is { } service)
                {
                    ServiceHandle handle = services[service.Service.Target.Id] = ApiHandles.Product(service.Service.Target, row);
                    if (InUse(service, handle) is { } used) yield return used;
                }
            if (adapters.Addons.Count > 0 && services.Count > 0)
                foreach (ServiceInUse addon in await AddonsAsync(services, cancel)) yield return addon;
        }
        if (adapters.Domains is not null)
            await foreach (IReadOnlyList<ApiAnswer> page in pages.EachAsync(() => new ApiCall("GetClientsDomains"), "domains", "domain", cancel))
                foreach (ServiceInUse domain in Of(page, rows.Domain, ApiHandles.Domain)) yield return domain;
        if (adapters.Projects is not null)
            foreach (ServiceInUse project in await ProjectsAsync(cancel)) yield return project;
    }

    /// <summary>They are few: all at once. A panel without the project addon has none.</summary>
    private async Task<IReadOnlyList<ServiceInUse>> ProjectsAsync(CancellationToken cancel)
    {
        try
        {
            return await pages.ReadAsync(() => new ApiCall("GetProjects"), "projects", null, row => Of([row], rows.Project, ApiHandles.Project).FirstOrDefault(), null, cancel);
        }
        catch (PanelException no) when (no.Failure == PanelFailure.Rejected && no.Message.Contains("not active", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<ServiceInUse>> AddonsAsync(Dictionary<int, ServiceHandle> services, CancellationToken cancel)
    {
        ApiCall call = new ApiCall("GetClientsAddons").With("serviceid", string.Join(',', services.Keys.Order().Select(id => id.ToString(CultureInfo.InvariantCulture))));
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        return [.. Of(api.Understand(call, answer, fields => fields.List("addons", "addon")), rows.Addon,
            (target, row) => row.Number("serviceid") is var parent && services.TryGetValue(parent, out ServiceHandle? service) ? ApiHandles.Addon(target, parent, service, row) : null)];
    }

    private static IEnumerable<ServiceInUse> Of(IEnumerable<ApiAnswer> page, Func<ApiAnswer, OwnedService?> read, Func<Target, ApiAnswer, ServiceHandle?> handle)
    {
        foreach (ApiAnswer row in page)
            if (read(row) is { } thing && handle(thing.Service.Target, row) is { } found && InUse(thing, found) is { } used) yield return used;
    }

    private static ServiceInUse? InUse(OwnedService thing, ServiceHandle handle) =>
        thing.Service is { Adapter: { } adapter, Status: ServiceStatus.Active or ServiceStatus.Suspended } service ? new ServiceInUse(service.Target, adapter, service.Status, handle) : null;
}
