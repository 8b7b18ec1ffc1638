using System.Text.Json.Nodes;
using Billing.Sandbox;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Sandbox;

public sealed class PanelStoreTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static readonly DateOnly due = new(2026, 3, 16);

    static int Furnish(SandboxPanel panel)
    {
        int client = panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com") { SeparateInvoices = true });
        int product = panel.AddProduct(new ProductSeed("Hosting M"));
        return panel.AddInvoice(new InvoiceSeed(client, due, [new InvoiceLineSeed("Hosting", panel.AddService(new ServiceSeed(client, product, due, 12.5m)), 12.5m)]));
    }

    [Fact] public async Task a_file_keeps_the_panel_over_a_restart()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "panel.db");
        int invoice;
        await using (SandboxPanel first = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = SandboxStore.File(path) }, Cancel)) invoice = Furnish(first);
        await using SandboxPanel second = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = SandboxStore.File(path) }, Cancel);
        second.Pay(invoice);
        Assert.Equal(("Paid", new DateOnly(2026, 4, 16)), (second.Invoice(invoice)!.Status, second.Services()[0].NextDue!.Value));
    }

    [Fact] public async Task a_panel_in_memory_can_be_read_over_its_connection_string()
    {
        await using SandboxPanel panel = await SandboxPanel.StartAsync(cancel: Cancel);
        Furnish(panel);
        await using SqliteConnection connection = new(panel.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using SqliteCommand command = new("SELECT total || ' ' || duedate FROM tblinvoices WHERE total > 12.49", connection);
        Assert.Equal("12.5 2026-03-16", await command.ExecuteScalarAsync(Cancel));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task an_old_panel_lives_without_the_newer_columns(bool mariaDb)
    {
        await using SandboxStoreOfATest store = mariaDb ? new MariaDbOfATest() : new SqliteOfATest();
        await using SandboxPanel panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = store.Store, Generation = PanelGeneration.Seven, Version = "7.10.2-release.1" }, Cancel);
        int invoice = Furnish(panel);
        panel.Cancel(invoice);
        panel.Reopen(invoice);
        panel.Pay(invoice);
        using HttpClient http = new();
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["action"] = "GetInvoices", ["identifier"] = panel.Identifier, ["secret"] = panel.Secret, ["responsetype"] = "json" });
        using HttpResponseMessage answer = await http.PostAsync(new Uri(panel.Url, "includes/api.php"), form, Cancel);
        JsonNode found = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["invoices"]!["invoice"]![0]!;
        Assert.Equal(("Paid", "12.50"), ((string?)found["status"], (string?)found["total"]));
    }

    [Fact] public async Task zero_dates_are_real_ones_in_mariadb()
    {
        await using MariaDbOfATest store = new();
        await using SandboxPanel panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = store.Store }, Cancel);
        Furnish(panel);
        await using MySqlConnection connection = new(panel.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using MySqlCommand command = new("SELECT COUNT(*) FROM tblhosting WHERE YEAR(termination_date) = 0 AND CAST(termination_date AS CHAR) = '0000-00-00'", connection);
        Assert.Equal(1L, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact] public async Task a_database_that_is_there_is_used_as_it_is()
    {
        await using MariaDbOfATest store = new();
        await using (SandboxPanel first = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = store.Store }, Cancel))
        {
            Furnish(first);
            first.SetSetting("AutoUnsuspend", "on");
        }
        await using SandboxPanel second = await SandboxPanel.StartAsync(new SandboxPanelOptions { Store = store.Store }, Cancel);
        await using MySqlConnection connection = new(second.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using MySqlCommand command = new("SELECT GROUP_CONCAT(value) FROM tblconfiguration WHERE setting = 'AutoUnsuspend'", connection);
        Assert.Equal(("on", 1), ((string?)await command.ExecuteScalarAsync(Cancel), second.Invoices().Count));
    }

    [Fact] public async Task a_panel_of_its_own_runs_until_cancelled()
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        TaskCompletionSource<Uri> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task running = SandboxPanel.RunAsync(new SandboxPanelOptions(), panel => bound.SetResult(panel.Url), end.Token);
        Assert.Equal("127.0.0.1", (await bound.Task).Host);
        await end.CancelAsync();
        await running;
    }

    [Fact] public async Task a_hanging_call_does_not_keep_the_panel_from_ending()
    {
        SandboxPanel panel = await SandboxPanel.StartAsync(cancel: Cancel);
        panel.Faults.Add(new Fault("GetClients", FaultKind.Hang) { Seconds = 3600 });
        using HttpClient http = new();
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["action"] = "GetClients", ["identifier"] = panel.Identifier, ["secret"] = panel.Secret });
        Task<HttpResponseMessage> call = http.PostAsync(new Uri(panel.Url, "includes/api.php"), form, Cancel);
        await panel.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
    }
}
