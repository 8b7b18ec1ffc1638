using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox;

public sealed partial class SandboxPanel
{
    public int AddClientGroup(ClientGroupSeed group) => database.Insert("tblclientgroups", ("id", group.Id), ("groupname", group.Name), ("groupcolour", ""),
        ("discountpercent", 0m), ("susptermexempt", group.Exempt ? "on" : ""), ("separateinvoices", group.SeparateInvoices ? "on" : ""));

    public int AddClient(ClientSeed client) => database.Do(() => database.Insert("tblclients", ("id", client.Id), ("uuid", Guid.NewGuid().ToString()),
        ("firstname", client.FirstName), ("lastname", client.LastName), ("companyname", client.Company), ("email", client.Email), ("country", client.Country),
        ("phonenumber", client.Phone), ("currency", Currency(client.Currency)), ("defaultgateway", client.PaymentMethod), ("credit", client.Credit),
        ("separateinvoices", client.SeparateInvoices), ("datecreated", Today), ("groupid", client.Group is "" ? 0 : Group(client.Group)), ("status", client.Status),
        ("language", client.Language), ("created_at", panel.Clock.Now), ("updated_at", panel.Clock.Now)));

    /// <summary>A custom field of clients; its number is what the API knows it by.</summary>
    public int AddClientField(string name) => database.Insert("tblcustomfields", ("type", "client"), ("relid", 0), ("fieldname", name), ("fieldtype", "tickbox"), ("description", ""),
        ("fieldoptions", ""), ("regexpr", ""), ("adminonly", ""), ("required", ""), ("showorder", ""), ("showinvoice", ""));

    public void SetClientField(int field, int client, string value) => database.Insert("tblcustomfieldsvalues", ("fieldid", field), ("relid", client), ("value", value));

    public int AddContact(ContactSeed contact) => database.Insert("tblcontacts", ("userid", contact.ClientId), ("firstname", contact.FirstName), ("lastname", contact.LastName),
        ("email", contact.Email), ("phonenumber", contact.Phone), ("invoiceemails", contact.Invoices ? 1 : 0));

    public int AddServer(ServerSeed server) => database.Insert("tblservers", ("id", server.Id), ("name", server.Name), ("ipaddress", server.Address),
        ("hostname", server.Host), ("maxaccounts", 500), ("type", server.Module), ("secure", "on"), ("port", server.Port), ("active", 1));

    public int AddProduct(ProductSeed product) => database.Do(() =>
    {
        int id = database.Insert("tblproducts", ("id", product.Id), ("type", product.Type), ("gid", ProductGroup(product.Group)), ("name", product.Name),
            ("paytype", "recurring"), ("autosetup", product.Module is "" ? "" : "payment"), ("servertype", product.Module),
            ("welcomeemail", product.Welcome is "" ? 0 : panel.Mails.Template(product.Welcome)), ("created_at", panel.Clock.Now));
        foreach ((string currency, IReadOnlyDictionary<string, decimal> prices) in product.Prices) AddPrices(id, Currency(currency), prices);
        return id;
    });

    public int AddService(ServiceSeed service) => database.Do(() =>
    {
        bool hosted = database.Find("tblproducts", service.ProductId)?.Text("servertype") is "cpanel";
        int id = database.Insert("tblhosting", ("id", service.Id), ("userid", service.ClientId), ("packageid", service.ProductId), ("server", service.ServerId),
            ("regdate", service.Registered ?? service.NextDue ?? Today), ("domain", service.Domain), ("paymentmethod", service.PaymentMethod), ("qty", 1),
            ("firstpaymentamount", service.Amount), ("amount", service.Amount), ("billingcycle", service.Cycle), ("nextduedate", Day(service.NextDue)),
            ("nextinvoicedate", Day(service.NextDue)), ("termination_date", PanelClock.ZeroDay), ("domainstatus", service.Status), ("username", service.Username),
            ("suspendreason", service.SuspendReason), ("overideautosuspend", service.NoSuspend || service.NoSuspendUntil is not null),
            ("overidesuspenduntil", Day(service.NoSuspendUntil)), ("created_at", panel.Clock.Now), ("updated_at", panel.Clock.Now));
        if (service.NextDue is { } due) panel.DueDates.Remember(Renewable.Hosting, id, due.Day);
        if (hosted && service.Status is not "Pending") PutOnServer(id, service);
        return id;
    });

    public int AddAddon(AddonSeed addon) => database.Do(() =>
    {
        int client = database.Find("tblhosting", addon.ServiceId)?.Int("userid") ?? throw new ArgumentException($"Addon {addon.Name}: there is no service {addon.ServiceId}.");
        int id = database.Insert("tblhostingaddons", ("id", addon.Id), ("hostingid", addon.ServiceId), ("addonid", addon.AddonId), ("userid", client), ("name", addon.Name),
            ("qty", 1), ("recurring", addon.Amount), ("billingcycle", addon.Cycle), ("status", addon.Status), ("regdate", addon.NextDue ?? Today), ("nextduedate", Day(addon.NextDue)),
            ("nextinvoicedate", Day(addon.NextDue)), ("paymentmethod", addon.PaymentMethod), ("created_at", panel.Clock.Now), ("updated_at", panel.Clock.Now));
        if (addon.NextDue is { } due) panel.DueDates.Remember(Renewable.Addon, id, due.Day);
        return id;
    });

