using System.Text.Json.Nodes;
using System.Xml.Linq;
using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Forecasting;

/// <summary><c>billing forecast</c> and <c>billing compare</c> as the operator sees them, over the API of a panel.</summary>
public sealed class LookingAheadTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private SandboxPanel panel = null!;
    private int client, service;

    public async ValueTask InitializeAsync()
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions
        {
            Time = time, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"), Identifier = Trial.TheSecret, Secret = Trial.TheSecret,
        }, TestContext.Current.CancellationToken);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
        client = panel.AddClient(new ClientSeed("Ana <&\"", "Ruiz", "ana@example.com"));
        int product = panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" });
        service = panel.AddService(new ServiceSeed(client, product, new DateOnly(2026, 3, 16), 5000m) { Domain = "ejemplo.com.ar" });
    }

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task the_table_has_a_line_a_day_and_fits_a_hundred_columns()
    {
        Said said = await trial.RunAsync(time, "forecast", "--days", "40");
        Assert.Equal((ExitCode.Done, ""), (said.Code, said.Error));
        Assert.Equal(40, said.Lines.Count(line => line.Length > 9 && line[2] == '-' && line[5] == ' '));
        Assert.All(said.Lines.Where(line => line.Length > 2 && line[2] == '-'), line => Assert.True(line.Length <= 100, line));
        Assert.Contains(said.Lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["03-02", "Mon", "1", "1", ..]);
        Assert.False(File.Exists(Path.Combine(trial.Folder, "ledger.db")));
        Assert.Empty(trial.Mail);
    }

    [Fact]
    public async Task as_json_each_day_has_its_counts_and_its_money()
    {
        JsonNode said = JsonNode.Parse((await trial.RunAsync(time, "forecast", "--json", "--acts")).Output)!;
        Assert.Equal(60, said["days"]!.AsArray().Count);
        JsonNode suspended = said["days"]!.AsArray().Single(day => (string?)day!["on"] == "2026-03-18")!;
        Assert.Equal(1, (int)suspended["acts"]!["suspend"]!);
        Assert.Equal((1, 1), ((int)suspended["offlineInAll"]!, (int)suspended["clientsInAll"]!));
        Assert.Equal(5000m, (decimal)suspended["money"]!.AsObject().Single().Value!["behindSuspensions"]!);
        Assert.Contains(said["acts"]!.AsArray(), act => (string?)act!["action"] == "terminate" && (string?)act["target"] == $"service {service}" && (string?)act["on"] == "2026-04-10");
        Assert.Equal(1, (int)said["totals"]!["acts"]!["invoice"]!);
        Assert.Null(said["brake"]);
    }

    [Theory]
    [InlineData("", "2026-04-18")]      // the panel pays the first invoice from it as it raises it
    [InlineData("on", "2026-03-18")]    // it was told not to
    public async Task credit_counts_where_the_panel_puts_it_towards_invoices_by_itself(string not, string suspended)
    {
        panel.SetSetting("NoAutoApplyCredit", not);
        int rich = panel.AddClient(new ClientSeed("Beto", "Sosa", "beto@example.com") { Credit = 5000m });
        int product = panel.AddProduct(new ProductSeed("Hosting L") { Module = "plesk" });
        int own = panel.AddService(new ServiceSeed(rich, product, new DateOnly(2026, 3, 16), 5000m) { Domain = "rico.com.ar" });
        JsonNode said = JsonNode.Parse((await trial.RunAsync(time, "forecast", "--json", "--acts")).Output)!;
        Assert.Equal(suspended, said["acts"]!.AsArray().Where(act => (string?)act!["action"] == "suspend" && (string?)act["target"] == $"service {own}").Select(act => (string?)act!["on"]).First());
    }

    [Fact]
    public async Task one_client_is_told_act_by_act_and_one_that_is_not_there_is_said_so()
    {
        Said said = await trial.RunAsync(time, "forecast", "--client", $"{client}");
        Assert.Contains(said.Lines, line => line.StartsWith("2026-03-18 Wed  suspend service", StringComparison.Ordinal));
        Said none = await trial.RunAsync(time, "forecast", "--client", "4711");
        Assert.Equal(ExitCode.Failed, none.Code);
        Assert.Contains("no client 4711", Assert.Single(none.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_picture_is_well_formed_has_words_for_who_cannot_see_it_and_loads_nothing()
    {
        string file = Path.Combine(trial.Folder, "forecast.svg");
        Assert.Equal(ExitCode.Done, (await trial.RunAsync(time, "forecast", "--svg", file)).Code);
        XElement svg = XDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Root!;
        XNamespace names = "http://www.w3.org/2000/svg";
        Assert.Equal(names + "svg", svg.Name);
        Assert.StartsWith("The next 60 days", svg.Element(names + "title")!.Value, StringComparison.Ordinal);
        Assert.Contains("1 services taken offline", svg.Element(names + "desc")!.Value, StringComparison.Ordinal);
        Assert.Equal(60, svg.Elements(names + "g").Count(day => (string?)day.Attribute("class") == "day"));
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "image" or "use" or "a" || element.Attributes().Any(attribute => attribute.Name.LocalName == "href"));
    }

    [Theory]
    [InlineData("forecast", "--days", "0")]
    [InlineData("forecast", "--days", "9999")]
    [InlineData("forecast", "--on", "tomorrow")]
    [InlineData("compare")]
    public async Task what_cannot_be_understood_is_said_in_one_line(params string[] args)
    {
        Said said = await trial.RunAsync(time, args);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Single(said.Errors);
    }

    [Fact]
    public async Task the_same_policy_makes_no_difference()
    {
        Said said = await trial.RunAsync(time, "compare", "--policy", Path.Combine(trial.Config, "policy.json"));
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains("No difference.", said.Lines);
        Assert.Contains(said.Lines, line => line.StartsWith("The past is left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_stricter_policy_is_said_service_by_service()
    {
        string other = Other(policy => policy["timeline"]![4]!["at"] = "+1d");
        JsonNode said = JsonNode.Parse((await trial.RunAsync(time, "compare", "--policy", other, "--json")).Output)!;
        JsonNode example = said["ahead"]!["examples"]!.AsArray().Single(one => (string?)one!["action"] == "suspend")!;
        Assert.Equal(("earlier", "2026-03-18", "2026-03-17", $"service {service}"), ((string?)example["change"], (string?)example["now"], (string?)example["then"], (string?)example["target"]));
        Assert.Null(said["back"]);
        Assert.False(File.Exists(Path.Combine(trial.Folder, "ledger.db")));
    }

    [Fact]
    public async Task a_policy_that_cannot_be_right_is_refused_with_the_place()
    {
        Said said = await trial.RunAsync(time, "compare", "--policy", Other(policy => policy["timeline"]![4]!["at"] = "soon"));
        Assert.Equal(ExitCode.Configuration, said.Code);
        Assert.StartsWith("wrong  other.json $.timeline[4].at:", said.Lines[0], StringComparison.Ordinal);
        Assert.Equal("1 problem", said.Lines[^1]);
    }

    private string Other(Action<JsonObject> change)
    {
        File.Copy(Path.Combine(trial.Config, "policy.json"), Path.Combine(trial.Config, "other.json"), overwrite: true);
        trial.Change("other.json", change);
        return Path.Combine(trial.Config, "other.json");
    }
}
