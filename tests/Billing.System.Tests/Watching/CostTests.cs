using System.Data.Common;
using Billing.Whmcs.Reading;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Watching;

/// <summary>What is asked every second goes by an index, in tables of some size; and what our rights do not show is said once, in one line.</summary>
public sealed class CostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task no_question_of_the_watcher_reads_a_whole_table()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.Tables.DoAsync("""
            INSERT INTO tblinvoices (id, userid, status, duedate) SELECT 10000 + seq, seq % 3000, IF(seq % 30 = 0, 'Unpaid', 'Paid'), '2026-11-01' FROM seq_1_to_20000;
            INSERT INTO tblaccounts (id, userid, invoiceid) SELECT 10000 + seq, seq % 3000, 10000 + seq FROM seq_1_to_20000;
            INSERT INTO tblactivitylog (id, userid, description) SELECT 10000 + seq, seq % 3000, 'Invoice Marked Paid' FROM seq_1_to_20000;
            ANALYZE TABLE tblinvoices, tblaccounts, tblactivitylog
            """);
        string[] questions =
        [
            Changes.Transactions(29_900), Changes.LogLines(29_900), Changes.Highest("tblaccounts"), Changes.Highest("tblactivitylog"),
            OpenInvoices.Of(Enumerable.Range(1, 100)), OpenInvoices.Numbered(Enumerable.Range(10_030, 500)),
        ];
        foreach (string question in questions)
            foreach (string access in await ExplainAsync(world, question))
                Assert.DoesNotContain(access, new[] { "ALL", "index" });
    }

    [Fact]
    public async Task a_look_at_the_past_reads_a_week_at_a_time_and_no_table_whole()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        await world.Tables.DoAsync("""
            CREATE INDEX duedate ON tblinvoices (duedate);
            INSERT INTO tblclients (id) SELECT 10000 + seq FROM seq_1_to_3000;
            INSERT INTO tblinvoices (id, userid, status, duedate) SELECT 10000 + seq, seq % 3000, 'Paid', DATE_ADD('2025-01-01', INTERVAL seq % 700 DAY) FROM seq_1_to_20000;
            INSERT INTO tblinvoiceitems (id, userid, invoiceid, type, relid) SELECT 10000 + seq, seq % 3000, 10000 + seq, 'Hosting', seq FROM seq_1_to_20000;
            INSERT INTO tblhosting (id, userid) SELECT 10000 + seq, seq % 3000 FROM seq_1_to_5000;
            ANALYZE TABLE tblinvoices, tblinvoiceitems, tblhosting, tblclients
            """);
        foreach (string access in await ExplainAsync(world, PastInvoices.Sql(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 7))))
            Assert.DoesNotContain(access, new[] { "ALL", "index" });
    }

    [Fact]
    public async Task without_the_right_to_read_transactions_the_log_is_followed_and_the_rest_is_one_line()
    {
        await using WatchedPanel world = await WatchedPanel.OpenAsync();
        string user = "rw_" + world.Tables.Name[6..22];
        await world.Tables.DoAsync($"CREATE USER '{user}'@'%' IDENTIFIED BY 'reader'; GRANT SELECT (invoiceid, amountin, amountout) ON {world.Tables.Name}.tblaccounts TO '{user}'@'%'");
        foreach (string table in new[] { "tblactivitylog", "tblinvoices" }) await world.Tables.DoAsync($"GRANT SELECT ON {world.Tables.Name}.{table} TO '{user}'@'%'");
        try
        {
            string connection = new MySqlConnectionStringBuilder(world.Tables.ConnectionString) { UserID = user, Password = "reader" }.ConnectionString;
            await world.SuspendedAsync(7);
            Billing.Engine.Watching.WatchLook look = await world.Another(connection).LookAsync(Cancel);
            Assert.Null(look.Failed);
            string hidden = Assert.Single(look.Hidden);
            Assert.Contains("tblaccounts", hidden, StringComparison.Ordinal);
            Assert.EndsWith("`billing check` lists what to grant.", hidden, StringComparison.Ordinal);
            await world.NoteAsync(1, "Added Invoice Payment - Invoice ID: 700");
            await world.PayAsync(400);
            Assert.Equal(["activity 1: 7"], await world.LookAsync());
            await world.Tables.DoAsync($"GRANT SELECT ON {world.Tables.Name}.tblaccounts TO '{user}'@'%'");
            Assert.Equal(["accounts 400: 7"], await world.LookAsync());
        }
        finally
        {
            await world.Tables.DoAsync($"DROP USER '{user}'@'%'");
        }
    }

    private static async Task<List<string>> ExplainAsync(WatchedPanel world, string question)
    {
        List<string> types = [];
        await using MySqlConnection connection = await world.SomebodyAsync();
        await using MySqlCommand command = new("EXPLAIN " + question, connection);
        await using DbDataReader row = await command.ExecuteReaderAsync(Cancel);
        while (await row.ReadAsync(Cancel)) types.Add(row.IsDBNull(3) ? "" : row.GetString(3));
        return types;
    }
}