    public int AddDomain(DomainSeed domain) => database.Do(() =>
    {
        int id = database.Insert("tbldomains", ("id", domain.Id), ("userid", domain.ClientId), ("type", "Register"), ("registrationdate", domain.NextDue.AddYears(-domain.Years)),
            ("domain", domain.Domain), ("firstpaymentamount", domain.Amount), ("recurringamount", domain.Amount), ("registrar", domain.Registrar), ("registrationperiod", domain.Years),
            ("expirydate", domain.NextDue), ("status", domain.Status), ("nextduedate", domain.NextDue), ("nextinvoicedate", domain.NextDue),
            ("paymentmethod", domain.PaymentMethod), ("donotrenew", domain.DoNotRenew), ("created_at", panel.Clock.Now), ("updated_at", panel.Clock.Now));
        panel.DueDates.Remember(Renewable.Domain, id, domain.NextDue.Day);
        return id;
    });

    public int AddProject(ProjectSeed project) => database.Insert("mod_project", ("id", project.Id), ("userid", project.ClientId), ("title", project.Title), ("ticketids", ""),
        ("invoiceids", ""), ("notes", project.Notes), ("adminid", 1), ("status", project.Status), ("created", Today), ("duedate", Day(project.Due)),
        ("completed", project.Completed ? 1 : 0), ("lastmodified", panel.Clock.Now), ("watchers", ""));

    public int AddInvoice(InvoiceSeed invoice) => database.Do(() =>
    {
        int id = panel.Book.Write(invoice.ClientId, invoice.Date ?? Today, invoice.Due, invoice.Status, invoice.PaymentMethod,
            [.. invoice.Lines.Select(line => new InvoiceLine(line.Type, line.RelId, line.Description, line.Amount, line.Due ?? invoice.Due))], invoice.Notes, invoice.Id);
        if (invoice.Status is not "Cancelled") foreach (InvoiceLineSeed line in invoice.Lines) MarkInvoiced(line, line.Due ?? invoice.Due);
        if (invoice.Status is "Paid") SettleSeeded(id);
        return id;
    });

    public int AddCancelRequest(int service, string type = "End of Billing Period", string reason = "") => database.Do(() => panel.Cancellations.Ask(service, type, reason));

    /// <summary>A setting of the panel, as its administrator would save it.</summary>
    public void SetSetting(string setting, string value) => database.Do(() => panel.Settings.Set(setting, value));

    void PutOnServer(int id, ServiceSeed service)
    {
        string user = panel.Modules.UserName(database.Find("tblhosting", id)!);
        if (service.Status is "Active" or "Suspended")
            Options.Whm?.Take(user, service.Domain, service.Status is "Suspended" ? service.SuspendReason : null);
    }

    void MarkInvoiced(InvoiceLineSeed line, DateOnly due)
    {
        if (Renewable.Of(line.Type) is not { } kind || database.Find(kind.Table, line.RelId) is not { } row || row.Date("nextduedate") != due || kind.Months(row) is 0) return;
        database.Update(kind.Table, line.RelId, ("nextinvoicedate", panel.DueDates.Next(kind, row, due)));
    }

    void SettleSeeded(int invoice)
    {
        Row row = panel.Book.Find(invoice);
        panel.Payments.Book(row, row.Money("total"), 0m, "Invoice Payment", $"seed-{invoice}");
        database.Update("tblinvoices", invoice, ("datepaid", panel.Clock.Now));
        panel.DueDates.CountAsMoved(invoice);
    }

    void AddPrices(int product, int currency, IReadOnlyDictionary<string, decimal> prices)
    {
        string[] cycles = ["Monthly", "Quarterly", "Semi-Annually", "Annually", "Biennially", "Triennially"];
        database.Insert("tblpricing", [("type", "product"), ("currency", currency), ("relid", product),
            .. cycles.Select(cycle => (Cycle.PriceColumn(cycle)!, (object?)prices.GetValueOrDefault(cycle, -1m)))]);
    }

    int Currency(string code) => database.One("SELECT id FROM tblcurrencies WHERE code = @code", new { code })?.Int("id")
        ?? database.Insert("tblcurrencies", ("code", code), ("prefix", ""), ("suffix", " " + code), ("format", 1), ("rate", 1m), ("default", 0));

    int Group(string name) => database.One("SELECT id FROM tblclientgroups WHERE groupname = @name", new { name })?.Int("id") ?? AddClientGroup(new ClientGroupSeed(name));

    int ProductGroup(string name) => database.One("SELECT id FROM tblproductgroups WHERE name = @name", new { name })?.Int("id")
        ?? database.Insert("tblproductgroups", ("name", name), ("created_at", panel.Clock.Now));

    static object Day(DateOnly? day) => day is { } given ? given : PanelClock.ZeroDay;
}
