using System.Globalization;
using Billing.Core.Facts;
using Billing.Sdk;
using Billing.Whmcs.Mapping;

namespace Billing.Whmcs.Api;

/// <summary>A service as an adapter needs it, by its number.</summary>
internal sealed class ApiHandles(WhmcsApi api)
{
    public Task<ServiceHandle?> ReadAsync(Target target, CancellationToken cancel) => target.Kind switch
    {
        TargetKind.Service => ServiceAsync(target, cancel),
        TargetKind.Domain => OneAsync(target, new ApiCall("GetClientsDomains").With("domainid", target.Id), "domains", "domain", Domain, cancel),
        TargetKind.Addon => AddonAsync(target, cancel),
        _ => ProjectAsync(target, cancel),
    };

    private async Task<ServiceHandle?> ServiceAsync(Target target, CancellationToken cancel)
    {
        ServiceHandle? service = await OneAsync(target, new ApiCall("GetClientsProducts").With("serviceid", target.Id), "products", "product", Product, cancel);
        if (service?["status"] != Statuses.Text(ServiceStatus.Pending) || await api.FindAsync(new ApiCall("GetClientsDetails").With("clientid", service.Client), cancel) is not { } client) return service;
        // The fields lie under "client"; older panels have them at the top.
        string email = PanelText.Plain((client.Names("client") ? client["client"] : client).Text("email"));
        return email.Length == 0 ? service : service with { Attributes = new Dictionary<string, string>(service.Attributes, StringComparer.Ordinal) { [HandleWords.Email] = email } };
    }

    private async Task<ServiceHandle?> OneAsync(Target target, ApiCall call, string outer, string inner, Func<Target, ApiAnswer, ServiceHandle> read, CancellationToken cancel)
    {
        if (await api.FindAsync(call, cancel) is not { } answer) return null;
        return api.Understand(call, answer, fields => fields.List(outer, inner).Where(row => row.Number("id") == target.Id).Select(row => read(target, row)).FirstOrDefault());
    }

    /// <summary>The panel finds addons by their service or client only; asked without either it lists all of them.</summary>
    private async Task<ServiceHandle?> AddonAsync(Target target, CancellationToken cancel)
    {
        var call = new ApiCall("GetClientsAddons");
        ApiAnswer answer = await api.ReadAsync(call, cancel);
        ApiAnswer row = api.Understand(call, answer, fields => fields.List("addons", "addon").FirstOrDefault(row => row.Number("id") == target.Id));
        if (!row.Names("id")) return null;
        int parent = api.Understand(call, row, fields => fields.Id("serviceid"));
        ServiceHandle? service = await ReadAsync(new Target(TargetKind.Service, parent), cancel);
        return service is null ? null : Addon(target, parent, service, row);
    }

    private async Task<ServiceHandle?> ProjectAsync(Target target, CancellationToken cancel)
    {
        var call = new ApiCall("GetProject").With("projectid", target.Id);
        if (await api.FindAsync(call, cancel) is not { } answer) return null;
        ApiAnswer project = answer["projectinfo"];
        return api.Understand(call, project, fields => Project(target, fields));
    }

    public static ServiceHandle Product(Target target, ApiAnswer row) => new(
        target.ToString(), row.Id("clientid"), row.Text("domain").Trim(), row.Text("username").Trim(), Server(row),
        HandleWords.Of(row.Text("name"), row.Text("status"), row.Text("suspensionreason"), (HandleWords.Product, row.Text("pid"))));

    /// <summary>The server of a row of GetClientsProducts; null when the panel names none.</summary>
    public static ServerHandle? Server(ApiAnswer row) => row.Number("serverid") is > 0 and int id
        ? new ServerHandle(id, PanelText.Plain(row.Text("servername")), row.Text("serverhostname").Trim() is { Length: > 0 } host ? host : row.Text("serverip").Trim()) : null;

    /// <summary>An addon has neither account nor domain of its own: those of its service must not go offline or be removed for an addon.</summary>
    public static ServiceHandle Addon(Target target, int parent, ServiceHandle service, ApiAnswer row) => service with
    {
        Target = target.ToString(), Domain = "", Username = "",
        Attributes = HandleWords.Of(row.Text("name"), row.Text("status"), "", ("service", parent.ToString(CultureInfo.InvariantCulture)), ("domain", service.Domain)),
    };

    public static ServiceHandle Project(Target target, ApiAnswer row) =>
        new(target.ToString(), row.Number("userid"), "", "", null, Words(("project", target.Id.ToString(CultureInfo.InvariantCulture)), ("name", row.Text("title"))));

    public static ServiceHandle Domain(Target target, ApiAnswer row) => new(
        target.ToString(), row.Id("userid"), row.Text("domainname").Trim(), "", null, Words(("zone", row.Text("domainname")), ("registrar", row.Text("registrar"))));

    private static Dictionary<string, string> Words(params ReadOnlySpan<(string Name, string Value)> words)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in words)
            if (PanelText.Plain(value) is { Length: > 0 } text) named[name] = text;
        return named;
    }
}
