using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

/// <summary>Changes of services, addons and domains: of the record only, no module and no registrar hears of them.</summary>
internal sealed class ServiceChanges(Panel panel)
{
    static readonly string[] unsettable = ["domain", "serviceusername", "servicepassword", "subscriptionid", "ns1", "ns2", "dedicatedip", "assignedips", "notes", "suspendreason"];

    public JsonObject UpdateClientProduct(Arguments a)
    {
        int id = a.Int("serviceid");
        Row row = panel.Database.Find("tblhosting", id) ?? throw new PanelRefusal("Service ID Not Found");
        List<(string, object?)> changes = Given(a, "pid:packageid serverid:server regdate terminationdate:termination_date domain firstpaymentamount recurringamount:amount paymentmethod "
            + "billingcycle subscriptionid status:domainstatus notes serviceusername:username overidesuspenduntil ns1 ns2 dedicatedip assignedips suspendreason promoid");
        if (a.Has("overideautosuspend")) changes.Add(("overideautosuspend", a.Text("overideautosuspend") is "on" or "1"));
        changes.AddRange(a.Many("unset").Where(unsettable.Contains).Select(name => (name is "serviceusername" ? "username" : name is "servicepassword" ? "password" : name, (object?)"")));
        panel.Database.Update("tblhosting", id, [.. changes, ("updated_at", panel.Clock.Now)]);
        NewDueDate(Renewable.Hosting, id, a);
        End(Renewable.Hosting, row, a);
        if (a.Flag("autorecalc")) Price(id);
        panel.Log.Write($"Modified Product/Service - Service ID: {id}", row.Int("userid"));
        return Answer.Success(("serviceid", id));
    }

    public JsonObject UpdateClientAddon(Arguments a)
    {
        int id = a.Int("id");
        Row row = panel.Database.Find("tblhostingaddons", id) ?? throw new PanelRefusal("Addon ID Not Found");
        List<(string, object?)> changes = Given(a, "status addonid name setupfee recurring billingcycle terminationdate:termination_date notes");
        if (changes.Count is 0 && !a.Has("nextduedate") && !a.Has("autorecalc")) throw new PanelRefusal("Nothing to Update");
        panel.Database.Update("tblhostingaddons", id, [.. changes, ("updated_at", panel.Clock.Now)]);
        NewDueDate(Renewable.Addon, id, a);
        End(Renewable.Addon, row, a);
        panel.Log.Write($"Modified Addon - Addon ID: {id}", row.Int("userid"));
        return Answer.Success(("id", id));
    }

    public JsonObject UpdateClientDomain(Arguments a)
    {
        int id = a.Int("domainid");
        Row row = panel.Database.Find("tbldomains", id) ?? throw new PanelRefusal("Domain ID Not Found");
        List<(string, object?)> changes = Given(a, "status type expirydate regdate:registrationdate recurringamount firstpaymentamount registrar regperiod:registrationperiod paymentmethod notes:additionalnotes promoid");
        foreach (string flag in new[] { "donotrenew", "dnsmanagement", "emailforwarding", "idprotection" })
            if (a.Text(flag) is not "") changes.Add((flag, a.Flag(flag)));
        panel.Database.Update("tbldomains", id, [.. changes, ("updated_at", panel.Clock.Now)]);
        NewDueDate(Renewable.Domain, id, a);
        panel.Log.Write($"Modified Domain - Domain ID: {id}", row.Int("userid"));
        return Answer.Success(("domainid", id));
    }

    static List<(string, object?)> Given(Arguments a, string parameters) =>
    [
        .. from parameter in parameters.Split(' ')
           let names = parameter.Split(':')
           where a.Has(names[0])
           select (names[^1], (object?)a.Text(names[0])),
    ];

    /// <summary>A due date set by hand is the first one of a new rhythm, and not invoiced yet.</summary>
    void NewDueDate(Renewable kind, int id, Arguments a)
    {
        if (a.Date("nextduedate") is not { } due || panel.Database.Find(kind.Table, id)!.Date("nextduedate") == due) return;
        panel.Database.Update(kind.Table, id, ("nextduedate", due), ("nextinvoicedate", due));
        panel.DueDates.Remember(kind, id, due.Day);
    }

    void End(Renewable kind, Row before, Arguments a)
    {
        if (a.Text("status") is "Terminated" or "Cancelled" && !a.Has("terminationdate") && before.Date("termination_date") is null)
            panel.Database.Update(kind.Table, before.Int("id"), ("termination_date", panel.Clock.Today));
    }

    /// <summary>The recurring amount from the price list; the one given is ignored.</summary>
    void Price(int service)
    {
        Row row = panel.Database.Find("tblhosting", service)!;
        if (Cycle.PriceColumn(row.Text("billingcycle")) is not { } column) return;
        Row? prices = panel.Database.One(
            "SELECT p.* FROM tblpricing p JOIN tblclients c ON c.currency = p.currency WHERE p.type = 'product' AND p.relid = @product AND c.id = @client",
            new { product = row.Int("packageid"), client = row.Int("userid") });
        if (prices?.Money(column) is >= 0 and var price) panel.Database.Update("tblhosting", service, ("amount", price * Math.Max(row.Int("qty"), 1)));
    }
}
