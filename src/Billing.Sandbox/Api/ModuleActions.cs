using System.Text.Json.Nodes;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

internal sealed class ModuleActions(Panel panel)
{
    public JsonObject ModuleCreate(Arguments a) => Run(a, service => panel.Modules.Create(service));
    public JsonObject ModuleSuspend(Arguments a) => Run(a, service => panel.Modules.Suspend(service, a.Text("suspendreason")));
    public JsonObject ModuleUnsuspend(Arguments a) => Run(a, service => panel.Modules.Unsuspend(service));
    public JsonObject ModuleTerminate(Arguments a) => Run(a, service => panel.Modules.Terminate(service));

    /// <summary>The module's own error, as a fault asks for it: queued like a real one.</summary>
    public JsonObject Fail(string action, Arguments a, string message) => Run(a, service => action.ToLowerInvariant() switch
    {
        "modulecreate" => panel.Modules.Create(service, message),
        "modulesuspend" => panel.Modules.Suspend(service, "", message),
        "moduleunsuspend" => panel.Modules.Unsuspend(service, message),
        "moduleterminate" => panel.Modules.Terminate(service, message),
        _ => message,
    });

    static JsonObject Run(Arguments a, Func<int, string?> command)
    {
        string given = a.Text("serviceid", a.Text("accountid"));
        if (given is "") throw new PanelRefusal("Service ID is required");
        return command(int.TryParse(given, out int service) ? service : 0) is { } error ? Answer.Error(error) : Answer.Success();
    }
}
