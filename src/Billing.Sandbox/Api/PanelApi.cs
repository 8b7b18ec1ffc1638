using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Billing.Sandbox.Http;
using Billing.Sandbox.Rules;
using Microsoft.AspNetCore.Http;

namespace Billing.Sandbox.Api;

/// <summary>POST /includes/api.php: who asks, for what, and how the answer goes out.</summary>
internal sealed class PanelApi(Panel panel, Faults faults)
{
    readonly ModuleActions modules = new(panel);
    readonly FrozenDictionary<string, Func<Arguments, JsonObject>> actions = Actions(panel).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static Dictionary<string, Func<Arguments, JsonObject>> Actions(Panel panel)
    {
        ClientActions clients = new(panel); ServiceActions services = new(panel); ServiceChanges changes = new(panel); ModuleActions modules = new(panel);
        InvoiceActions invoices = new(panel); InvoiceChanges billing = new(panel); CatalogueActions catalogue = new(panel); SystemActions system = new(panel);
        ProjectActions projects = new(panel); TicketActions tickets = new(panel);
        Func<Arguments, JsonObject>[] all =
        [
            clients.GetClients, clients.GetClientsDetails, clients.GetContacts, clients.GetClientGroups,
            services.GetClientsProducts, services.GetClientsAddons, services.GetClientsDomains, services.GetCancelledPackages, services.AddCancelRequest,
            changes.UpdateClientProduct, changes.UpdateClientAddon, changes.UpdateClientDomain,
            modules.ModuleCreate, modules.ModuleSuspend, modules.ModuleUnsuspend, modules.ModuleTerminate,
            invoices.GetInvoices, invoices.GetInvoice, invoices.GetTransactions,
            billing.GenInvoices, billing.CreateInvoice, billing.UpdateInvoice, billing.AddInvoicePayment, billing.ApplyCredit,
            catalogue.GetProducts, catalogue.GetServers, catalogue.GetCurrencies, catalogue.GetPaymentMethods,
            system.GetConfigurationValue, system.WhmcsDetails, system.GetAdminDetails, system.GetAutomationLog, system.GetActivityLog, system.LogActivity,
            system.GetModuleQueue, system.SendEmail, system.GetEmails, system.GetEmailTemplates, system.CreateSsoToken,
            tickets.OpenTicket, tickets.AddTicketReply, tickets.GetTicket, tickets.GetTickets, tickets.GetSupportDepartments,
            projects.GetProjects, projects.GetProject, projects.UpdateProject, projects.AddProjectMessage,
        ];
        return all.ToDictionary(action => action.Method.Name);
    }

    public async Task AnswerAsync(HttpContext http)
    {
        if (FaultDesk.IsFor(http)) { await FaultDesk.AnswerAsync(http, faults); return; }
        http.Response.Headers.Date = DateTimeOffset.FromUnixTimeSeconds(panel.Clock.Unix).ToString("r");   // a web server's own would be the machine's time, not the panel's
        if (http.Request.Path != "/includes/api.php") { await FaultyCall.PageAsync(http, StatusCodes.Status404NotFound, "<h1>Not Found</h1>"); return; }
        IFormCollection form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : FormCollection.Empty;
        Arguments a = new(form);
        string action = a.Text("action");
        if (Stranger(a) is { } refusal) await WriteAsync(http, a, Answer.Error(refusal), StatusCodes.Status403Forbidden);
        else if (action is "") await WriteAsync(http, a, Answer.Error("Empty action request"), StatusCodes.Status400BadRequest);
        else if (!actions.TryGetValue(action, out var act)) await WriteAsync(http, a, Answer.Error($"Invalid API Action: \"{action}\" is not a valid API action"));
        else await AnswerAsync(http, a, action, act);
    }

    Task AnswerAsync(HttpContext http, Arguments a, string action, Func<Arguments, JsonObject> act) => FaultyCall.AnswerAsync(http, faults.Take(action, a.EveryId), faults.Wait,
        work: () => Work(http, a, act),
        refuse: message => action.StartsWith("Module", StringComparison.OrdinalIgnoreCase)
            ? Work(http, a, given => modules.Fail(action, given, message))() : WriteAsync(http, a, Answer.Error(message)),
        forbid: () => WriteAsync(http, a, Answer.Error($"Invalid Permissions: API action \"{action.ToLowerInvariant()}\" is not allowed"), StatusCodes.Status403Forbidden));

    Func<Task> Work(HttpContext http, Arguments a, Func<Arguments, JsonObject> act)
    {
        JsonObject answer;
        try { answer = panel.Database.Do(() => act(a)); }
        catch (PanelRefusal refusal) { answer = Answer.Error(refusal.Message); }
        catch (Exception crash)   // as a panel does when PHP dies
        {
            return () => FaultyCall.PageAsync(http, StatusCodes.Status500InternalServerError, $"<h1>Oops!</h1><pre>{crash.Message}</pre>");
        }
        return () => WriteAsync(http, a, answer);
    }

    string? Stranger(Arguments a)
    {
        (string name, string key) = (a.Text("identifier", a.Text("username")), a.Text("secret", a.Text("password")));
        if (name is "" || key is "") return "Authentication Failed";
        if (name != panel.Options.Identifier) return "Invalid or missing credentials";
        return key == panel.Options.Secret ? null : "Authentication Failed";
    }

    static Task WriteAsync(HttpContext http, Arguments a, JsonObject answer, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        bool json = a.Text("responsetype") is "json";
        http.Response.ContentType = json ? "application/json" : "text/plain; charset=utf-8";
        return http.Response.WriteAsync(json ? answer.ToJsonString() : Plain(answer));
    }

    /// <summary>Who forgets responsetype gets name=value pairs.</summary>
    static string Plain(JsonObject answer)
    {
        StringBuilder text = new();
        foreach ((string key, JsonNode? value) in answer)
            if (value is JsonValue) text.Append(key).Append('=').Append(value).Append(';');
        return text.ToString();
    }
}
