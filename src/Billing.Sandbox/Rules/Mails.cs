using Billing.Sandbox.Database;

namespace Billing.Sandbox.Rules;

/// <summary>The panel's own e-mails: recorded, sent nowhere. Asked twice, it sends twice.</summary>
internal sealed class Mails(PanelDatabase database, PanelClock clock)
{
    /// <summary>The product template of that name; made when it is not there.</summary>
    public int Template(string name) => Find(name)?.Int("id") ?? database.Insert("tblemailtemplates", ("type", "product"), ("name", name), ("subject", name), ("message", "Hello"),
        ("disabled", 0), ("custom", 0), ("language", ""), ("plaintext", 0));

    public Row? Find(string name) => database.One("SELECT * FROM tblemailtemplates WHERE name = @name AND language = ''", new { name });

    /// <summary>By a template about a service, a client or an invoice.</summary>
    public void Send(string name, int about)
    {
        Row template = Find(name) ?? throw new PanelRefusal("Email Template not found");
        if (template.Int("disabled") is not 0) throw new PanelRefusal("Email Template is disabled");
        string table = template.Text("type") switch { "invoice" => "tblinvoices", "product" => "tblhosting", "domain" => "tbldomains", "support" => "tbltickets", _ => "" };
        Put(table is "" ? about : (database.Find(table, about) ?? throw new PanelRefusal("Sending Failed. Please see documentation.")).Int("userid"), template.Text("subject"), template.Text("message"));
    }

    /// <summary>What the panel sends by itself once a module has created an account.</summary>
    public void Welcome(Row service)
    {
        if (database.Find("tblproducts", service.Int("packageid"))?.Int("welcomeemail") is > 0 and int id && database.Find("tblemailtemplates", id) is { } template && template.Int("disabled") is 0)
            Put(service.Int("userid"), template.Text("subject"), template.Text("message"));
    }

    public void Put(int client, string subject, string message) => database.Insert("tblemails", ("userid", client), ("subject", subject), ("message", message),
        ("date", clock.Now), ("to", database.Find("tblclients", client)?.Text("email") ?? ""), ("cc", ""), ("bcc", ""), ("attachments", ""), ("failure_reason", ""));
}
