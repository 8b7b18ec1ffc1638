using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

/// <summary>Reading services, addons and domains.</summary>
internal sealed class ServiceActions(Panel panel)
{
    public JsonObject GetClientsProducts(Arguments a)
    {
        Query query = new Query(panel.Database,
            "tblhosting h LEFT JOIN tblproducts p ON p.id = h.packageid LEFT JOIN tblproductgroups g ON g.id = p.gid LEFT JOIN tblservers s ON s.id = h.server", a)
            .Where("h.userid", a.Given("clientid")).Where("h.id", a.Given("serviceid")).Where("h.packageid", a.Given("pid"))
            .Where("h.domain", a.Text("domain")).Where("h.username", a.Text("username2"));
        var (rows, total) = query.Page("h.*, p.name AS productname, g.name AS groupname, s.name AS servername, s.ipaddress AS serverip, s.hostname AS serverhostname", "h.id");
        return Answer.Success([("clientid", a.Text("clientid")), ("serviceid", a.Text("serviceid")), ("pid", a.Text("pid")), ("domain", a.Text("domain")),
            .. Answer.Paged(total, query.Start, rows.Count), ("products", Answer.Listed("product", rows.Select(Service)))]);
    }

    static JsonObject Service(Row row)
    {
        JsonObject service = Answer.Pick(row, "userid:clientid orderid orderid:ordernumber packageid:pid regdate productname:name productname:translated_name groupname "
            + "productname:translated_groupname domain dedicatedip server:serverid servername serverip serverhostname suspendreason:suspensionreason firstpaymentamount "
            + "amount:recurringamount paymentmethod paymentmethod:paymentmethodname billingcycle nextduedate domainstatus:status username subscriptionid promoid "
            + "overidesuspenduntil ns1 ns2 assignedips notes diskusage disklimit bwusage bwlimit lastupdate");
        service["id"] = row.Int("id");
        service["qty"] = Math.Max(row.Int("qty"), 1);
        service["translated_groupname"] = row.Text("groupname");
        service["overideautosuspend"] = row.Flag("overideautosuspend") ? "1" : "0";
        service["password"] = "";
        if (service["nextduedate"]!.ToString() is "") service["nextduedate"] = PanelClock.ZeroDay;
        service["customfields"] = new JsonObject { ["customfield"] = new JsonArray() };
        service["configoptions"] = new JsonObject { ["configoption"] = new JsonArray() };
        return service;
    }

    public JsonObject GetClientsAddons(Arguments a)
    {
        int[] services = [.. a.Text("serviceid").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => int.TryParse(text, out int id) ? id : 0)];
        IReadOnlyList<Row> rows = new Query(panel.Database, "tblhostingaddons", a).Where("userid", a.Given("clientid")).Where("addonid", a.Given("addonid"))
            .When(services.Length > 0, "hostingid IN @value", services).All();
        Dictionary<int, string> names = panel.Database.Rows("SELECT id, name FROM tbladdons").ToDictionary(row => row.Int("id"), row => row.Text("name"));
        return Answer.Success(("serviceid", a.Text("serviceid")), ("clientid", a.Text("clientid")), ("totalresults", rows.Count),
            ("addons", Answer.Listed("addon", rows.Select(row =>
            {
                JsonObject addon = Answer.Pick(row, "id userid orderid hostingid:serviceid addonid setupfee recurring billingcycle tax status regdate nextduedate nextinvoicedate paymentmethod notes");
                addon["name"] = row.Text("name") is { Length: > 0 } own ? own : names.GetValueOrDefault(row.Int("addonid"), "");
                addon["qty"] = Math.Max(row.Int("qty"), 1);
                return addon;
            }))));
    }

    public JsonObject GetClientsDomains(Arguments a)
    {
        Query query = new Query(panel.Database, "tbldomains", a).Where("userid", a.Given("clientid")).Where("id", a.Given("domainid")).Where("domain", a.Text("domain"));
        var (rows, total) = query.Page();
        return Answer.Success([("clientid", a.Text("clientid")), ("domainid", a.Text("domainid")), .. Answer.Paged(total, query.Start, rows.Count),
            ("domains", Answer.Listed("domain", rows.Select(row =>
            {
                JsonObject domain = Answer.Pick(row, "id userid orderid type:regtype domain:domainname registrar registrationperiod:regperiod firstpaymentamount recurringamount paymentmethod "
                    + "paymentmethod:paymentmethodname registrationdate:regdate expirydate nextduedate status subscriptionid promoid dnsmanagement emailforwarding idprotection additionalnotes:notes");
                domain["donotrenew"] = row.Flag("donotrenew") ? 1 : 0;
                return domain;
            })))]);
    }

    public JsonObject GetCancelledPackages(Arguments a)
    {
        Query query = new(panel.Database, "tblcancelrequests", a);
        var (rows, total) = query.Page();
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count),
            ("packages", Answer.Listed("package", rows.Select(row => Answer.Pick(row, "id date relid reason type created_at updated_at"))))]);
    }

    public JsonObject AddCancelRequest(Arguments a)
    {
        int service = a.Int("serviceid");
        panel.Cancellations.Ask(service, a.Text("type"), a.Text("reason"));
        return Answer.Success(("serviceid", service), ("userid", panel.Database.Find("tblhosting", service)!.Int("userid")));
    }
}
