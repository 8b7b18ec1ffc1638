using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

/// <summary>The panel about itself: settings, logs, version, mail and tickets.</summary>
internal sealed class SystemActions(Panel panel)
{
    public JsonObject GetConfigurationValue(Arguments a) => panel.Settings.Value(a.Text("setting")) is { } value
        ? Answer.Success(("setting", a.Text("setting")), ("value", value)) : throw new PanelRefusal("Invalid name for parameter setting");

    public JsonObject WhmcsDetails(Arguments a) => Answer.Success(("whmcs", Version()));

    JsonObject Version() => new() { ["version"] = panel.Options.Version.Split('-')[0], ["canonicalversion"] = panel.Options.Version };

    public JsonObject GetAdminDetails(Arguments a) => Answer.Success(("adminid", 1), ("name", "Sandbox Admin"), ("notes", ""), ("signature", ""),
        ("allowedpermissions", "Main Homepage,View Billable Items,API Access"), ("departments", ""), ("requesttime", panel.Clock.Now), ("whmcs", Version()));

    public JsonObject GetAutomationLog(Arguments a) => Answer.Success(("currentDatetime", panel.Clock.Now),
        ("lastDailyCronInvocationTime", panel.Settings.Value("lastDailyCronInvocationTime") is { Length: > 0 } at ? at : null),
        ("startdate", a.Text("startdate")), ("enddate", a.Text("enddate")), ("statistics", new JsonObject()));

    public JsonObject GetActivityLog(Arguments a)
    {
        Query query = new Query(panel.Database, "tblactivitylog", a).Where("userid", a.Given("clientid") ?? a.Given("userid")).Where("user", a.Text("user"))
            .When(a.Has("description"), "description LIKE @value", $"%{a.Text("description")}%").Where("ipaddr", a.Text("ipaddress"));
        var (rows, total) = query.Page("*", "id DESC");
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("activity", Answer.Listed("entry", rows.Select(row =>
        {
            JsonObject entry = Answer.Pick(row, "userid date description user:username ipaddr:ipaddress");
            (entry["id"], entry["clientId"], entry["userId"], entry["adminId"]) = (row.Int("id"), row.Int("userid"), row.Int("user_id"), row.Int("admin_id"));
            return entry;
        })))]);
    }

    public JsonObject LogActivity(Arguments a)
    {
        if (!a.Has("description")) throw new PanelRefusal("description is required");
        panel.Log.Write(a.Text("description"), a.Int("clientid"));
        return Answer.Success();
    }

    public JsonObject GetModuleQueue(Arguments a)
    {
        IReadOnlyList<Row> rows = new Query(panel.Database, "tblmodulequeue", a).Where("service_type", a.Text("serviceType")).Where("service_id", a.Given("relatedId"))
            .Where("module_name", a.Text("moduleName")).Where("module_action", a.Text("moduleAction")).When(a.Has("since"), "last_attempt >= @value", a.Text("since"))
            .When(true, "completed = @value", 0).All();
        return Answer.Success(("count", rows.Count), ("queue", new JsonArray([.. rows.Select(row => new JsonObject
        {
            ["id"] = row.Int("id"), ["serviceType"] = row.Text("service_type"), ["serviceId"] = row.Int("service_id"), ["moduleName"] = row.Text("module_name"),
            ["moduleAction"] = row.Text("module_action"), ["lastAttempt"] = row.Text("last_attempt"), ["lastAttemptError"] = row.Text("last_attempt_error"),
            ["numRetries"] = row.Int("num_retries"), ["completed"] = row.Int("completed"),
        })])));
    }

    /// <summary>Recorded, sent nowhere.</summary>
    public JsonObject SendEmail(Arguments a)
    {
        if (!a.Has("messagename") && !a.Has("customtype")) throw new PanelRefusal("You must provide either an existing email template name or a custom message type");
        if (!a.Has("id")) throw new PanelRefusal("A related ID is required");
        if (!a.Has("messagename") && (!a.Has("customsubject") || !a.Has("custommessage"))) throw new PanelRefusal("Sending Failed. Please see documentation.");
        if (a.Has("messagename"))
        {
            panel.Mails.Send(a.Text("messagename"), a.Int("id"));
            return Answer.Success();
        }
        string table = a.Text("customtype") switch { "invoice" => "tblinvoices", "product" => "tblhosting", "domain" => "tbldomains", "support" => "tbltickets", _ => "" };
        int client = table is "" ? a.Int("id") : (panel.Database.Find(table, a.Int("id")) ?? throw new PanelRefusal("Sending Failed. Please see documentation.")).Int("userid");
        panel.Mails.Put(client, a.Text("customsubject"), a.Text("custommessage"));
        return Answer.Success();
    }

    public JsonObject GetEmails(Arguments a)
    {
        Query query = new Query(panel.Database, "tblemails", a).Where("userid", a.Int("clientid")).When(a.Has("subject"), "subject LIKE @value", $"%{a.Text("subject")}%");
        var (rows, total) = query.Page();
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("emails", Answer.Listed("email",
            rows.Select(row => Answer.Pick(row, "id userid subject message date to cc bcc pending failed failure_reason retry_count"))))]);
    }

    public JsonObject GetEmailTemplates(Arguments a) => Answer.Success(("emailtemplates", Answer.Listed("emailtemplate",
        new Query(panel.Database, "tblemailtemplates", a).Where("type", a.Text("type")).Where("language", a.Text("language")).All().Select(row => Answer.Pick(row, "id name subject custom")))));

    /// <summary>A link that leads nowhere, but differs each time.</summary>
    public JsonObject CreateSsoToken(Arguments a)
    {
        if (panel.Database.Find("tblclients", a.Int("client_id")) is null) throw new PanelRefusal("Invalid client_id");
        string token = Guid.NewGuid().ToString("N");
        return Answer.Success(("access_token", token), ("redirect_url", $"{panel.Settings.Value("SystemURL")}oauth/singlesignon.php?access_token={token}"));
    }
}
