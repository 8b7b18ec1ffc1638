using Billing.Core.Facts;
using Billing.Core.Policy;
using Billing.Engine.Configuration;
using Billing.Engine.Doctor;
using Billing.Engine.Panel;
using Billing.System.Tests.House;
using Billing.System.Tests.Reading;
using Billing.Whmcs.Examining;
using Billing.Whmcs.Reading;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Doctor;

/// <summary>What the doctor finds in a panel's database, with rows as imports, addons and old versions leave them.</summary>
public sealed class PanelContentsTests
{
    private static readonly BillingPolicy Policy = PolicyFile.In(Tree.Config).Policy!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public async Task in_an_orderly_panel_nothing_is_found(int version)
    {
        await using TestPanel panel = await TestPanel.CreateAsync(version);
        await OrderlyAsync(panel);
        Assert.DoesNotContain(await FindAsync(panel), finding => !finding.Kind.Word.StartsWith("database-", StringComparison.Ordinal));   // the tests' user may do everything
    }

    [Theory]
    [InlineData("due-date-missing", "2026-12-16", "2026-12-16", "Monthly", 10, "Active", "")]
    [InlineData("due-date-missing", "0000-00-00", "0000-00-00", "Monthly", 10, "Active", "due-date-missing")]
    [InlineData("due-date-missing", null, "0000-00-00", "Annually", 10, "Suspended", "due-date-missing")]
    [InlineData("due-date-missing", "2026-12-00", "0000-00-00", "Monthly", 10, "Active", "due-date-missing")]
    [InlineData("due-date-missing", "9999-12-31", "9999-12-31", "Monthly", 10, "Active", "due-date-missing")]
    [InlineData("due-date-missing", "0000-00-00", "0000-00-00", "Monthly", 10, "Pending", "")]
    [InlineData("due-date-missing", "0000-00-00", "0000-00-00", "Monthly", 0, "Active", "")]
    [InlineData("due-date-missing", "0000-00-00", "0000-00-00", "Monthly", 10, "Terminated", "")]
    [InlineData("due-date-far", "2062-12-16", "2062-12-16", "Monthly", 10, "Active", "due-date-far")]
    [InlineData("due-date-far", "2029-11-16", "2029-11-16", "Triennially", 10, "Active", "")]
    [InlineData("due-date-behind", "2026-09-01", "2026-09-01", "Monthly", 10, "Active", "due-date-behind")]
    [InlineData("due-date-behind", "2026-09-01", "2026-10-01", "Monthly", 10, "Active", "")]   // invoiced, and not paid: that is a debt
    [InlineData("due-date-behind", "2026-10-24", "2026-10-24", "Monthly", 10, "Active", "")]   // 30 days: still invoiced
    [InlineData("due-date-on-free", "2026-12-16", "2026-12-16", "Free Account", 0, "Active", "due-date-on-free")]
    [InlineData("due-date-on-free", "2026-12-16", "2026-12-16", "One-Time", 10, "Active", "due-date-on-free")]
    [InlineData("next-invoice-behind", "2026-12-16", "2026-11-16", "Monthly", 10, "Active", "next-invoice-behind")]
    [InlineData("next-invoice-behind", "2026-12-16", "0000-00-00", "Monthly", 10, "Active", "next-invoice-behind")]
    [InlineData("amount-negative", "2026-12-16", "2026-12-16", "Monthly", -1, "Active", "amount-negative")]
    [InlineData("row-unreadable", "2026-12-16", "2026-12-16", "Fortnightly", 10, "Active", "row-unreadable")]
    [InlineData("row-unreadable", "2026-12-16", "2026-12-16", "Monthly", 10, "Sleeping", "row-unreadable")]
    [InlineData("price-missing", "2026-12-16", "2026-12-16", "Biennially", 10, "Active", "price-missing")]
    public async Task a_service_that_cannot_be_so_is_found_by_its_number(string about, string? due, string next, string cycle, int amount, string status, string found)
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderlyAsync(panel);
        await panel.HasAsync("tblhosting", new { id = 77, packageid = 1, nextduedate = due, nextinvoicedate = next, billingcycle = cycle, amount, domainstatus = status });
        IReadOnlyList<Finding> findings = await FindAsync(panel, "services");
        Assert.Equal(found, string.Join(' ', findings.Select(finding => finding.Kind.Word)));
        if (found.Length > 0) Assert.Equal([77], Assert.Single(findings, finding => finding.Kind.Word == about).Things!.Numbers);
    }

    [Fact]
    public async Task addons_and_domains_are_looked_at_too_and_what_is_given_up_is_not()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderlyAsync(panel);
        await panel.HasAsync("tblhosting", new { id = 20, packageid = 1, nextduedate = "0000-00-00" });
        await panel.HasAsync("tblcancelrequests", new { date = "2026-11-01", relid = 20, type = "Immediate" });
        await panel.HasAsync("tblhostingaddons", new { id = 5, hostingid = 10, nextduedate = "0000-00-00" }, new { id = 6, hostingid = 20, nextduedate = "0000-00-00" });
        await panel.HasAsync("tbldomains", new { id = 8, nextduedate = "0000-00-00" }, new { id = 9, nextduedate = "0000-00-00", donotrenew = 1 }, new { id = 12, nextduedate = "2026-12-16", nextinvoicedate = "2026-12-16", registrationperiod = 99 });
        IReadOnlyList<Finding> findings = await FindAsync(panel, "services");
        Assert.Equal(["addon 5", "domain 8"], findings.Where(finding => finding.Kind.Word == "due-date-missing").Select(finding => $"{finding.Things!.Word} {Assert.Single(finding.Things.Numbers)}"));
        Assert.Equal([12], Assert.Single(findings, finding => finding.Kind.Word == "row-unreadable").Things!.Numbers);
    }

    [Fact]
    public async Task reasons_of_others_are_counted_and_ours_and_the_adopted_are_not_among_them()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderlyAsync(panel);
        foreach ((int id, string reason) in new[] { (20, "Phishing"), (21, "phishing "), (22, "Overdue on Payment"), (23, ""), (24, "Overdue invoice 100 [billing:suspend/service 24/invoice 100/1]"), (25, "Abuse'; DROP TABLE tblclients; --") })
            await panel.HasAsync("tblhosting", new { id, packageid = 1, nextduedate = "2026-12-16", nextinvoicedate = "2026-12-16", domainstatus = "Suspended", suspendreason = reason });
        Finding finding = Assert.Single(await FindAsync(panel, "services"));
        Assert.Equal([20, 21, 25], finding.Things!.Numbers);
        Assert.StartsWith("3 services are suspended for reasons of others: \"Phishing\" (2), \"Abuse'", finding.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public async Task who_gets_separate_invoices_is_listed(int version)
    {
        await using TestPanel panel = await TestPanel.CreateAsync(version);
        await OrderlyAsync(panel);
        string yes = version == 8 ? "1" : "on";
        await panel.HasAsync("tblclients", new { id = 3, separateinvoices = yes }, new { id = 4, separateinvoices = yes, status = "Closed" }, new { id = 5, separateinvoices = version == 8 ? "0" : "" });
        await panel.HasAsync("tblclientgroups", new { id = 1, groupname = "Resellers", separateinvoices = "on" }, new { id = 2, groupname = "Rest", separateinvoices = "" });
        IReadOnlyList<Finding> findings = await FindAsync(panel, "separate-invoices");
        Assert.Equal([3], Assert.Single(findings, finding => finding.Kind.Word == "separate-invoices").Things!.Numbers);
        Assert.Contains("Resellers", Assert.Single(findings, finding => finding.Kind.Word == "separate-invoices-group").What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_renews_on_one_day_by_two_methods_is_listed_by_client()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderlyAsync(panel);
        await panel.HasAsync("tblclients", new { id = 2 }, new { id = 3 });
        await panel.HasAsync("tblhosting", new { id = 20, userid = 2, nextduedate = "2026-12-16", paymentmethod = "stripe" }, new { id = 30, userid = 3, nextduedate = "2026-12-16", paymentmethod = "stripe" },
            new { id = 31, userid = 3, nextduedate = "2026-12-17", paymentmethod = "paypal" }, new { id = 32, userid = 3, nextduedate = "0000-00-00", paymentmethod = "paypal" }, new { id = 33, userid = 3, nextduedate = "0000-00-00", paymentmethod = "stripe" });
        await panel.HasAsync("tbldomains", new { id = 21, userid = 2, nextduedate = "2026-12-16", paymentmethod = "banktransfer" });
        Assert.Equal([2], Assert.Single(await FindAsync(panel, "payment-methods")).Things!.Numbers);
    }

    [Fact]
    public async Task fixed_terms_and_the_panels_own_mails_are_found_and_a_task_that_is_off_is_no_conflict()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderlyAsync(panel);
        await panel.HasAsync("tblproducts", new { id = 2, autoterminatedays = 14 });
        await panel.HasAsync("tblemailtemplates", new { name = "Service Suspension Notification", disabled = 0 }, new { name = "Service Unsuspension Notification", disabled = 1 });
        Assert.Equal(["panel-fixed-terms", "panel-tells-suspensions"], (await FindAsync(panel, "fixed-terms", "panel-mails")).Select(finding => finding.Kind.Word));
        await panel.HasAsync("tbltask", new { class_name = "FixedTermTerminations", is_enabled = 0 });
        Assert.Empty(await FindAsync(panel, "fixed-terms"));
    }

    [Fact]
    public async Task a_user_that_may_write_or_read_everything_is_found_and_the_shipped_grants_are_enough()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        await OrderlyAsync(panel);
        Assert.Equal(["database-may-write", "database-reads-all"], (await FindAsync(panel, "database-rights")).Select(finding => finding.Kind.Word));
        string name = "dr_" + panel.Name[6..22];
        await panel.DoAsync($"CREATE USER '{name}'@'%' IDENTIFIED BY 'reader'");
        try
        {
            foreach ((string table, string[] columns) in PanelTables.Needed.Concat(PanelTables.Optional.Where(table => table.Key != "mod_project"))) await panel.DoAsync($"GRANT SELECT ({string.Join(", ", columns)}) ON {panel.Name}.{table} TO '{name}'@'%'");
            string connection = new MySqlConnectionStringBuilder(panel.ConnectionString) { UserID = name, Password = "reader" }.ConnectionString;
            Assert.Empty(await FindAsync(new WhmcsDatabase(connection, panel.Options), []));
            await panel.DoAsync($"GRANT UPDATE (notes) ON {panel.Name}.tblinvoices TO '{name}'@'%'");
            Finding finding = Assert.Single(await FindAsync(new WhmcsDatabase(connection, panel.Options), ["database-rights"]));
            Assert.Contains($"UPDATE on {panel.Name}.tblinvoices", finding.What, StringComparison.Ordinal);
        }
        finally { await panel.DoAsync($"DROP USER '{name}'@'%'"); }
    }

    [Theory]
    [InlineData("GRANT SELECT (`id`, `delete`) ON `whmcs`.`tblx` TO `a`@`%`", "", "")]
    [InlineData("GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*INSERT'", "", "")]
    [InlineData("GRANT SELECT, INSERT (`id`) ON `whmcs`.* TO `a`@`%`", "INSERT on whmcs.*", "whmcs.*")]
    [InlineData("GRANT ALL PRIVILEGES ON *.* TO `a`@`%` WITH GRANT OPTION", "ALL PRIVILEGES on *.*", "*.*")]
    [InlineData("GRANT `some_role` TO `a`@`%`", "", "")]
    public void a_grant_says_what_it_allows(string grant, string writes, string all)
    {
        SortedSet<string> may = [], reads = [];
        DatabaseRights.Sort(grant, may, reads);
        Assert.Equal((writes, all), (string.Join(", ", may), string.Join(", ", reads)));
    }

    [Theory]
    [InlineData("10.11.9-MariaDB-log", false)]
    [InlineData("10.2.44-MariaDB", true)]
    [InlineData("5.6.51", true)]
    [InlineData("8.0.36", false)]
    [InlineData("11.4.2-MariaDB", false)]
    [InlineData("something", false)]
    public void a_database_too_old_is_known_by_its_version(string version, bool old) => Assert.Equal(old, DatabaseVersion.TooOld(version));

    [Fact]
    public async Task clients_come_a_page_at_a_time_with_what_of_theirs_can_go_offline()
    {
        await using TestPanel panel = await TestPanel.CreateAsync();
        panel.Options = panel.Options with { Adapters = AdapterMap.None with { ServerTypes = new Dictionary<string, string> { ["cpanel"] = "cpanel" }, Domains = "dns" } };
        await OrderlyAsync(panel);
        await panel.DoAsync("INSERT INTO tblclients (id, email, status) SELECT seq, CONCAT('c', seq, '@example.com'), IF(seq = 4500, 'Closed', 'Active') FROM seq_2_to_9000");
        await panel.DoAsync("INSERT INTO tblhosting (id, userid, packageid, domain) SELECT seq, seq, 1, CONCAT(' site', seq, '.test. ') FROM seq_100_to_9000 WHERE seq % 2 = 0");
        await panel.HasAsync("tbldomains", new { id = 1, userid = 8998, domain = "other.test" });
        await using WhmcsDatabase database = panel.Open();
        List<ClientReach> all = [];
        await foreach (ClientReach client in new DatabaseContents(database).ReadReachAsync(Cancel)) all.Add(client);
        Assert.Equal(all.OrderBy(client => client.Client), all);
        Assert.Equal(1 + 8902 / 2 - 1, all.Count);
        Assert.DoesNotContain(all, client => client.Client is 4500 or 4501);
        Assert.Equal([new HostedName(new Target(TargetKind.Service, 8998), "site8998.test"), new HostedName(new Target(TargetKind.Domain, 1), "other.test")], Assert.Single(all, client => client.Client == 8998).Hosted);
    }

    /// <summary>One product sold by the month, the quarter and the year; one service of client 1, paid up.</summary>
    private static async Task OrderlyAsync(TestPanel panel)
    {
        await panel.HasAsync("tblproducts", new { id = 1, name = "Hosting M", servertype = "cpanel" });
        await panel.HasAsync("tblpricing", new { relid = 1, monthly = 10, quarterly = 28, semiannually = 55, annually = 100, triennially = 250 });
        await panel.HasAsync("tblhosting", new { id = 10, packageid = 1, domain = "ejemplo.com.ar", nextduedate = "2026-12-16", nextinvoicedate = "2026-12-16" });
    }

    private static Task<IReadOnlyList<Finding>> FindAsync(TestPanel panel, params string[] words) => FindAsync(panel.Open(), words);

    private static async Task<IReadOnlyList<Finding>> FindAsync(WhmcsDatabase opened, string[] words)
    {
        await using WhmcsDatabase database = opened;
        Examination[] all = [.. new PanelExamination(null!, database, AdapterMap.None).All(Policy, TestPanel.Today)
            .Where(one => words.Length == 0 ? DatabaseTable.All.Any(row => row.Word == one.Word) || one.Word == "services" : words.Contains(one.Word))];
        DoctorReport report = await Rounds.MakeAsync(all, [], null, Cancel);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == Rounds.NotSeen);
        return report.Findings;
    }
}
