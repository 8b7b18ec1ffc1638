using System.Globalization;
using System.Text.Json.Nodes;
using Billing.Sandbox.Database;
using Billing.Sandbox.Rules;

namespace Billing.Sandbox.Api;

internal sealed class ClientActions(Panel panel)
{
    const string Address = "firstname lastname companyname email address1 address2 city state postcode country phonenumber";
    static readonly string[] contactKinds = ["generalemails", "productemails", "domainemails", "invoiceemails", "supportemails", "affiliateemails"];
    static readonly string[] preferences = ["general", "invoice", "support", "product", "domain", "affiliate"];

    public JsonObject GetClients(Arguments a)
    {
        string direction = a.Text("sorting").Equals("DESC", StringComparison.OrdinalIgnoreCase) ? "DESC" : "ASC";
        string order = a.Text("orderby") is "firstname" or "lastname" or "companyname" or "email" or "datecreated" ? a.Text("orderby") : "id";
        Query query = new Query(panel.Database, "tblclients", a).Where("status", a.Text("status"))
            .When(a.Has("search"), "(email LIKE @value OR firstname LIKE @value OR lastname LIKE @value OR companyname LIKE @value)", a.Text("search") + "%");
        var (rows, total) = query.Page("*", $"{order} {direction}, id");
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("clients", Answer.Listed("client",
            rows.Select(row => Answer.Pick(row, "id firstname lastname companyname email datecreated groupid status"))))]);
    }

    public JsonObject GetClientsDetails(Arguments a)
    {
        Row row = (a.Has("clientid") ? panel.Database.Find("tblclients", a.Int("clientid"))
            : panel.Database.One("SELECT * FROM tblclients WHERE email = @email", new { email = a.Text("email") })) ?? throw new PanelRefusal("Client Not Found");
        JsonObject client = Details(row), answer = Answer.Success();
        foreach ((string key, JsonNode? value) in client) answer[key] = value?.DeepClone();   // deprecated, but still there
        answer["client"] = client;
        if (a.Flag("stats")) answer["stats"] = Stats(row.Int("id"));
        return answer;
    }

    JsonObject Details(Row row)
    {
        JsonObject client = Answer.Pick(row, "id:userid uuid " + Address + " tax_id currency defaultgateway groupid status credit language notes billingcid datecreated lastlogin");
        client["id"] = row.Int("id");
        client["client_id"] = row.Int("id");
        client["owner_user_id"] = row.Int("id");
        client["fullname"] = $"{row.Text("firstname")} {row.Text("lastname")}";
        client["fullstate"] = row.Text("state");
        client["countrycode"] = row.Text("country");
        client["countryname"] = row.Text("country");
        (client["phonecc"], client["phonenumberformatted"]) = Phone(row.Text("phonenumber"));
        client["currency_code"] = panel.Database.Find("tblcurrencies", row.Int("currency"))?.Text("code") ?? "";
        foreach (string flag in new[] { "taxexempt", "latefeeoveride", "overideduenotices", "separateinvoices", "disableautocc", "emailoptout", "marketing_emails_opt_in", "overrideautoclose", "email_verified" })
            client[flag] = row.Flag(flag);
        client["allow_sso"] = 1;
        client["email_preferences"] = Preferences(row.Text("email_preferences"));
        client["customfields"] = new JsonArray([.. CustomFields(row.Int("id"))]);
        client["users"] = new JsonObject { ["user"] = new JsonArray(new JsonObject
        {
            ["id"] = row.Int("id"), ["name"] = $"{row.Text("firstname")} {row.Text("lastname")}", ["email"] = row.Text("email"), ["is_owner"] = true,
        }) };
        return client;
    }

    /// <summary>"+54.1155550101" has its country code; anything else has none.</summary>
    static (string Code, string Formatted) Phone(string number)
    {
        int dot = number.IndexOf('.', StringComparison.Ordinal);
        return number.StartsWith('+') && dot > 1 ? (number[1..dot], number) : ("", number);
    }

    static JsonObject Preferences(string stored)
    {
        JsonObject? given = stored is "" ? null : JsonNode.Parse(stored) as JsonObject;
        JsonObject all = [];
        foreach (string name in preferences)
            all[name] = given?[name] is { } value && value.ToString() is "0" or "false" or "" ? "0" : "1";
        return all;
    }

    IEnumerable<JsonNode> CustomFields(int client) => panel.Database.Rows(
        "SELECT f.id, v.value FROM tblcustomfields f JOIN tblcustomfieldsvalues v ON v.fieldid = f.id WHERE f.type = 'client' AND v.relid = @client ORDER BY f.id", new { client })
        .Select(field => new JsonObject { ["id"] = field.Int("id"), ["value"] = field.Text("value") });

    JsonObject Stats(int client)
    {
        IReadOnlyList<Row> open = panel.Database.Rows("SELECT * FROM tblinvoices WHERE userid = @client AND status = 'Unpaid'", new { client });
        long active = panel.Database.Number("SELECT COUNT(*) FROM tblhosting WHERE userid = @client AND domainstatus = 'Active'", new { client });
        return new JsonObject
        {
            ["numdueinvoices"] = open.Count,
            ["dueinvoicesbalance"] = "$" + open.Sum(panel.Book.Balance).ToString("N2", CultureInfo.InvariantCulture),
            ["numoverdueinvoices"] = open.Count(row => row.Date("duedate") < panel.Clock.Today),
            ["productsnumactive"] = active,
        };
    }

    public JsonObject GetContacts(Arguments a)
    {
        Query query = new Query(panel.Database, "tblcontacts", a).Where("userid", a.Given("userid"));
        var (rows, total) = query.Page();
        return Answer.Success([.. Answer.Paged(total, query.Start, rows.Count), ("contacts", Answer.Listed("contact", rows.Select(row =>
        {
            JsonObject contact = Answer.Pick(row, "id userid " + Address);
            foreach (string kind in contactKinds) contact[kind] = row.Flag(kind);
            return contact;
        })))]);
    }

    public JsonObject GetClientGroups(Arguments a)
    {
        IReadOnlyList<Row> rows = panel.Database.Rows("SELECT * FROM tblclientgroups ORDER BY id");
        return Answer.Success(("totalresults", rows.Count), ("groups", Answer.Listed("group",
            rows.Select(row => Answer.Pick(row, "id groupname groupcolour discountpercent susptermexempt separateinvoices")))));
    }
}
