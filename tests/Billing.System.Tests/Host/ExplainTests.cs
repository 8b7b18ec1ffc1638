using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Billing.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>`billing explain` over a whole panel: an admin's why, for a client with two services of which one is not paid.</summary>
public sealed class ExplainTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 7, 26, 12, 0, 0, TimeSpan.Zero));
    private SandboxPanel panel = null!;
    private int client, unpaid, other, invoice;

    public async ValueTask InitializeAsync()
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions
        {
            Time = time, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"), Identifier = Trial.TheSecret, Secret = Trial.TheSecret,
        }, TestContext.Current.CancellationToken);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
        trial.Change("policy.json", policy =>
        {
            policy["lateFee"] = new JsonObject { ["percent"] = 10, ["minimum"] = new JsonObject { ["ARS"] = 300 }, ["dueDays"] = 7 };
            ((JsonArray)policy["timeline"]!).Insert(6, JsonNode.Parse("""{ "at": "+15d", "do": ["late-fee"], "tell": { "late-fee": ["email"] } }"""));
            policy["timelines"] = JsonNode.Parse("""[ { "when": { "country": "UY", "productGroup": "VPS" }, "timeline": [ { "at": "+9d", "do": ["suspend-service"] } ] } ]""");
        });
        client = panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com"));
        int product = panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" });
        unpaid = panel.AddService(new ServiceSeed(client, product, new DateOnly(2026, 8, 10), 5000m) { Domain = "ejemplo.com.ar" });
        other = panel.AddService(new ServiceSeed(client, product, new DateOnly(2026, 11, 3), 9000m) { Domain = "otro.com.ar" });
        foreach (DateOnly day in new[] { new DateOnly(2026, 7, 26), new(2026, 7, 31), new(2026, 8, 12), new(2026, 8, 19), new(2026, 8, 20) }) await RunOnAsync(day);
        invoice = Assert.Single(panel.Invoices(client)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task a_service_is_explained_by_its_holds_the_days_counted_what_was_sent_and_what_comes()
    {
        string said = await ExplainAsync("service", unpaid);
        foreach (string line in new[]
        {
            $"service {unpaid}: client {client}, Ana Ruiz, Active, AR, ARS, on Thu 20 Aug 2026",
            $"service {unpaid}: offline because of us since Wed 12 Aug 2026; the panel shows it Suspended",
            "  follows timeline (whatever no other fits)",
            "  hold since Wed 12 Aug 2026: its own invoice,",
            "  hold since Wed 19 Aug 2026: the client's debt,",
            "                           Tue 11 Aug to Fri 14 Aug: business days 1 to 4",
            "                           Sat 15 Aug not counted: Saturday",
            "                           Mon 17 Aug not counted: Paso a la Inmortalidad del General",
            "                           Tue 18 Aug to Wed 19 Aug: business days 5 to 6",
            "late-fee, tell late-fee (timeline[6]); late fee 500.00 ARS",
            $"  Wed 12 Aug 2026 09:00 suspended by email, invoice {invoice}: taken by our own mail server",
            $"service {unpaid} removed from its server",
        })
            Assert.Contains(line, said.Replace("backed up and ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task it_says_only_what_concerns_what_was_asked_for()
    {
        Assert.DoesNotContain($"service {other}", await ExplainAsync("service", unpaid), StringComparison.Ordinal);
        string held = await ExplainAsync("service", other);
        Assert.DoesNotContain($"service {unpaid}:", held, StringComparison.Ordinal);
        Assert.Contains("the client's debt", held, StringComparison.Ordinal);
        string of = await ExplainAsync("invoice", invoice);
        Assert.Contains($"service {unpaid}:", of, StringComparison.Ordinal);
        Assert.Contains($"service {other}:", of, StringComparison.Ordinal);
        Assert.DoesNotContain("no hold", of, StringComparison.Ordinal);
    }

    [Fact]
    public async Task no_line_is_wider_than_a_hundred_columns()
    {
        foreach ((string kind, int number) in new[] { ("client", client), ("service", unpaid), ("invoice", invoice) })
            Assert.All((await ExplainAsync(kind, number)).Split('\n'), line => Assert.True(line.Length <= Prose.Width, line));
    }

    [Fact]
    public async Task an_invoice_that_is_settled_is_explained_too()
    {
        panel.Pay(invoice);
        await RunOnAsync(new DateOnly(2026, 8, 21));
        string said = await ExplainAsync("invoice", invoice);
        Assert.Contains($"invoice {invoice}, due Mon 10 Aug 2026: Paid; nothing is owed on it", said, StringComparison.Ordinal);
        Assert.Contains("suspended by email", said, StringComparison.Ordinal);
        Assert.Contains("unsuspend/service", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_json_has_every_day_every_notice_and_the_place_of_every_stage()
    {
        JsonNode said = JsonNode.Parse((await trial.RunAsync(time, "explain", "client", $"{client}", "--json")).Output)!;
        JsonNode stage = said["invoices"]![0]!["timeline"]!.AsArray().Single(stage => (string?)stage!["at"] == "after 5bd")!;
        Assert.Equal(("timeline[5]", "2026-08-19", 9), ((string?)stage["stage"], (string?)stage["on"], stage["days"]!.AsArray().Count));
        Assert.Equal("Sunday", (string?)stage["days"]![5]!["notCounted"]);
        Assert.Equal("whatever no other fits", (string?)said["invoices"]![0]!["follows"]!["when"]);
        Assert.Contains(said["notices"]!.AsArray(), notice => (string?)notice!["notice"] == "suspended" && (string?)notice["grade"] == "A1" && (int?)notice["opens"]!["human"] == 0);
        Assert.Equal(2, said["services"]![0]!["holds"]!.AsArray().Count);
        Assert.Contains(said["ahead"]!.AsArray(), ahead => ((string?)ahead!["what"])!.Contains("late fee 500.00 ARS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task the_check_says_each_timeline_in_words_and_what_the_panel_does_not_have()
    {
        trial.Change("policy.json", policy => policy["timelines"] = JsonNode.Parse("""
            [ { "when": { "country": "UY", "productGroup": "VPS", "currency": "USD", "product": 4711 }, "timeline": [ { "at": "+9d", "do": ["suspend-service"] } ] },
              { "when": { "clientGroup": "Resellers", "minimumDebt": 50000 }, "timeline": [ { "at": "+9d", "do": ["suspend-service"] }, { "at": "+12d", "do": ["freeze-projects"], "when": { "country": "CL" } } ] } ]
            """));
        string said = (await trial.RunAsync(time, "check")).Output;
        foreach (string line in new[]
        {
            "ok     timelines[0], for product group VPS, product 4711, country UY, currency USD: +9d suspend-service",
            "ok     timelines[1], for client group Resellers, country CL, at least 50000 owed past due: +9d suspend-service; +12d freeze-projects",
            "ok     timelines[1], for client group Resellers, at least 50000 owed past due: +9d suspend-service",
            "ok     timeline, for whatever no other fits: -15d invoice; +2d suspend-service;",
            "note   policy.json $.timelines[0]: the panel has no product group \"VPS\", so this timeline or stage is for nobody",
            "note   policy.json $.timelines[0]: the panel has no product 4711",
            "note   policy.json $.timelines[1]: the panel has no client group \"Resellers\"",
        })
            Assert.Contains(line, said, StringComparison.Ordinal);
        Assert.DoesNotContain("currency \"USD\"", said, StringComparison.Ordinal);
    }

    private async Task<string> ExplainAsync(string kind, int number)
    {
        Said said = await trial.RunAsync(time, "explain", kind, $"{number}");
        Assert.Equal(ExitCode.Done, said.Code);
        TestContext.Current.TestOutputHelper?.WriteLine(said.Output);
        return said.Output;
    }

    private async Task RunOnAsync(DateOnly day)
    {
        time.SetUtcNow(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));
        Assert.Equal(ExitCode.Done, (await trial.RunAsync(time, "run", "--once")).Code);
    }
}
