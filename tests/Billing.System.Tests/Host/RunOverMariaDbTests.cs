using System.Data.Common;
using System.Text.Json.Nodes;
using Billing.Engine.Ledger;
using Billing.Host.Cli;
using Billing.Sandbox;
using Billing.System.Tests.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Billing.System.Tests.Host;

/// <summary>The whole program with the panel read from its database, and the ledger in a database too.</summary>
public sealed class RunOverMariaDbTests : IAsyncLifetime
{
    private readonly Trial trial = new();
    private readonly MariaDbOfATest tables = new(), ledger = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private SandboxPanel panel = null!;

    public async ValueTask InitializeAsync()
    {
        panel = await SandboxPanel.StartAsync(new SandboxPanelOptions { Time = time, Store = tables.Store, Identifier = Trial.TheSecret, Secret = Trial.TheSecret }, TestContext.Current.CancellationToken);
        trial.Change("billing.json", billing =>
        {
            JsonNode settings = billing["panel"]!;
            (settings["url"], settings["read"], settings["database"]) = (panel.Url.ToString(), "database", Database(tables.Store.ConnectionString, "panel"));
            billing["ledger"] = Database(ledger.Store.ConnectionString, "ledger");
            billing["ledger"]!["kind"] = "mariadb";
        });
    }

    public async ValueTask DisposeAsync()
    {
        await panel.DisposeAsync();
        await tables.DisposeAsync();
        await ledger.DisposeAsync();
        trial.Dispose();
    }

    [Fact]
    public async Task a_debt_takes_the_service_offline_and_payment_brings_it_back()
    {
        int client = panel.AddClient(new ClientSeed("Ana", "Ruiz", "ana@example.com"));
        int service = panel.AddService(new ServiceSeed(client, panel.AddProduct(new ProductSeed("Hosting M") { Module = "plesk" }), new DateOnly(2026, 3, 16), 5000m));
        Assert.Equal(ExitCode.Done, (await trial.RunAsync(time, "run", "--once")).Code);
        time.SetUtcNow(new DateTimeOffset(2026, 3, 18, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(ExitCode.Done, (await trial.RunAsync(time, "run", "--once")).Code);
        Assert.Equal("Suspended", panel.Service(service)!.Status);
        panel.Pay(Assert.Single(panel.Invoices(client)).Id);
        Assert.Equal(ExitCode.Done, (await trial.RunAsync(time, "run", "--once")).Code);
        Assert.Equal("Active", panel.Service(service)!.Status);
    }

    [Fact]
    public async Task two_processes_do_not_work_with_one_ledger()
    {
        await using IAsyncDisposable taken = await OneProcess.MariaDbAsync(ledger.Store.ConnectionString, TestContext.Current.CancellationToken);
        Said said = await trial.RunAsync(time, "run", "--once");
        Assert.Equal(ExitCode.Unreachable, said.Code);
        Assert.Contains("Another `billing run` works with the ledger", Assert.Single(said.Errors), StringComparison.Ordinal);
    }

    private JsonObject Database(string connection, string name)
    {
        DbConnectionStringBuilder parts = new() { ConnectionString = connection };
        string password = trial.Write($"password-{name}", $"{parts["Password"]}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new JsonObject
        {
            ["host"] = $"{parts["Server"]}", ["port"] = int.Parse($"{parts["Port"]}", global::System.Globalization.CultureInfo.InvariantCulture), ["name"] = $"{parts["Database"]}",
            ["user"] = $"{parts["User ID"]}", ["password"] = $"file:{password}", ["tls"] = "preferred",
        };
    }
}
