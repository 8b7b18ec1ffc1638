using System.Text.Json.Nodes;
using Billing.Sandbox.Database;

namespace Billing.Sandbox.Api;

/// <summary>What is sold, for which money, and where it lives.</summary>
internal sealed class CatalogueActions(Panel panel)
{
    const string Prices = "msetupfee qsetupfee ssetupfee asetupfee bsetupfee tsetupfee monthly quarterly semiannually annually biennially triennially";

    public JsonObject GetProducts(Arguments a)
    {
        int[] ids = [.. a.Text("pid").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => int.TryParse(text, out int id) ? id : 0)];
        IReadOnlyList<Row> rows = new Query(panel.Database, "tblproducts", a).Where("gid", a.Given("gid")).Where("servertype", a.Text("module"))
            .When(ids.Length > 0, "id IN @value", ids).All();
        ILookup<int, Row> pricing = panel.Database.Rows(
            "SELECT p.*, c.code, c.prefix, c.suffix FROM tblpricing p JOIN tblcurrencies c ON c.id = p.currency WHERE p.type = 'product' ORDER BY c.id").ToLookup(row => row.Int("relid"));
        return Answer.Success(("totalresults", rows.Count), ("products", Answer.Listed("product", rows.Select(row => Product(row, pricing[row.Int("id")])))));
    }

    static JsonObject Product(Row row, IEnumerable<Row> pricing)
    {
        JsonObject product = Answer.Pick(row, "id:pid gid type name slug description servertype:module paytype allowqty qty:quantity_available");
        JsonObject prices = [];
        foreach (Row price in pricing) prices[price.Text("code")] = Answer.Pick(price, "prefix suffix " + Prices);
        product["pricing"] = prices;
        product["customfields"] = new JsonObject { ["customfield"] = new JsonArray() };
        product["configoptions"] = new JsonObject { ["configoption"] = new JsonArray() };
        return product;
    }

    public JsonObject GetServers(Arguments a) => Answer.Success(("servers", new JsonArray([.. panel.Database.Rows("SELECT * FROM tblservers ORDER BY id").Select(Server)])),
        ("fetchStatus", a.Flag("fetchStatus")));

    JsonNode Server(Row row)
    {
        long used = panel.Database.Number("SELECT COUNT(*) FROM tblhosting WHERE server = @id AND domainstatus IN ('Active', 'Suspended')", new { id = row.Int("id") });
        int most = row.Int("maxaccounts");
        return new JsonObject
        {
            ["id"] = row.Int("id"), ["name"] = row.Text("name"), ["hostname"] = row.Text("hostname"), ["ipaddress"] = row.Text("ipaddress"), ["active"] = row.Flag("active"),
            ["activeServices"] = used, ["maxAllowedServices"] = most, ["percentUsed"] = most is 0 ? 0 : used * 100 / most, ["module"] = row.Text("type"), ["status"] = new JsonObject(),
        };
    }

    public JsonObject GetCurrencies(Arguments a)
    {
        IReadOnlyList<Row> rows = panel.Database.Rows("SELECT * FROM tblcurrencies ORDER BY id");
        return Answer.Success(("totalresults", rows.Count), ("currencies", Answer.Listed("currency", rows.Select(row =>
        {
            JsonObject currency = Answer.Pick(row, "code prefix suffix format rate");
            currency["id"] = row.Int("id");
            return currency;
        }))));
    }

    public JsonObject GetPaymentMethods(Arguments a)
    {
        IReadOnlyList<Row> rows = panel.Database.Rows("SELECT gateway, value FROM tblpaymentgateways WHERE setting = 'name' ORDER BY `order`, id");
        return Answer.Success(("totalresults", rows.Count), ("paymentmethods", Answer.Listed("paymentmethod", rows.Select(row => Answer.Pick(row, "gateway:module value:displayname")))));
    }
}
