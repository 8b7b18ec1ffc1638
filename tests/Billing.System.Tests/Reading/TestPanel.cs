using System.Globalization;
using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Reading;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>A panel's database of its own for one test, dropped afterwards. Currency 1 is ARS, 2 is USD; client 1 exists.</summary>
internal sealed class TestPanel : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 23);

    private readonly MySqlConnection connection;

    private TestPanel(MySqlConnection connection, string name) => (this.connection, Name) = (connection, name);

    public string Name { get; }

    public static string Server => Environment.GetEnvironmentVariable("BILLING_TEST_MARIADB")
        ?? throw new InvalidOperationException("These tests need a MariaDB: put a connection string of a user that may create databases and users into BILLING_TEST_MARIADB.");

    public string ConnectionString => new MySqlConnectionStringBuilder(Server) { Database = Name }.ConnectionString;

    public WhmcsDatabaseOptions Options { get; set; } = new() { Address = new Uri("https://panel.example/") };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestPanel> CreateAsync(int version = 8)
    {
        MySqlConnection connection = new(Server);
        await connection.OpenAsync(Cancel);
        TestPanel panel = new(connection, "panel_" + Guid.NewGuid().ToString("N"));
        await panel.DoAsync($"SET sql_mode = ''; CREATE DATABASE {panel.Name} CHARACTER SET utf8mb3; USE {panel.Name};" + PanelSchema.Of(version));
        await panel.HasAsync("tblcurrencies", new { id = 1, code = "ARS" }, new { id = 2, code = "USD" });
        await panel.HasAsync("tblclients", new { id = 1, firstname = "Ana", lastname = "Paz", email = "ana@example.com" });
        return panel;
    }

    public async Task DoAsync(string sql)
    {
        await using MySqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>Puts rows into a table; a property is a column, and a date may be a text.</summary>
    public async Task HasAsync(string table, params object[] rows)
    {
        foreach (object row in rows)
        {
            (string Name, object? Value)[] columns = [.. row.GetType().GetProperties().Select(property => (property.Name, property.GetValue(row)))];
            await using MySqlCommand command = new($"INSERT INTO {table} ({string.Join(", ", columns.Select(one => one.Name))}) VALUES ({string.Join(", ", columns.Select(one => "@" + one.Name))})", connection);
            foreach ((string name, object? value) in columns) command.Parameters.AddWithValue(name, value);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    public WhmcsDatabase Open() => new(ConnectionString, Options);

    public static PanelReading Reading(params int[] always) => new(Today, Today.AddDays(15), always.ToHashSet());

    public async Task<List<ClientFacts>> ReadAllAsync(PanelReading? reading = null)
    {
        await using WhmcsDatabase panel = Open();
        List<ClientFacts> all = [];
        await foreach (ClientFacts facts in panel.ReadAllAsync(reading ?? Reading(), Cancel)) all.Add(facts);
        return all;
    }

    public async Task<ClientFacts?> ReadClientAsync(int client, PanelReading? reading = null)
    {
        await using WhmcsDatabase panel = Open();
        return await panel.ReadClientAsync(client, reading ?? Reading(), Cancel);
    }

    /// <summary>The client as both ways of reading show it, which must be the same.</summary>
    public async Task<ClientFacts> ReadBothWaysAsync(int client = 1)
    {
        ClientFacts inAll = Assert.Single(await ReadAllAsync(Reading(client)), facts => facts.Client.Id == client);
        ClientFacts alone = await ReadClientAsync(client) ?? throw new InvalidOperationException("The client is gone.");
        Assert.Equal(Print(inAll), Print(alone));
        return alone;
    }

    public static string Print(ClientFacts facts) => string.Join('\n',
    [
        facts.Client.ToString(),
        .. facts.Services.Select(service => service with { Prices = new Dictionary<BillingCycle, decimal>() } + " " + string.Join(',', service.Prices)),
        .. facts.Invoices.Select(invoice => string.Create(CultureInfo.InvariantCulture,
            $"{invoice.Id} {invoice.Date:O} {invoice.Due:O} {invoice.Status} {invoice.Balance} {invoice.Kind} {invoice.PaidOn:O}: {string.Join("; ", invoice.Lines)}")),
    ]);

    public async ValueTask DisposeAsync()
    {
        await using (MySqlCommand drop = new($"DROP DATABASE {Name}", connection)) await drop.ExecuteNonQueryAsync(CancellationToken.None);
        await connection.DisposeAsync();
    }
}
