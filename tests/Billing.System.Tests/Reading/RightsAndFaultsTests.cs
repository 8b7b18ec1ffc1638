using Billing.Core.Facts;
using Billing.Engine.Panel;
using Billing.Whmcs.Reading;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Reading;

/// <summary>What a user of the database must be granted, and what is said when something is missing.</summary>
public sealed class RightsAndFaultsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_rights_that_the_check_asks_for_suffice_and_show_no_secret()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using Reader reader = await Reader.CreateAsync(panel);
        await panel.HasAsync("tblhosting", new { id = 10, nextduedate = "2026-12-01" });
        await panel.HasAsync("tblinvoices", new { id = 100, duedate = "2026-11-20" });
        await using WhmcsDatabase database = new(reader.ConnectionString, panel.Options);

        Assert.Empty(await database.CheckAsync(Cancel));
        List<ClientFacts> all = [];
        await foreach (ClientFacts facts in database.ReadAllAsync(TestPanel.Reading(1), Cancel)) all.Add(facts);
        Assert.Single(all);
        Assert.NotNull(await database.ReadClientAsync(1, TestPanel.Reading(), Cancel));
        Assert.NotNull(await database.ReadInvoiceNowAsync(100, Cancel));
        Assert.Empty((await database.ReadChangesAsync(new PanelMark(0, 0), Cancel)).Hidden);
        Assert.Single(await database.ReadOpenInvoicesAsync([1], [100], Cancel));
        Assert.Equal(100, (await database.ReadSourceAsync(counts: true, Cancel)).HighestInvoice);
        Assert.NotNull(await database.ReadInvoiceSheetAsync(100, Cancel));
        Assert.NotNull(await database.ReadHandleAsync(new Target(TargetKind.Service, 10), Cancel));
        Assert.Null(await database.ReadHandleAsync(new Target(TargetKind.Addon, 10), Cancel));
        Assert.Null(await database.ReadHandleAsync(new Target(TargetKind.Domain, 10), Cancel));
        Assert.Null(await database.FindRenewalAsync(1, [new Target(TargetKind.Service, 10)], TestPanel.Today, Cancel));
        Assert.DoesNotContain(PanelTables.Needed, table => table.Value.Any(column => column is "password" or "accesshash" || column.StartsWith("card", StringComparison.Ordinal)));
    }

    [Fact]
    public void the_shipped_grants_are_the_columns_that_are_read_and_no_more()
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Billing.sln"))) root = root.Parent!;
        string[] grants = [.. File.ReadAllLines(Path.Combine(root.FullName, "config", "panel-reader.sql")).Where(line => line.StartsWith("GRANT", StringComparison.Ordinal))];

        IEnumerable<string> read = PanelTables.Needed.Keys.Union(PanelTables.Optional.Keys).Select(table =>
        {
            IEnumerable<string> columns = PanelTables.Needed.GetValueOrDefault(table, []).Concat(PanelTables.Optional.GetValueOrDefault(table, []));
            return $"GRANT SELECT ({string.Join(", ", columns.Select(column => $"`{column}`"))}) ON `whmcs`.`{table}` TO 'billing_reader'@'127.0.0.1';";
        });

        Assert.Equal(read.Order(StringComparer.Ordinal), grants.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task a_missing_right_is_named_with_its_cure()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await using Reader reader = await Reader.CreateAsync(panel);
        await panel.DoAsync($"REVOKE SELECT (suspendreason) ON {panel.Name}.tblhosting FROM {reader.User}");
        await using WhmcsDatabase database = new(reader.ConnectionString, panel.Options);
        string finding = Assert.Single(await database.CheckAsync(Cancel));
        Assert.StartsWith($"{database.Place}: cannot read tblhosting (suspendreason); grant our user SELECT (id, userid,", finding, StringComparison.Ordinal);
        PanelException error = await Assert.ThrowsAsync<PanelException>(() => database.ReadClientAsync(1, TestPanel.Reading(), Cancel));
        Assert.Equal(PanelFailure.MissingRight, error.Failure);
    }

    [Fact]
    public async Task a_wrong_password_is_told_from_a_missing_server_and_never_repeated()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await FailsAsync(panel, settings => settings.Password = "not-the-password-77", PanelFailure.AccessDenied, "check user, password");
        await FailsAsync(panel, settings => (settings.Port, settings.Password) = (1, "not-the-password-77"), PanelFailure.Unreachable, "check that it runs");
        await FailsAsync(panel, settings => settings.Database = "no_such_panel", PanelFailure.BadAnswer, "check its name");
    }

    [Fact]
    public async Task a_database_that_is_no_panel_is_told_so()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await panel.DoAsync("DROP TABLE tblinvoiceitems");
        await using WhmcsDatabase database = panel.Open();
        PanelException error = await Assert.ThrowsAsync<PanelException>(() => database.ReadClientAsync(1, TestPanel.Reading(), Cancel));
        Assert.Equal(PanelFailure.BadAnswer, error.Failure);
        Assert.Contains("is this the right database?", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot read tblinvoiceitems", Assert.Single(await database.CheckAsync(Cancel)), StringComparison.Ordinal);
    }

    private static async Task FailsAsync(TestPanel panel, Action<MySqlConnectionStringBuilder> change, PanelFailure failure, string cure)
    {
        MySqlConnectionStringBuilder settings = new(panel.ConnectionString);
        change(settings);
        await using WhmcsDatabase database = new(settings.ConnectionString, panel.Options);
        PanelException error = await Assert.ThrowsAsync<PanelException>(() => database.ReadInvoiceNowAsync(100, Cancel));
        Assert.Equal(failure, error.Failure);
        Assert.Contains(cure, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password-77", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal([error.Message], await database.CheckAsync(Cancel));
    }

    /// <summary>A user who may read exactly what <see cref="PanelTables.Needed"/> names.</summary>
    private sealed class Reader(TestPanel panel, string name) : IAsyncDisposable
    {
        public string User => $"'{name}'@'%'";

        public string ConnectionString => new MySqlConnectionStringBuilder(panel.ConnectionString) { UserID = name, Password = "reader" }.ConnectionString;

        public static async Task<Reader> CreateAsync(TestPanel panel)
        {
            Reader reader = new(panel, "rd_" + panel.Name[6..22]);
            await panel.DoAsync($"CREATE USER {reader.User} IDENTIFIED BY 'reader'");
            foreach ((string table, string[] columns) in PanelTables.Needed.Concat(PanelTables.Optional.Where(table => table.Key != "mod_project"))) await panel.DoAsync($"GRANT SELECT ({string.Join(", ", columns)}) ON {panel.Name}.{table} TO {reader.User}");
            return reader;
        }

        public async ValueTask DisposeAsync() => await panel.DoAsync($"DROP USER {User}");
    }
}
