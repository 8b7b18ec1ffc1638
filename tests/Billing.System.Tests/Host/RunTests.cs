using System.Text.Json.Nodes;
using Billing.Engine.Ledger;
using Billing.Host.Cli;
using Billing.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>The whole program against a panel: its API, a ledger in a file, mail in a folder.</summary>
public sealed class RunTests : IAsyncLifetime
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
        client = panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com"));
        int product = panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" });
        service = panel.AddService(new ServiceSeed(client, product, new DateOnly(2026, 3, 16), 5000m) { Domain = "ejemplo.com.ar" });
    }

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task a_plan_says_what_would_be_done_and_does_nothing()
    {
        Said said = await trial.RunAsync(time, "plan");
        Assert.Equal(ExitCode.Done, said.Code);
        Assert.Contains(said.Lines, line => line.StartsWith($"invoice service {service}, due 2026-03-16, client {client}", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(trial.Folder, "ledger.db")));
        Assert.Empty(trial.Mail);
        JsonObject invoice = Assert.IsType<JsonObject>(((JsonArray)JsonNode.Parse((await trial.RunAsync(time, "plan", "--json", "--client", $"{client}")).Output)!)[0]);
        Assert.Equal("invoice", (string?)invoice["action"]);
    }

    [Fact]
    public async Task a_plan_for_another_day_is_about_that_day()
    {
        Said said = await trial.RunAsync(time, "plan", "--on", "2026-02-20");
        Assert.StartsWith("2026-02-20: 0 actions", said.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_run_invoices_and_tells_and_a_second_one_has_nothing_to_do()
    {
        Said first = await trial.RunAsync(time, "run", "--once");
        Assert.Equal(ExitCode.Done, first.Code);
        Assert.Contains("invoice          1", first.Output, StringComparison.Ordinal);
        Assert.Single(trial.Mail);
        Said second = await trial.RunAsync(time, "run", "--once", "--json");
        Assert.Empty((JsonArray)JsonNode.Parse(second.Output)!["done"]!);
        Assert.Single(trial.Mail);
        Assert.DoesNotContain(Trial.TheSecret, first.Output + first.Error + second.Output + second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_explanation_says_what_is_owed_what_was_done_and_what_comes()
    {
        await trial.RunAsync(time, "run", "--once");
        Said text = await trial.RunAsync(time, "explain", "service", $"{service}");
        Assert.Contains("Ana Ruiz", text.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"service {service}", text.Output, StringComparison.Ordinal);
        JsonNode said = JsonNode.Parse((await trial.RunAsync(time, "explain", "client", $"{client}", "--json")).Output)!;
        JsonNode invoice = said["invoices"]![0]!;
        Assert.Contains(invoice["timeline"]!.AsArray(), stage => (string?)stage!["on"] == "2026-03-18" && stage["do"]!.ToJsonString() == "[\"suspend-service\"]");
        Assert.Contains(said["history"]!.AsArray(), entry => ((string?)entry!["key"])!.StartsWith("invoice/", StringComparison.Ordinal));
        Said same = await trial.RunAsync(time, "explain", "invoice", $"{(int)invoice["invoice"]!}");
        Assert.Equal(ExitCode.Done, same.Code);
    }

    [Fact]
    public async Task who_is_not_in_the_panel_cannot_be_explained()
    {
        Said said = await trial.RunAsync(time, "explain", "service", "4711");
        Assert.Equal(ExitCode.Failed, said.Code);
        Assert.Contains("service 4711", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task two_processes_do_not_work_with_one_ledger()
    {
        await using IAsyncDisposable taken = OneProcess.Sqlite(Path.Combine(trial.Folder, "ledger.db"));
        Said said = await trial.RunAsync(time, "run", "--once");
        Assert.Equal(ExitCode.Unreachable, said.Code);
        Assert.Contains("Another `billing run` works with the ledger", Assert.Single(said.Errors), StringComparison.Ordinal);
        Assert.Empty(trial.Mail);
    }

    [Fact]
    public async Task what_the_brake_holds_ends_with_its_own_code()
    {
        trial.Change("policy.json", policy =>
        {
            policy["safety"]!["brake"] = new JsonObject { ["atLeast"] = 0, ["percent"] = 0 };
            policy["safety"]!["noticeDays"] = 0;
        });
        await trial.RunAsync(time, "run", "--once");
        Said said = await RunOnAsync(new DateOnly(2026, 3, 18));
        Assert.Contains("Held by the brake: 1", said.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Held, said.Code);
    }

    [Fact]
    public async Task a_debt_takes_the_service_offline_and_freezes_the_project_and_payment_brings_both_back_as_they_were()
    {
        trial.Change("billing.json", billing => billing["panel"]!["projects"]!["inProgress"] = new JsonArray("In Progress", "Waiting for texts"));
        int project = panel.AddProject(new ProjectSeed(client, "Sitio nuevo") { Status = "Waiting for texts" });
        int invoice = await OverdueAsync(new DateOnly(2026, 3, 18));
        Assert.Equal("Suspended", panel.Service(service)!.Status);
        Assert.Contains("[billing:suspend/", panel.Service(service)!.SuspendReason, StringComparison.Ordinal);
        await RunOnAsync(new DateOnly(2026, 4, 1));
        Assert.Equal("On Hold", panel.Project(project)!.Status);
        panel.Pay(invoice);
        Said back = await RunOnAsync(new DateOnly(2026, 4, 2));
        Assert.Equal(ExitCode.Done, back.Code);
        Assert.Equal("Active", panel.Service(service)!.Status);
        Assert.Equal("Waiting for texts", panel.Project(project)!.Status);
    }

    [Fact]
    public async Task paying_late_costs_once_on_an_invoice_of_its_own_and_the_client_is_told()
    {
        trial.Change("policy.json", policy =>
        {
            policy["lateFee"] = new JsonObject { ["percent"] = 10, ["dueDays"] = 7, ["text"] = "Recargo por mora, factura {invoice}" };
            ((JsonArray)policy["timeline"]!).Insert(4, JsonNode.Parse("""{ "at": "+1d", "do": ["late-fee"], "tell": { "late-fee": ["email", "panel"] } }"""));
        });
        await trial.RunAsync(time, "run", "--once");
        int invoice = Assert.Single(panel.Invoices(client)).Id;
        Assert.Equal(ExitCode.Done, (await RunOnAsync(new DateOnly(2026, 3, 17))).Code);
        InvoiceView fee = Assert.Single(panel.Invoices(client), other => other.Id != invoice);
        Assert.Equal((500m, new DateOnly(2026, 3, 24), "Unpaid"), (fee.Total, fee.Due, fee.Status));
        Assert.Equal($"Recargo por mora, factura {invoice}", Assert.Single(fee.Lines).Description);
        Assert.Contains(trial.Mail, mail => File.ReadAllText(mail).Contains("late fee of ARS 500.00", StringComparison.Ordinal) || File.ReadAllText(mail).Contains("recargo por mora de ARS 500,00", StringComparison.Ordinal));
        await RunOnAsync(new DateOnly(2026, 3, 17));
        await RunOnAsync(new DateOnly(2026, 3, 18));
        Assert.Equal(2, panel.Invoices(client).Count);
        Assert.Contains("bears its late fee since 17 Mar 2026", (await trial.RunAsync(time, "explain", "client", $"{client}", "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_panel_that_cannot_be_reached_is_said_in_one_line()
    {
        trial.Change("billing.json", billing => billing["panel"]!["url"] = "http://127.0.0.1:9/");
        Said said = await trial.RunAsync("plan");
        Assert.Equal(ExitCode.Unreachable, said.Code);
        Assert.Contains("127.0.0.1:9", said.Errors[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
    }

    private async Task<int> OverdueAsync(DateOnly day)
    {
        await trial.RunAsync(time, "run", "--once");
        Assert.Equal(ExitCode.Done, (await RunOnAsync(day)).Code);
        return Assert.Single(panel.Invoices(client)).Id;
    }

    private Task<Said> RunOnAsync(DateOnly day)
    {
        time.SetUtcNow(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));
        return trial.RunAsync(time, "run", "--once");
    }
}
