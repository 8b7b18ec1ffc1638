using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>The panel's commands to a service's module. A module that fails leaves the service as it was and a row in the module queue.</summary>
internal sealed class ModuleCommands(PanelDatabase database, PanelClock clock, ActivityLog log, Mails mails, SandboxWhm? whm)
{
    /// <summary>The reason the panel itself gives, and which it lifts on payment.</summary>
    public const string OwnReason = "Overdue on Payment";

    /// <summary>Each command answers null, or the module's error.</summary>
    public string? Create(int service, string? failure = null) => Run(service, "Create", failure, row => Server(row)?.CreateFor(UserName(row), row.Text("domain")),
        ("domainstatus", "Active"));

    public string? Suspend(int service, string reason = "", string? failure = null)
    {
        string given = reason is "" ? OwnReason : reason;
        return Run(service, "Suspend", failure, row => Server(row)?.SuspendFor(row.Text("username"), given), ("domainstatus", "Suspended"), ("suspendreason", given));
    }

    public string? Unsuspend(int service, string? failure = null) => Run(service, "Unsuspend", failure, row => Server(row)?.UnsuspendFor(row.Text("username")),
        ("domainstatus", "Active"), ("suspendreason", ""));

    public string? Terminate(int service, string? failure = null) => Run(service, "Terminate", failure, row => Server(row)?.RemoveFor(row.Text("username")),
        ("domainstatus", "Terminated"), ("termination_date", clock.Today));

    /// <summary>After a payment: by the module where there is one, else in the record only.</summary>
    public void Lift(int service)
    {
        Row row = database.Find("tblhosting", service)!;
        if (Module(row) is "") database.Update("tblhosting", service, ("domainstatus", "Active"), ("suspendreason", ""));
        else Unsuspend(service);
    }

    string? Run(int service, string command, string? failure, Func<Row, string?> server, params (string, object?)[] onSuccess)
    {
        Row row = database.Find("tblhosting", service) ?? throw new PanelRefusal("Service ID not found");
        string module = Module(row);
        if (module is "") throw new PanelRefusal("Service not assigned to a module");
        if ((failure ?? server(row)) is { } error)
        {
            log.Write($"Module {command} Failed - Service ID: {service} - Error: {error}", row.Int("userid"));
            Queue(service, module, $"{command}Account", error);
            return error;
        }
        database.Update("tblhosting", service, [.. onSuccess, ("updated_at", clock.Now)]);
        database.Run("UPDATE tblmodulequeue SET completed = 1 WHERE service_type = 'service' AND service_id = @service AND module_action = @action",
            new { service, action = $"{command}Account" });
        log.Write($"Module {command} Successful - Service ID: {service}", row.Int("userid"));
        if (command is "Create") mails.Welcome(row);
        return null;
    }

    void Queue(int service, string module, string action, string error)
    {
        Row? open = database.One("SELECT * FROM tblmodulequeue WHERE service_type = 'service' AND service_id = @service AND module_action = @action AND completed = 0",
            new { service, action });
        if (open is not null)
            database.Update("tblmodulequeue", open.Int("id"), ("last_attempt", clock.Now), ("last_attempt_error", error), ("num_retries", open.Int("num_retries") + 1));
        else
            database.Insert("tblmodulequeue", ("service_type", "service"), ("service_id", service), ("module_name", module), ("module_action", action),
                ("last_attempt", clock.Now), ("last_attempt_error", error), ("num_retries", 0), ("completed", 0), ("created_at", clock.Now), ("updated_at", clock.Now));
    }

    /// <summary>The server, if the service has one in the sandbox.</summary>
    SandboxWhm? Server(Row service) => Module(service) is "cpanel" ? whm : null;

    string Module(Row service) => database.Find("tblproducts", service.Int("packageid"))?.Text("servertype") ?? "";

    /// <summary>The account's name, made from the domain where the service has none yet.</summary>
    public string UserName(Row service)
    {
        if (service.Text("username") is { Length: > 0 } given) return given;
        string letters = string.Concat(service.Text("domain").ToLowerInvariant().Where(char.IsAsciiLetter).Take(5));
        string made = $"{(letters.StartsWith("test", StringComparison.Ordinal) ? "u" : "")}{(letters is "" ? "acct" : letters)}{service.Int("id")}";
        database.Update("tblhosting", service.Int("id"), ("username", made));
        return made;
    }
}
