using System.Globalization;

namespace Billing.Whmcs.Reading;

/// <summary>Which tables and columns of the panel's database our user can read. Schemas differ between versions; addons bring tables of their own.</summary>
internal sealed class PanelTables
{
    /// <summary>What every WHMCS from 7 on has, and what reading it takes: our user needs SELECT on exactly these.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Needed = new Dictionary<string, string[]>
    {
        ["tblaccounts"] = ["id", "userid", "invoiceid", "amountin", "amountout"],
        ["tblactivitylog"] = ["id", "userid", "description"],
        ["tbladdons"] = ["id"],
        ["tblcancelrequests"] = ["id", "date", "relid", "type"],
        ["tblclientgroups"] = ["id", "groupname", "susptermexempt"],
        ["tblclients"] = ["id", "firstname", "lastname", "companyname", "email", "country", "phonenumber", "currency", "billingcid", "groupid", "status", "language"],
        ["tblcurrencies"] = ["id", "code"],
        ["tbldomains"] = ["id", "userid", "domain", "recurringamount", "registrar", "registrationperiod", "status", "nextduedate", "donotrenew"],
        ["tblhosting"] = ["id", "userid", "packageid", "server", "domain", "amount", "billingcycle", "nextduedate", "domainstatus", "username", "suspendreason", "overideautosuspend", "overidesuspenduntil"],
        ["tblhostingaddons"] = ["id", "hostingid", "addonid", "name", "recurring", "billingcycle", "status", "nextduedate"],
        ["tblinvoiceitems"] = ["id", "invoiceid", "userid", "type", "relid", "description", "amount", "duedate"],
        ["tblinvoices"] = ["id", "userid", "invoicenum", "date", "duedate", "datepaid", "total", "status", "paymentmethod", "notes"],
        ["tblpaymentgateways"] = ["gateway", "setting", "value"],
        ["tblpricing"] = ["type", "currency", "relid", "monthly", "quarterly", "semiannually", "annually", "biennially", "triennially"],
        ["tblproductgroups"] = ["id", "name"],
        ["tblproducts"] = ["id", "gid", "name", "servertype"],
        ["tblservers"] = ["id", "name", "hostname", "ipaddress"],
    };

    /// <summary>What newer versions and addons have besides; read where it is there.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Optional = new Dictionary<string, string[]>
    {
        ["tbladdons"] = ["module"],
        ["tblclients"] = ["latefeeoveride", "separateinvoices", "credit"],
        ["tblhostingaddons"] = ["userid", "nextinvoicedate", "paymentmethod"],
        ["tblproducts"] = ["welcomeemail", "autoterminatedays"],
        ["tblemailtemplates"] = ["id", "name", "disabled"],
        ["tblcontacts"] = ["id", "userid", "email", "invoiceemails"],
        ["tblcustomfields"] = ["id", "type", "fieldname"],
        ["tblcustomfieldsvalues"] = ["fieldid", "relid", "value"],
        ["mod_project"] = ["id", "userid", "title", "status", "completed"],
        // Only `billing doctor` reads these:
        ["tblclientgroups"] = ["separateinvoices"],
        ["tbldomains"] = ["nextinvoicedate", "paymentmethod"],
        ["tblhosting"] = ["nextinvoicedate", "paymentmethod"],
        ["tbltask"] = ["class_name", "is_enabled"],
    };

    private readonly HashSet<string> columns = new(StringComparer.OrdinalIgnoreCase);

    public bool Has(string table, string column) => columns.Contains($"{table}.{column}");

    public bool Projects => Has("mod_project", "userid") && Has("mod_project", "title") && Has("mod_project", "status") && Has("mod_project", "completed");

    public bool Contacts => Has("tblcontacts", "userid") && Has("tblcontacts", "email");

    /// <summary>Whether it can be known who bears no late fees; where it cannot, nobody does.</summary>
    public bool LateFeeFlags => Has("tblclients", "latefeeoveride");

    public bool Credits => Has("tblclients", "credit");

    /// <summary>Whether it can be known by which e-mail a product welcomes.</summary>
    public bool Welcomes => Has("tblproducts", "welcomeemail") && Has("tblemailtemplates", "id") && Has("tblemailtemplates", "name") && Has("tblemailtemplates", "disabled");

    public bool CustomFields => Has("tblcustomfields", "fieldname") && Has("tblcustomfields", "type") && Has("tblcustomfieldsvalues", "relid") && Has("tblcustomfieldsvalues", "value");

    /// <summary>Whether it can be known which contacts get billing mail.</summary>
    public bool BillingContacts => Contacts && Has("tblcontacts", "invoiceemails");

    /// <summary>Newer versions have an index on invoices' due dates.</summary>
    public bool InvoicesByDueDate { get; private set; }

    public static async Task<PanelTables> ReadAsync(PanelSession session, CancellationToken cancel)
    {
        PanelTables tables = new();
        string names = string.Join(',', Needed.Keys.Union(Optional.Keys).Select(name => string.Create(CultureInfo.InvariantCulture, $"'{name}'")));
        await session.EachAsync($"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN ({names})",
            row => tables.columns.Add($"{row.Text(0)}.{row.Text(1)}"), cancel);
        await session.EachAsync(
            "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'tblinvoices' AND column_name = 'duedate' AND seq_in_index = 1",
            row => tables.InvoicesByDueDate = true, cancel);
        return tables;
    }

    /// <summary>One line for each table of which something is missing or hidden from our user.</summary>
    public IEnumerable<string> Missing(string place)
    {
        foreach ((string table, string[] needed) in Needed)
        {
            string[] missing = [.. needed.Where(column => !Has(table, column))];
            if (missing.Length > 0)
                yield return $"{place}: cannot read {table} ({string.Join(", ", missing)}); grant our user SELECT ({string.Join(", ", needed)}) on it.";
        }
        if (!BillingContacts) yield return $"{place}: cannot read tblcontacts, so billing contacts are not written to; grant our user SELECT (id, userid, email, invoiceemails) on it.";
        if (!Welcomes) yield return $"{place}: cannot read tblproducts (welcomeemail) and tblemailtemplates, so no welcome e-mail is found for what is created; run config/panel-reader.sql again, or name the templates under panel.welcome.";
        if (!Has("tbladdons", "module")) yield return $"{place}: cannot read tbladdons (module), so no adapter is found for addons by their module; grant our user SELECT (id, module) on it.";
    }

    /// <summary>Why nobody's agreement to WhatsApp can be read; nothing when it can.</summary>
    public IEnumerable<string> MissingConsent(string place, string field, bool found)
    {
        if (!CustomFields)
            yield return $"{place}: cannot read tblcustomfields and tblcustomfieldsvalues, so nobody's agreement to WhatsApp is known; grant our user SELECT (id, type, fieldname) and SELECT (fieldid, relid, value) on them.";
        else if (!found)
            yield return $"{place}: there is no client custom field \"{field}\" (channels.whatsapp.consent.field), so nobody is written to by WhatsApp; make it in the panel, or name the one there is.";
    }
}
