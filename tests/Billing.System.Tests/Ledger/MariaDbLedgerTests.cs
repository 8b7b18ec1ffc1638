using System.Data.Common;
using Billing.Engine.Ledger;
using Dapper;
using MySqlConnector;
using Xunit;

namespace Billing.System.Tests.Ledger;

/// <summary>Needs a server: <c>BILLING_TEST_MARIADB</c> is the connection string of a user who may create databases.</summary>
public sealed class MariaDbLedgerTests : SqlLedgerContract
{
    private const string Variable = "BILLING_TEST_MARIADB";

    private string database = $"billing_test_{Guid.NewGuid():N}";

    private static string Server => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} is not set: give the connection string of a MariaDB user who may create databases.");

    [Fact]
    public async Task a_database_that_is_not_there_is_named()
    {
        await using SqlLedger ledger = SqlLedger.MariaDb(To("no_such_database"), Clock);

        Assert.Contains("no_such_database", (await Assert.ThrowsAsync<LedgerException>(() => ledger.PrepareAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_wrong_password_is_not_repeated()
    {
        await using SqlLedger ledger = SqlLedger.MariaDb(new MySqlConnectionStringBuilder(To(database)) { Password = "billing-secret" }.ConnectionString, Clock);

        string said = (await Assert.ThrowsAsync<LedgerException>(() => ledger.PrepareAsync(Cancel))).Message;
        Assert.Contains("refuses the user", said, StringComparison.Ordinal);
        Assert.DoesNotContain("billing-secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public void a_connection_string_that_cannot_be_read_is_not_repeated() => Assert.DoesNotContain(
        "billing-secret", Assert.Throws<LedgerException>(() => SqlLedger.MariaDb("Sever=127.0.0.1;Password=billing-secret", Clock)).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task what_a_node_held_that_was_cut_off_in_the_middle_of_a_write_is_free_again_within_seconds()
    {
        await using SqlLedger ledger = SqlLedger.MariaDb(To(database), Clock);
        await ledger.PrepareAsync(Cancel);
        await ledger.Calls.TakeAsync([new Call("a", "InvoicePaid", 7, null, default)], Cancel);
        await using DbConnection cut = await Store().OpenAsync(Cancel);
        await using DbTransaction never = await cut.BeginTransactionAsync(Cancel);
        await cut.ExecuteAsync("SELECT id FROM calls FOR UPDATE", transaction: never);

        await ledger.Calls.AnswerAsync(["a"], Cancel);   // a statement waits half a minute at most

        Assert.Equal(0, (await ledger.Calls.QueueAsync(Cancel)).Count);
    }

    protected override ILedger Open() => SqlLedger.MariaDb(To(database), Clock);

    protected override ILedger Nowhere() => SqlLedger.MariaDb("Server=127.0.0.1;Port=1;Database=nowhere;User ID=billing;Password=billing-secret", Clock);

    protected override async ValueTask PlaceAsync() => await SayAsync($"CREATE DATABASE {database}");

    protected override async ValueTask ClearAsync() => await SayAsync($"DROP DATABASE {database}");

    protected override async Task StartAnewAsync()
    {
        await ClearAsync();
        database += "_b";
        await PlaceAsync();
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        MySqlConnection connection = new(To(database));
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private protected override LedgerStore Store() => new MariaDbStore(To(database));

    private static string To(string database) => new MySqlConnectionStringBuilder(Server) { Database = database }.ConnectionString;

    private static async Task SayAsync(string sql)
    {
        await using MySqlConnection connection = new(To(""));
        await connection.OpenAsync(Cancel);
        await connection.ExecuteAsync(sql);
    }
}
