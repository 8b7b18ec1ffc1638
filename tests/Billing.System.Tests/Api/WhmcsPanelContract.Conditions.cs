using System.Text.Json.Nodes;
using Billing.Core.Actions;
using Billing.Core.Decisions;
using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Panel;
using Billing.Engine.Simulation;
using Billing.Sandbox;
using Billing.System.Tests.Plugins;
using Xunit;

namespace Billing.System.Tests.Api;

public abstract partial class WhmcsPanelContract
{
    /// <summary>Each on the 10th day; whom none of these fits, on the 20th. The last one has a stage for some only.</summary>
    private const string Timelines = """
        { "safety": { "noticeDays": 0 }, "timelines": [
          { "when": { "clientGroup": "Distribuidores & socios" }, "timeline": [ { "at": "+10d", "do": ["suspend-service"] } ] },
          { "when": { "productGroup": "VPS & nube" }, "timeline": [ { "at": "+10d", "do": ["suspend-service"] } ] },
          { "when": { "product": 71 }, "timeline": [ { "at": "+10d", "do": ["suspend-service"] } ] },
          { "when": { "country": "UY" }, "timeline": [ { "at": "+10d", "do": ["suspend-service"] } ] },
          { "when": { "currency": "USD" }, "timeline": [ { "at": "+10d", "do": ["suspend-service"] } ] },
          { "when": { "minimumDebt": 70000.50 }, "timeline": [ { "at": "+10d", "do": ["suspend-service"] } ] } ],
          "timeline": [ { "at": "+10d", "when": { "country": "CL" }, "do": ["suspend-service"] }, { "at": "+20d", "when": { "country": "AR" }, "do": ["suspend-service"] } ] }
        """;

    [Theory]
    [InlineData("timelines[0]", "Distribuidores & socios", "AR", "ARS", 1, 5000)]
    [InlineData("timelines[1]", "", "AR", "ARS", 70, 5000)]
    [InlineData("timelines[2]", "", "AR", "ARS", 71, 5000)]
    [InlineData("timelines[3]", "", "UY", "ARS", 1, 5000)]
    [InlineData("timelines[4]", "", "AR", "USD", 1, 5000)]
    [InlineData("timelines[5]", "", "AR", "ARS", 1, 70000.50)]
    [InlineData("timeline", "", "CL", "ARS", 1, 5000)]
    [InlineData(null, "", "AR", "ARS", 1, 70000.49)]
    public async Task each_condition_of_the_policy_holds_for_the_rows_that_it_means(string? place, string group, string country, string currency, int product, double amount)
    {
        Sandbox.AddProduct(new ProductSeed("VPS 1") { Id = 70, Module = "", Group = "VPS & nube" });
        Sandbox.AddProduct(new ProductSeed("VPS 2") { Id = 71, Module = "", Group = "Others" });
        int client = Sandbox.AddClient(new ClientSeed("Flor", "Mas", "flor@example.com") { Group = group, Country = country, Currency = currency });
        int service = Sandbox.AddService(new ServiceSeed(client, product, PanelWorld.Today.AddDays(-10), (decimal)amount) { Domain = "flor.example" });
        Sandbox.AddInvoice(new InvoiceSeed(client, PanelWorld.Today.AddDays(-10), [new InvoiceLineSeed("Hosting", service, (decimal)amount, "Hosting")]) { Date = PanelWorld.Today.AddDays(-25) });
        ShippedPolicy shipped = ShippedPolicy.In(Path.Combine(Repository.Folder, "config"));
        BillingPolicy policy = shipped.Read(PolicyReader.Merge(shipped.Json, JsonNode.Parse(Timelines)));

        ClientFacts facts = (await Panel.ReadClientAsync(client, new PanelReading(PanelWorld.Today, PanelWorld.Today), Cancel))!;

        bool suspends = Decider.Decide(facts, policy, PanelWorld.Today).OfType<Decision.Act>().Any(act => act.Action is BillingAction.Suspend { Target.Id: var id } && id == service);
        Assert.Equal(place is not null, suspends);
        Assert.Equal(place ?? "timeline", Why.Of(facts, policy, PanelWorld.Today).Services.Single().Timeline.Place);
    }

    [Fact]
    public async Task the_panel_names_what_conditions_can_be_about()
    {
        Sandbox.AddClient(new ClientSeed("Flor", "Mas", "flor@example.com") { Group = "Distribuidores & socios" });
        PanelNames names = await Whmcs.ReadNamesAsync(Cancel);
        Assert.Contains("Distribuidores & socios", names.ClientGroups);
        Assert.Contains("Hosting", names.ProductGroups);
        Assert.Contains(1, names.Products);
        Assert.Contains("ARS", names.Currencies);
    }
}
