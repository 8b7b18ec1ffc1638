using System.Text.Json.Nodes;
using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.System.Tests.Host;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Doctor;

/// <summary>`billing doctor` against a panel as it is installed, and against one whose automation is off.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private SandboxPanel? panel;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (panel is not null) await panel.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task a_panel_as_it_is_installed_is_found_to_pull_the_other_way_in_every_point()
    {
        await StartAsync(PanelAutomation.AsInstalled);
        Said said = await LookAsync("--json");
        JsonNode report = JsonNode.Parse(said.Output)!;
        Assert.Equal(["panel-cancels", "panel-late-fees", "panel-suspends"], Words(report, "critical"));
        Assert.Equal(["panel-reminds", "panel-reminds-overdue", "panel-unsuspends"], Words(report, "warning"));
        Assert.Equal(["panel-applies-credit", "panel-changes-clients", "panel-mass-pay", "panel-same-hour"], Words(report, "note").Where(word => word.StartsWith("panel-", StringComparison.Ordinal)));
        Assert.Equal("critical", (string?)report["worst"]);
        Assert.Equal(ExitCode.Held, said.Code);
        JsonNode fee = Assert.Single(report["findings"]!.AsArray(), finding => (string?)finding!["word"] == "panel-late-fees")!;
        Assert.Equal("the panel adds a late fee of 10.00 % 5 days after the due date", (string?)fee["what"]);
        Assert.Equal("InvoiceLateFeeAmount = 10.00, LateFeeType = Percentage, AddLateFeeDays = 5", (string?)fee["where"]);
        JsonNode overdue = Assert.Single(report["findings"]!.AsArray(), finding => (string?)finding!["word"] == "panel-reminds-overdue")!;
        Assert.Equal("the panel sends overdue notices 1 days after the due date", (string?)overdue["what"]);
    }

    [Fact]
    public async Task beside_a_panel_whose_automation_is_off_nothing_is_to_be_done()
    {
        await StartAsync(PanelAutomation.Off);
        Said said = await LookAsync("--json");
        JsonNode report = JsonNode.Parse(said.Output)!;
        Assert.Empty(Words(report, "critical"));
        Assert.Empty(Words(report, "warning"));
        // Of the panel nothing at all; of us what `billing check` notes, and that the API tells less than the database.
        Assert.Equal(["configuration-note", "left-out"], Words(report, "note").Distinct());
        Assert.Equal(ExitCode.Done, said.Code);
    }

    [Fact]
    public async Task looking_changes_nothing()
    {
        await StartAsync(PanelAutomation.AsInstalled);
        int ana = panel!.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com"));
        panel.AddService(new ServiceSeed(ana, panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" }), new DateOnly(2026, 2, 16), 5000m) { Domain = "ejemplo.com.ar" });
        string before = Contents();
        await LookAsync();
        Assert.Equal(before, Contents());
        Assert.False(File.Exists(Path.Combine(trial.Folder, "ledger.db")), "the doctor makes no ledger");
        Assert.Empty(trial.Mail);
    }

    [Fact]
    public async Task the_text_is_readable_at_a_hundred_columns_and_the_worst_comes_first()
    {
        await StartAsync(PanelAutomation.AsInstalled);
        Said said = await LookAsync();
        Assert.StartsWith("CRITICAL", said.Lines[0], StringComparison.Ordinal);
        Assert.All(said.Lines, line => Assert.InRange(line.TrimEnd('\r').Length, 0, 100));
        Assert.True(Array.FindIndex(said.Lines, line => line.StartsWith("WARNING", StringComparison.Ordinal)) < Array.FindIndex(said.Lines, line => line.StartsWith("NOTE", StringComparison.Ordinal)));
        Assert.Contains("3 critical, 3 warnings", said.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(Trial.TheSecret, said.Output + said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("panel-late-fees", "panel-late-fees")]
    [InlineData("panel-suspension", "panel-suspends panel-unsuspends")]
    public async Task a_word_asks_for_what_it_names_alone(string word, string found)
    {
        await StartAsync(PanelAutomation.AsInstalled);
        JsonNode report = JsonNode.Parse((await LookAsync("--json", "--only", word)).Output)!;
        Assert.Equal(found.Split(' '), report["findings"]!.AsArray().Select(finding => (string?)finding!["word"]).Order(StringComparer.Ordinal));
        Assert.Single(report["looked"]!.AsArray());
    }

    [Fact]
    public async Task a_word_that_nobody_knows_is_a_mistake_of_the_command_line()
    {
        await StartAsync(PanelAutomation.Off);
        Said said = await LookAsync("--only", "panel-sleeps");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("the doctor knows no \"panel-sleeps\"", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AutoTermination", "on", "panel-terminates")]
    [InlineData("CreateInvoiceDaysBefore", "30", "panel-invoices-first")]
    [InlineData("CreateInvoiceDaysBefore", "16", "panel-invoices-first")]
    [InlineData("CreateInvoiceDaysBefore", "15", "")]
    [InlineData("CreateInvoiceDaysBeforeAnnually", "45", "panel-invoices-first")]
    [InlineData("CreateDomainInvoiceDaysBefore", "30", "panel-invoices-first")]
    [InlineData("ContinuousInvoiceGeneration", "on", "panel-invoices-again")]
    [InlineData("ProrataClientsAnniversaryDate", "on", "panel-prorata")]
    [InlineData("EnableProformaInvoicing", "on", "panel-proforma")]
    [InlineData("InvoiceLateFeeAmount", "0.01", "panel-late-fees")]
    [InlineData("InvoiceLateFeeAmount", "0.00", "")]
    [InlineData("CCRetryEveryWeekFor", "1", "panel-retries-cards")]
    [InlineData("CCRetryEveryWeekFor", "not a number", "")]
    [InlineData("AutoClientStatusChange", "1", "")]
    [InlineData("MaintenanceMode", "on", "panel-in-maintenance")]
    [InlineData("ActivityLimit", "100", "panel-log-short")]
    [InlineData("DailyCronExecutionHour", "09", "panel-same-hour")]
    [InlineData("Version", "10.0.1-release.1", "panel-version")]
    [InlineData("Version", "9.0.9", "")]
    [InlineData("SendFirstOverdueInvoiceReminder", "1", "")]      // the master switch is off
    [InlineData("AutoSuspension", "1", "panel-suspends")]
    [InlineData("lastDailyCronInvocationTime", "2026-02-27 09:00:00", "panel-cron-stopped")]
    public async Task a_setting_is_found_when_it_fights_with_ours_and_only_then(string setting, string value, string word)
    {
        await StartAsync(PanelAutomation.Off);
        panel!.SetSetting(setting, value);
        JsonNode report = JsonNode.Parse((await LookAsync("--json")).Output)!;
        Assert.Equal(word, string.Join(' ', report["findings"]!.AsArray().Select(finding => (string)finding!["word"]!).Where(each => each.StartsWith("panel-", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task a_right_that_the_role_lacks_is_told_once_and_the_rest_is_looked_at()
    {
        await StartAsync(PanelAutomation.AsInstalled);
        panel!.Faults.Add(new Fault("GetConfigurationValue", FaultKind.Forbidden));
        JsonNode report = JsonNode.Parse((await LookAsync("--json")).Output)!;
        JsonNode unseen = Assert.Single(report["findings"]!.AsArray(), finding => (string?)finding!["word"] == "not-looked-at")!;
        Assert.Contains("the panel's own suspensions; the panel's own terminations", (string?)unseen["what"], StringComparison.Ordinal);
        Assert.Contains("panel-connection", Words(report, "critical"));
        Assert.Contains("services", report["looked"]!.AsArray().Select(word => (string?)word));
    }

    [Fact]
    public async Task a_panel_that_does_not_answer_is_critical_and_prints_no_secret()
    {
        trial.Change("billing.json", billing => billing["panel"]!["url"] = "http://127.0.0.1:9/");
        Said said = await trial.RunAsync("doctor", "--json", "--no-dns");   // what fails in passing is asked again, after a wait that needs a clock that goes on
        JsonNode report = JsonNode.Parse(said.Output)!;
        Assert.Equal(["panel-connection"], Words(report, "critical"));
        Assert.Contains("not-looked-at", Words(report, "warning"));
        Assert.Contains("holidays", report["looked"]!.AsArray().Select(word => (string?)word));
        Assert.Equal(ExitCode.Held, said.Code);
        Assert.DoesNotContain(Trial.TheSecret, said.Output + said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_the_panel_holds_is_judged_through_its_API_too()
    {
        await StartAsync(PanelAutomation.Off);
        int ana = panel!.AddClient(new ClientSeed("Ana", "Ruiz", "ana@ejemplo.com.ar")), bob = panel.AddClient(new ClientSeed("Bob", "Ray", "bob at example.com")), eva = panel.AddClient(new ClientSeed("Eva", "Sol", "eva@example.com"));
        int product = panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" });
        int own = panel.AddService(new ServiceSeed(ana, product, new DateOnly(2026, 3, 16), 5000m) { Domain = "ejemplo.com.ar" });
        int dateless = panel.AddService(new ServiceSeed(bob, product, null, 5000m) { Domain = "bob.test" });
        int far = panel.AddService(new ServiceSeed(eva, product, new DateOnly(2062, 3, 16), 5000m) { Domain = "eva.test", Status = "Suspended", SuspendReason = "Phishing" });
        panel.AddClientGroup(new ClientGroupSeed("Resellers") { SeparateInvoices = true });
        JsonNode report = JsonNode.Parse((await LookAsync("--json")).Output)!;
        Assert.Equal([dateless], Numbers(report, "due-date-missing"));
        Assert.Equal([far], Numbers(report, "due-date-far"));
        Assert.Equal([far], Numbers(report, "suspended-by-others"));
        Assert.Equal([own, dateless, far], Numbers(report, "price-missing"));
        Assert.Equal([bob], Numbers(report, "mailbox-wrong"));
        Assert.Equal([bob], Numbers(report, "reached-by-nothing"));
        Assert.Equal([ana], Numbers(report, "mailbox-on-own-service"));
        Assert.Single(Numbers(report, "separate-invoices-group"));
    }

    private async Task StartAsync(PanelAutomation automation)
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions
        {
            Time = time, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"), Identifier = Trial.TheSecret, Secret = Trial.TheSecret, Automation = automation,
        }, TestContext.Current.CancellationToken);
        trial.Change("billing.json", billing => billing["panel"]!["url"] = panel.Url.ToString());
    }

    private Task<Said> LookAsync(params string[] more) => trial.RunAsync(time, ["doctor", "--no-dns", .. more]);

    private string Contents() => string.Join('\n', panel!.Services().Select(service => service.ToString()).Concat(panel.Invoices().Select(invoice => invoice.ToString())).Concat(panel.ActivityLog().Select(line => line.ToString())).Append($"{panel.Mails().Count}"));

    internal static string[] Words(JsonNode report, string severity) =>
        [.. report["findings"]!.AsArray().Where(finding => (string?)finding!["severity"] == severity).Select(finding => (string)finding!["word"]!).Order(StringComparer.Ordinal)];

    internal static int[] Numbers(JsonNode report, string word) =>
        [.. report["findings"]!.AsArray().Where(finding => (string?)finding!["word"] == word).SelectMany(finding => finding!["numbers"]!.AsArray().Select(number => (int)number!))];
}
